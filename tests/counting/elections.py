"""Where the real elections lie, and small ones written for the tests."""

from __future__ import annotations

import os
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
PABULIB_DIR = Path(os.environ.get("PABULIB_DIR") or REPO.parent / "shared/data/pabulib")
REAL_FILES = tuple(sorted(PABULIB_DIR.glob("*.pb")))
SMALL_FILES = tuple(sorted((Path(__file__).parent / "small").glob("*.pb")))
ELECTIONS = REAL_FILES or SMALL_FILES


def rule_in(path: Path) -> str:
    """META's `rule`, without reading the whole file."""
    with path.open(encoding="utf-8-sig") as file:
        return next(line.strip()[5:] for line in file if line.startswith("rule;"))


def vote_type_of(path: Path) -> str:
    """META's `vote_type`, without reading the whole file."""
    with path.open(encoding="utf-8-sig") as file:
        return next(line.strip()[10:] for line in file if line.startswith("vote_type;"))


HEAD = """\
META
key;value
description;Benches of Hackford
country;Utopia
unit;Hackford
instance;2027
num_projects;3
num_votes;4
budget;100
vote_type;approval
rule;greedy
date_begin;2027
date_end;2027
max_length;2
PROJECTS
project_id;cost;votes;name;selected
"""
SMALL = (
    HEAD
    + """\
1;60;3;Benches;1
2;50;2;"Lamps; ""warm"" ones";0
3;40;1;Trees;1
VOTES
voter_id;vote;age
a;1,2;30
b;1;41
c;1,3;27
d;2;65
"""
)


def written(folder: Path, text: str | bytes, name: str = "small.pb") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
