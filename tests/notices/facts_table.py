"""The table of facts in docs/rules/notices.md section 6, read as the tests use it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from config import ROOT

_ROW = re.compile(r"^\| (?P<fact>[^|]+) \| `(?P<kind>[a-z]+:[a-z_]+)` \|(?P<rest>.*)\|$")
# What the table calls people, by the audience that reads their addresses.
AUDIENCES: Mapping[str, str] = {
    "author": "proposals.author",
    "supporters of the idea": "proposals.supporters",
    "authors": "proposals.authors_behind",
    "supporters": "proposals.supporters_behind",
    "authors in the round": "proposals.round_authors",
    "supporters in the round": "proposals.round_supporters",
    "voters": "voting.roll",
    "delegates of the round": "rounds.delegates",
    "team": "places.team",
    "asker": "points.asker",
    "supporters of the point": "points.supporters",
    "people asked": "promises.asked",
}
_THINGS: Mapping[str, str] = {
    "round": r"rounds/[^/]+",
    "idea": r"rounds/[^/]+/ideas/\d+",
    "proposal": r"rounds/[^/]+/proposals/\d+",
    "project": r"rounds/[^/]+/projects/\d+",
    "forum": r"forums/[^/]+",
    "meeting": r"forums/[^/]+/meetings/[^/]+",
    "point": r"forums/[^/]+/points/\d+",
    "team": r"teams/[^/]+",
    "notice": r"(?:rounds|forums)/[^/]+/notices/\d+",
}


@dataclass(frozen=True)
class Told:
    """One row: whom a fact concerns, and whose followers are told."""

    kind: str
    audiences: frozenset[str]
    followers: frozenset[str]


def table() -> dict[str, Told]:
    """Every row, by its kind."""
    found = {}
    for line in (ROOT / "docs/rules/notices.md").read_text().splitlines():
        if matched := _ROW.match(line):
            whom, followers, _mail, _when = (each.strip() for each in matched["rest"].split(" | "))
            names = [] if whom == "–" else whom.split(", ")
            told = Told(
                kind=matched["kind"],
                audiences=frozenset(AUDIENCES[name] for name in names),
                followers=frozenset(followers.split(", ")),
            )
            assert told.kind not in found, told.kind
            found[told.kind] = told
    return found


def thing(path: str) -> str:
    """What a path is the page of.

    Raises:
        StopIteration: nothing that people follow.
    """
    return next(name for name, pattern in _THINGS.items() if re.fullmatch(pattern, path))
