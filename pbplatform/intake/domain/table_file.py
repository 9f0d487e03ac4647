"""Rows of slips in a file: which column says what, and what is wrong, line by line.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pbplatform.core.errors import Conflict
from pbplatform.core.table_files.reading import Bounds
from pbplatform.core.text_fold import ascii_digits, fold
from pbplatform.intake.domain.table import FIELD_LETTERS, Typed
from pbplatform.intake.kinds import ContactBy

BOUNDS = Bounds(most_bytes=1024 * 1024, rows=201, columns=30, letters=2000, has_lines=True)
COLUMNS = ("slip", "goes", "title", "text", "place", "name", "consent", "contact", "reach")
_NEEDED = ("slip", "title", "text")
Value = TypeVar("Value")
_NO_WORDS = "\x01"  # how the reader marks a date, a rounded number, or a formula's fault


@dataclass(frozen=True)
class Words:
    """What people write into cells, folded, and what it means.

    Attributes:
        columns: names of columns.
        goes: where a slip can go.
        contacts: how a person is told.
        yes: words for a tick.
        no: words for none.
    """

    columns: Mapping[str, str]
    goes: Mapping[str, str]
    contacts: Mapping[str, ContactBy]
    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True)
class LineFault:
    """A line that is left out, which column it is about, and why."""

    line: int
    column: str
    code: str


@dataclass(frozen=True)
class FileRow:
    """A line as it goes onto the table.

    Attributes:
        line: of the file, from 1.
        key: the same line of the same meeting has the same one, however often it is sent.
    """

    line: int
    key: str
    typed: Typed


@dataclass
class ReadFile:
    """What a file says.

    Attributes:
        unread: names of columns that mean nothing here.
    """

    rows: list[FileRow] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def rows_of_file(lines: Sequence[Sequence[str]], words: Words, *, meeting: str) -> ReadFile:
    """All lines below the names of the columns; one with a fault is left out, and told.

    Args:
        meeting: its path; part of the keys.
    Raises:
        Conflict: the columns that are needed have no names in the first line with words.
    """
    told = ReadFile()
    start = next((n for n, cells in enumerate(lines) if any(cells)), 0)
    places = _columns(lines[start] if lines else [], words, told)
    seen: dict[str, int] = {}
    for number, cells in enumerate(lines[start + 1 :], start=start + 2):
        if not any(cells):
            continue
        row = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        typed, faults = _typed(row, words)
        if faults:
            told.faults += [LineFault(number, column, code) for column, code in faults]
            continue
        text = json.dumps([meeting, *(row.get(name, "") for name in COLUMNS)])
        seen[text] = seen.get(text, 0) + 1
        key = hashlib.sha256(f"{seen[text]}:{text}".encode()).hexdigest()[:24]
        told.rows.append(FileRow(number, key, typed))
    return told


def _columns(head: Sequence[str], words: Words, told: ReadFile) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, cell in enumerate(head):
        name = words.columns.get(fold(cell))
        if name is None or name in places:
            told.unread += [cell] if cell else []
        else:
            places[name] = at
    if any(name not in places for name in _NEEDED):
        raise Conflict("table.no_columns", field="file")
    return places


def _typed(row: Mapping[str, str], words: Words) -> tuple[Typed, list[tuple[str, str]]]:
    """What a line says, and what is wrong with it, by column."""
    faults = [(name, "table.cell_no_words") for name in row if row[name].startswith(_NO_WORDS)]
    faults += [
        (name, "table.cell_too_long")
        for name, most in FIELD_LETTERS.items()
        if len(row.get(name, "")) > most
    ]
    if faults:
        return Typed(), faults
    number = ascii_digits(row["slip"]).strip()
    slip = int(number) if number.isascii() and number.isdigit() and len(number) <= 5 else None
    if number and not slip:
        faults.append(("slip", "intake.slip_number"))
    goes = _meaning(row, "goes", words.goes, "", faults)
    contact = _meaning(row, "contact", words.contacts, ContactBy.NONE, faults)
    ticked = fold(row.get("consent", ""))
    if ticked and ticked not in words.yes | words.no:
        faults.append(("consent", "table.cell_unknown"))
    reach = row.get("reach", "")
    faults += _reach_faults(contact, reach)
    typed = Typed(
        slip=slip,
        goes=goes,
        title=row["title"],
        text=row["text"],
        place=row.get("place", ""),
        name=row.get("name", ""),
        consent=ticked in words.yes,
        contact=contact,
        reach=reach,
    )
    if not faults and not typed.has_words:
        faults.append(("title", "table.title_needed"))
    return typed, faults


def _meaning(
    row: Mapping[str, str],
    name: str,
    known: Mapping[str, Value],
    nothing: Value,
    faults: list[tuple[str, str]],
) -> Value:
    said = fold(row.get(name, ""))
    if said and said not in known:
        faults.append((name, "table.cell_unknown"))
    return known.get(said, nothing)


def _reach_faults(contact: ContactBy, reach: str) -> list[tuple[str, str]]:
    """Nobody sees it again once it is sealed, so its shape is looked at now."""
    first, _line, below = reach.strip().partition("\n")
    if reach and contact is ContactBy.NONE:
        return [("reach", "table.cell_reach_unasked")]
    if reach and contact is ContactBy.EMAIL and ("@" not in first or below):
        return [("reach", "table.cell_no_email")]
    if reach and contact is ContactBy.POST and not below.strip():
        return [("reach", "table.cell_no_address")]
    return []
