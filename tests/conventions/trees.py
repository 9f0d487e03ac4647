"""The program as the house style reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config import ROOT

# What outsiders run are files of another house: tests/verifier/test_alone.py holds them.
VERIFIER = ROOT / "pbplatform" / "verifier"
FOR_OUTSIDERS = {
    VERIFIER / name
    for name in (
        *("verify.py", "check_signed.py", "verify_forum.py", "check_forum_log.py"),
        *("reopen.py", "witness.py"),
    )
}
CODE = sorted(set((ROOT / "pbplatform").rglob("*.py")) - FOR_OUTSIDERS)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """A file taken apart, once for all tests: they only read it."""
    return ast.parse(path.read_text())


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in CODE:
        yield name_of(path), tree_of(path)
