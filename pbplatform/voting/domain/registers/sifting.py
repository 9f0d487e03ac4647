"""Which rows of a register's file are voters, and what is wrong with the others.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from pbplatform.core.errors import Conflict
from pbplatform.core.table_files.reading import Table
from pbplatform.core.table_files.spreadsheet_process import A_DATE, A_FAULT, ROUNDED
from pbplatform.core.text_fold import ascii_digits
from pbplatform.counting.cells import text_cell

MOST_WORDS = 12
MOST_AREAS = 50
_NUMBER = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Z\-/._]{1,40}")
# 1.23E+15 and 1,23E+15: what a spreadsheet writes of a number that it rounded.
_ROUNDED = re.compile(r"\d+[.,]\d+E\+?\d+")
_LIKE_A_PERSON = re.compile(r"\d{3}")


class Fault(StrEnum):
    """What is wrong with a row."""

    NO_NUMBER = "no-number"
    NOT_A_NUMBER = "not-a-number"
    A_DATE = "a-date"
    ROUNDED = "rounded"
    TWICE = "twice"


@dataclass(frozen=True)
class RowFault:
    """A row that is left out: its place in the file from 1, the register's number, and why."""

    row: int
    number: str
    fault: Fault
    first: int = 0  # of a number that stands twice: the row where it stood first


@dataclass(frozen=True)
class Layout:
    """Which column says what, counted from 0; the words that say that somebody is no voter."""

    number: int
    state: int | None = None
    area: int | None = None
    header: bool = True
    gone: frozenset[str] = frozenset()


@dataclass
class Sifted:
    """What a file says.

    Attributes:
        rows: rows with anything in them, without the names of columns.
        numbers: of voters, each once, as they are hashed.
        gone: rows of people who are no voters any more.
        faults: rows that are left out.
        areas: how many voters each area has, by its name in the file.
    """

    rows: int = 0
    numbers: list[str] = field(default_factory=list)
    gone: int = 0
    faults: list[RowFault] = field(default_factory=list)
    areas: Counter[str] = field(default_factory=Counter)


def as_hashed(typed: str) -> str:
    """A register's number as it is compared: no blanks, capitals; zeros stay."""
    return "".join(ascii_digits(typed).split()).upper()


def header_of(table: Table) -> list[str]:
    """The cells of the first row."""
    return table.rows[0] if table.rows else []


def looks_like_a_person(words: Iterable[str]) -> bool:
    """Whether a row that should hold names of columns holds a number of a person."""
    return any(_LIKE_A_PERSON.search(each) or each.startswith("\x01") for each in words)


def has_names(table: Table) -> bool:
    """Whether the first row is likely to hold names of columns."""
    first = header_of(table)
    return any(first) and not looks_like_a_person(first)


def column_named(table: Table, name: str) -> int | None:
    """The place of the column of this name; None where there is none."""
    folded = [cell.casefold() for cell in header_of(table)]
    return folded.index(name.casefold()) if name and name.casefold() in folded else None


def check_layout(table: Table, layout: Layout) -> None:
    """Refuse columns that cannot be what they are chosen for.

    Raises:
        Conflict: a column that is not there or was chosen twice, or a first row that is a person.
    """
    chosen = [layout.number, layout.state, layout.area]
    taken = [each for each in chosen if each is not None]
    if any(not 0 <= each < table.columns for each in taken):
        raise Conflict("register.no_such_column", field="number")
    if len(set(taken)) < len(taken):
        raise Conflict("register.column_twice", field="number")
    if layout.header:
        first = header_of(table)
        names = [first[each] for each in taken if each < len(first)]
        if looks_like_a_person(names):
            raise Conflict("register.first_row_is_a_person", field="header")


def words_in(table: Table, column: int, *, header: bool) -> Counter[str]:
    """Different words of the column that says who is no voter any more, with how often.

    Raises:
        Conflict: more different words than such a column has.
    """
    found: Counter[str] = Counter()
    for _row, cells in _people(table, header):
        if word := _cell(cells, column):
            found[word.casefold()] += 1
            if len(found) > MOST_WORDS:
                raise Conflict("register.too_many_words", field="state")
    return found


def sift(table: Table, layout: Layout) -> Sifted:
    """Go through all rows once; a number that stands twice counts where it stood first."""
    told = Sifted()
    seen: dict[str, int] = {}
    for row, cells in _people(table, layout.header):
        told.rows += 1
        typed = _cell(cells, layout.number)
        number = as_hashed(typed)
        fault, first = _fault(typed, number), seen.get(number, 0)
        if fault is None and first:
            fault = Fault.TWICE
        if fault is not None:
            told.faults.append(RowFault(row, _shown(typed), fault, first))
            continue
        seen[number] = row
        if layout.state is not None and _cell(cells, layout.state).casefold() in layout.gone:
            told.gone += 1
            continue
        told.numbers.append(number)
        if layout.area is not None:
            told.areas[_cell(cells, layout.area)] += 1
    return told


def _people(table: Table, header: bool) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with their place in the file from 1."""
    for row, cells in enumerate(table.rows, start=1):
        if (row > 1 or not header) and any(cells):
            yield row, cells


def _cell(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _fault(typed: str, number: str) -> Fault | None:
    if not number:
        return Fault.NO_NUMBER
    if typed.startswith("\x01"):
        known = {A_DATE: Fault.A_DATE, ROUNDED: Fault.ROUNDED, A_FAULT: Fault.NOT_A_NUMBER}
        return known[typed]
    if _ROUNDED.fullmatch(number):
        return Fault.ROUNDED
    return None if _NUMBER.fullmatch(number) else Fault.NOT_A_NUMBER


def _shown(typed: str) -> str:
    return "" if typed.startswith("\x01") else typed[:60]


def faults_as_csv(faults: Iterable[RowFault], head: list[str], say: dict[Fault, str]) -> str:
    """The list of rows that are left out: row, register's number, reason; no formula runs in it.

    Args:
        say: what is wrong, in words; `{row}` stands for the row of the first of two.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for each in faults:
        why = say[each.fault].replace("{row}", str(each.first))
        writer.writerow([each.row, text_cell(each.number), why])
    return out.getvalue()
