"""Rows of a section: as CSV has it, or, where quotes stand as people write them, line by line.

A name like `"Odkupmy" i my` breaks the rules of CSV and has one meaning all the same. A line is
read that way only when it then has as many cells as the header and the section as many rows as
META announces. Source: docs/rules/counting.md section 9.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pbplatform.counting.election import PbError
from pbplatform.counting.pabulib_notes import Notes

Row = tuple[int, list[str]]
Cells = tuple[list[str], bool]

KNOWN_COLUMNS = {
    *("project_id", "cost", "votes", "score", "name", "category", "selected", "neighborhood"),
    *("district", "voter_id", "vote", "points"),
}
MOST_LINES = 2_000_000
MOST_META_ROWS = 10_000
MOST_LINES_OF_A_ROW = 20
LONGEST_ROW, MOST_CELLS, MOST_READINGS = 100_000, 200, 64
_QUOTED = re.compile(r'"((?:[^"]|"")*)"[ \t]*(?=;|$)')
_CLOSING = re.compile(r'"(?=[ \t]*(?:;|$))')


def rows_of(
    raw: bytes, *, first_line: int, field: str, notes: Notes, announced: int | None = None
) -> list[Row]:
    """The rows with the line each begins on; rows without anything in them are passed over.

    Args:
        announced: how many rows META says there are below the header; None where nothing is said.
    Raises:
        PbError: a row cannot be read, in neither way.
    """
    most = MOST_META_ROWS if announced is None else announced + 2
    text = raw.decode()
    broken: PbError | None = None
    rows: list[Row] = []
    try:
        lines = io.StringIO(text, newline="\n")
        rows = list(islice(_as_csv(lines, first_line, notes.path_name, field), most))
    except PbError as error:
        broken = error
    if broken is None and (announced is None or len(rows) == announced + 1):
        return rows
    if '"' in text and text.count("\n") <= MOST_LINES:
        found = _line_by_line(text.split("\n"), first_line, announced)
        if found is not None:
            read, loose = found
            for line in loose:
                words = "quotes that are no CSV; they are read as they stand, cell by cell"
                notes.add(line, field, "quotes read as they stand", words)
            return read
    if broken is not None:
        raise broken
    return rows


def _as_csv(lines: Iterable[str], first_line: int, path_name: str, field: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=";", strict=True)
    line = first_line
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = first_line + reader.line_num
    except csv.Error as error:
        raise PbError(path_name, line, field, f"the row cannot be read ({error})") from error


def _line_by_line(
    lines: Sequence[str], first_line: int, announced: int | None
) -> tuple[list[Row], list[int]] | None:
    """All rows and the lines whose quotes are no CSV; None when a line has not one meaning."""
    rows: list[Row] = []
    loose: list[int] = []
    width: int | None = None
    at = 0
    while at < len(lines):
        text, taken = lines[at], 1
        if text.strip(" ;\t"):
            read = _cells_of(text, None if announced is None else width)
            if read is None:
                read, taken = _over_lines(lines[at : at + MOST_LINES_OF_A_ROW], width)
            if read is None:
                return None
            cells, regular = read
            if not regular:
                loose.append(first_line + at)
            width = len(cells) if width is None else width
            rows.append((first_line + at, cells))
        at += taken
    if announced is not None and len(rows) != announced + 1:
        return None
    return rows, loose


def _over_lines(lines: Sequence[str], width: int | None) -> tuple[Cells | None, int]:
    """A row whose quoted cell goes over several lines, as CSV has it, and how many they are."""
    for taken in range(2, len(lines) + 1):
        read = _cells_of("\n".join(lines[:taken]), width)
        if read is not None and read[1] and len(read[0]) == width:
            return read, taken
    return None, 1


def _cells_of(text: str, width: int | None) -> Cells | None:
    """The cells of one row, and whether CSV reads them so too; None: not one meaning."""
    if len(text) > LONGEST_ROW:
        return None
    if '"' not in text:
        return text.split(";"), True
    if text.count(";") > MOST_CELLS:
        return None
    readings: dict[tuple[int, ...], Cells] = {}
    for tried, (cells, ends, regular) in enumerate(_readings(text, 0)):
        if regular:
            return cells, True
        if tried == MOST_READINGS:
            return None
        fits = width is None or len(cells) == width
        if fits or (width and len(cells) > width and not any(cells[width:])):
            # Readings that cut the line at the same places differ in the outer quotes only.
            readings.setdefault(ends, (cells, regular))
    if width is None or len(readings) == 1:
        return next(iter(readings.values()), None)
    return None


def _readings(text: str, at: int) -> Iterator[tuple[list[str], tuple[int, ...], bool]]:
    """All ways to cut a line from `at` on: cells, where they end, whether it is CSV."""
    for cell, end, regular in _first_cell(text, at):
        if end >= len(text):
            yield [cell], (end,), regular
            continue
        for cells, ends, rest in _readings(text, end + 1):
            yield [cell, *cells], (end, *ends), regular and rest


def _first_cell(text: str, at: int) -> Iterator[tuple[str, int, bool]]:
    """The cell that begins at `at`: with its text, the place of the semicolon after it."""
    end = text.find(";", at)
    end = len(text) if end < 0 else end
    if not text.startswith('"', at):
        yield text[at:end], end, True
        return
    if proper := _QUOTED.match(text, at):
        yield proper.group(1).replace('""', '"'), proper.end(), True
        return
    for closing in _CLOSING.finditer(text, at + 1):
        after = text.find(";", closing.end())
        after = len(text) if after < 0 else after
        yield text[at + 1 : closing.start()].replace('""', '"'), after, False
    yield text[at:end], end, False


def named_columns(header: Sequence[str], line: int, section: str, notes: Notes) -> list[str]:
    """Column names without blanks around them, in small letters where that is no other's name."""
    names = [name.strip() for name in header]
    read = []
    for name in names:
        small = re.sub(r"[\s-]+", "_", name.strip('" \t\ufeff').lower())
        if small == name or small in names or small in read:
            read.append(name)
            continue
        if small in KNOWN_COLUMNS:
            notes.add(line, section, "column names", f"the column {name!r} is read as {small}")
            read.append(small)
        else:
            read.append(name)
    return read
