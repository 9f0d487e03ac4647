"""What was read generously in a file, by name and line; in strict reading it is an error.

Only what has one possible meaning is read so. Source: docs/rules/counting.md section 9.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pbplatform.counting.election import PbError

MOST_ALIKE = 20
"""Notes of one kind that are told line by line; the rest are told by their number."""

_BLANKS = (
    "[ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}'\N{RIGHT SINGLE QUOTATION MARK}]"
)
# Each says in what way a number can be written so that it means one thing only.
_GROUPED = re.compile(rf"(\d{{1,3}}(?:{_BLANKS}\d{{3}})+)(?:[.,](\d{{1,9}}))?", re.ASCII)
_COMMAS = re.compile(r"(\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+(?=\.))(?:\.(\d{1,9}))?", re.ASCII)
_POINTS = re.compile(r"(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+(?=,))(?:,(\d{1,9}))?", re.ASCII)
_COMMA = re.compile(r"(\d{1,15}),(\d{1,2}|\d{4,9})", re.ASCII)


@dataclass
class Notes:
    """Collects notes on one file.

    Attributes:
        strict: every note is an error instead.
    """

    path_name: str
    strict: bool = False
    _told: list[str] = field(default_factory=list)
    _alike: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, line: int | None, name: str, kind: str, words: str) -> None:
        """One thing that was read generously.

        Args:
            name: the field or section.
            kind: what many lines may share; after twenty they are told by number.
            words: what stands there and how it is read.
        Raises:
            PbError: the reading is strict.
        """
        note = PbError(self.path_name, line, name, words)
        if self.strict:
            raise note
        self._alike[name, kind] += 1
        if self._alike[name, kind] <= MOST_ALIKE:
            self._told.append(str(note))

    def told(self) -> tuple[str, ...]:
        """All notes, each one line."""
        more = [
            f"{self.path_name}, {name}: {count - MOST_ALIKE} more: {kind}"
            for (name, kind), count in self._alike.items()
            if count > MOST_ALIKE
        ]
        return (*self._told, *more)


def certain_number(text: str) -> str | None:
    """The number as digits with a point, where its writing has one meaning only; else None.

    `1 234,50`, `1,234,567` and `12,5` have; `1,234` could be a thousand or one and a bit.
    """
    text = text.strip()
    for written in (_GROUPED, _COMMAS, _POINTS, _COMMA):
        if found := written.fullmatch(text):
            whole, decimals = found.groups()
            digits = re.sub(r"\D", "", whole)
            return digits + (f".{decimals}" if decimals else "")
    return None


def whole_number(text: str) -> str | None:
    """The same for whole numbers: `12.0` is 12; None where it is none."""
    told = certain_number(text) or text.strip()
    found = re.fullmatch(r"(\d{1,15})(?:\.0*)?", told, re.ASCII)
    return found.group(1) if found else None
