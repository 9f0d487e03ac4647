"""The program as the house style reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

CODE = sorted((ROOT / "pbplatform").rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in CODE:
        yield name_of(path), ast.parse(path.read_text())
