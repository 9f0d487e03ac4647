"""A table of voting places, read line by line; what is wrong stands beside its line. Pure.

Source: docs/rules/venues.md section 8.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pbplatform.core.errors import Conflict
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.counting.cells import words_of
from pbplatform.venues.domain.hours import Hours, read_hours, refuse_hours
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import Access, Offer

# Names of columns are the same in every language, so that a file can be sent to another place.
COLUMNS = ("name", "address", "area", "hours", "offers", "access", "getting_there")
NEEDED = ("name", "address", "hours", "offers")
LONGEST = {"name": 120, "address": 200, "area": 80, "hours": 4000, "getting_there": 600}
LONGEST_CELL = 4001
MOST_PLACES = 100
MOST_BYTES = 200_000
Code = TypeVar("Code", Access, Offer)


@dataclass(frozen=True)
class Setting:
    """What a line is read against.

    Attributes:
        opens_at, closes_at: of the vote.
        offers, access: codes by the words that people may write for them, in small letters.
        known: name and address of the places that stand, in small letters.
    """

    opens_at: datetime
    closes_at: datetime
    timezone: ZoneInfo
    locale: str
    offers: Mapping[str, Offer]
    access: Mapping[str, Access]
    known: Collection[tuple[str, str]]


@dataclass
class Line:
    """One line of the table.

    Attributes:
        row: where it stands in the file, from 1.
        cells: what it says, by column.
        facts: the place, if nothing is wrong.
    """

    row: int
    cells: Mapping[str, str]
    facts: VenueFacts | None = None
    wrong: list[Conflict] = field(default_factory=list)


def read_places(rows: Sequence[Sequence[str]], setting: Setting) -> list[Line]:
    """The lines below the names of the columns; empty ones are passed over.

    Raises:
        Conflict: a column that is needed is missing, there is no line, or there are too many.
    """
    columns = _columns(rows[0] if rows else ())
    filled = [(n, row) for n, row in enumerate(rows[1:], start=2) if any(row)]
    if not filled:
        raise Conflict("venue.no_lines", field="file")
    if len(filled) > MOST_PLACES:
        raise Conflict("venue.too_many_lines", field="file", most=MOST_PLACES)
    lines: list[Line] = []
    first: dict[tuple[str, str], int] = {}
    for n, row in filled:
        line = _line(n, row, columns, setting)
        before = first.setdefault(key_of(line.cells["name"], line.cells["address"]), n)
        if before != n:
            line.wrong.append(Conflict("venue.twice_in_file", first=before))
        lines.append(line)
    for line in lines:
        if line.wrong:
            line.facts = None
    return lines


def key_of(name: str, address: str) -> tuple[str, str]:
    """By what two places are the same one."""
    return name.casefold(), address.casefold()


def _columns(head: Sequence[str]) -> dict[str, int]:
    named = {"_".join(cell.casefold().replace("_", " ").split()): n for n, cell in enumerate(head)}
    missing = [name for name in NEEDED if name not in named]
    if missing:
        raise Conflict("venue.columns_missing", field="file", columns=", ".join(missing))
    return {name: named[name] for name in COLUMNS if name in named}


def _line(n: int, row: Sequence[str], columns: Mapping[str, int], setting: Setting) -> Line:
    cells = {
        name: words_of(row[columns[name]]) if name in columns and columns[name] < len(row) else ""
        for name in COLUMNS
    }
    wrong = _lengths(cells)
    offers = _codes(cells["offers"], setting.offers, "offers", wrong)
    access = _codes(cells["access"], setting.access, "access", wrong)
    hours = _hours(cells["hours"], setting, wrong)
    if key_of(cells["name"], cells["address"]) in setting.known:
        wrong.append(Conflict("venue.on_list_already"))
    facts = VenueFacts(
        name=tidy_line(cells["name"]),
        address=tidy_line(cells["address"]),
        area=tidy_line(cells["area"]),
        getting_there=tidy_text(cells["getting_there"]),
        access=access,
        offers=offers,
        hours=hours,
    )
    return Line(n, cells, facts, wrong)


def _lengths(cells: Mapping[str, str]) -> list[Conflict]:
    """Cells that are empty and must not be, and those that are too long."""
    empty = [name for name in ("name", "address", "offers") if not tidy_line(cells[name])]
    long = [(name, most) for name, most in LONGEST.items() if len(cells[name]) > most]
    return [
        *(Conflict("venue.cell_is_empty", column=name) for name in empty),
        *(Conflict("venue.cell_is_too_long", column=name, most=most) for name, most in long),
    ]


def _hours(cell: str, setting: Setting, wrong: list[Conflict]) -> Sequence[Hours]:
    """Times with `;` between them; what is wrong with them is added to `wrong`."""
    try:
        hours = read_hours("\n".join(cell.split(";")), setting.timezone, setting.locale)
    except Conflict as refusal:
        wrong.append(refusal)
        return []
    if refused := refuse_hours(hours, setting.opens_at, setting.closes_at):
        wrong.append(refused)
    return hours


def _codes(cell: str, known: Mapping[str, Code], column: str, wrong: list[Conflict]) -> list[Code]:
    """Codes with `;` between them, each once; words that are none are added to `wrong`."""
    words = [part.strip() for part in cell.split(";") if part.strip()]
    odd = [word for word in words if word.casefold() not in known]
    wrong += [Conflict("venue.not_a_code", column=column, word=word[:40]) for word in odd]
    return list(dict.fromkeys(known[word.casefold()] for word in words if word not in odd))
