"""Every byte of what a vote left in the database, changed one at a time by SQL.

What is looked at first is the check of that table; then everything, then the program for outsiders.
Source: docs/rules/audit.md section 6.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import DBAPIError

from pbplatform.audit import services as audit
from pbplatform.audit.domain import triggers
from pbplatform.audit.models import (
    SITE,
    Log,
    LogCheckpoint,
    LogEntry,
    LogHead,
    LogTile,
    LogWords,
)
from pbplatform.audit.queries.filing import filing_findings
from pbplatform.audit.queries.marks import LogMarks, look
from pbplatform.audit.queries.signed_notes import note_findings
from pbplatform.audit.queries.words import words_findings
from pbplatform.cli.check import read_on
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import UtcDateTime
from pbplatform.core.errors import Conflict
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.queries.checks import result_findings
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.models import PublishedBallot, SeparatedEnvelope
from pbplatform.voting.queries.checks import round_findings
from tests.audit.attacks.outsider import judged
from tests.audit.attacks.place import Place

_MODELS = (
    *(LogEntry, LogTile, LogHead, LogCheckpoint, LogWords, RoundDefinition, SeparatedEnvelope),
    *(PublishedBallot, Result, ResultRow),
)
TABLES: tuple[Table, ...] = tuple(model.__table__ for model in _MODELS)  # type: ignore[misc]
# Changes that nothing sees. Table and column: why.
NOT_SEEN = {
    ("log_entry", "key16"): "a random number; seen where words beside the log hang on it",
    ("ballot_public", "copy"): "tells apart two ballots with one tracker, and says nothing",
    ("result", "compared"): "what another rule would give: a note for readers, not of the result",
}
FILLING = 260  # entries more, so that a tile of the site log is full
Value = bytes | str | int


@dataclass(frozen=True)
class Cell:
    """One value of one row, and how to find the row."""

    table: Table
    column: str
    key: dict[str, Any]
    value: Value

    @property
    def places(self) -> list[int]:
        """Which bytes, letters or numbers of it can be changed; of an instant the digits."""
        if isinstance(self.value, int):
            return [0]
        every = range(len(self.value))
        if isinstance(self.table.columns[self.column].type, UtcDateTime):
            return [place for place in every if str(self.value)[place].isdigit()]
        return list(every)

    def changed(self, place: int) -> Value:
        if isinstance(self.value, int):
            return self.value + 1
        if isinstance(self.value, bytes):
            at = self.value[place] ^ 1
            return bytes([*self.value[:place], at, *self.value[place + 1 :]])
        other = chr(ord(self.value[place]) ^ 1)
        return self.value[:place] + other + self.value[place + 1 :]


Changed = tuple[Cell, int]


@dataclass
class Tried:
    """How it went.

    Attributes:
        seen: how many changes each of the looks saw.
        unseen: places that nothing saw: table, column, key, place.
        excused: the same where the column is one of `NOT_SEEN`.
    """

    seen: Counter[str] = field(default_factory=Counter)
    unseen: list[str] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Tried) -> Tried:
        return Tried(
            self.seen + other.seen, self.unseen + other.unseen, self.excused + other.excused
        )

    @property
    def all(self) -> int:
        return self.seen.total() + len(self.unseen) + self.excused.total()

    @property
    def told(self) -> dict[str, Any]:
        """As it is written down."""
        return {"seen": self.seen, "unseen": self.unseen, "excused": self.excused}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Tried:
        return cls(Counter(told["seen"]), list(told["unseen"]), Counter(told["excused"]))


def fill(place: Place) -> None:
    """More entries in the site log, so that its tree has a full tile."""
    for number in range(FILLING):
        audit.record(
            place.session, "place:note:written", actor=ActorRef("system", "", "system"),
            subject="place", now=place.clock.at, number=number,
        )  # fmt: skip
    place.sign()
    assert place.findings() == []
    place.save("filled")


def cells(place: Place) -> Iterator[Cell]:
    """Every value of every row of these tables."""
    connection = place.session.connection()
    for table in TABLES:
        keys = [column.name for column in table.primary_key]
        names = [column.name for column in table.columns]
        query = f"SELECT {', '.join(names)} FROM {table.name}"  # noqa: S608
        for row in connection.exec_driver_sql(query):
            told = dict(zip(names, row, strict=True))
            for name, value in told.items():
                if isinstance(value, int | str | bytes) and name not in ("log_id", "round_id"):
                    yield Cell(table, name, {key: told[key] for key in keys}, value)


def places(place: Place) -> list[Changed]:
    """Every byte, letter and number that can be changed, in the order of the rows."""
    found = [(cell, number) for cell in cells(place) for number in cell.places]
    place.session.rollback()
    return found


def of_tiles(every: Iterable[Changed]) -> list[Changed]:
    return [each for each in every if each[0].table.name == "log_tile"]


def try_them(place: Place, chosen: Iterable[Changed]) -> Tried:
    """Change one byte, look, put it back; for all that are chosen."""
    triggers.remove(place.session.connection())
    place.session.commit()
    tried, marks = Tried(), LogMarks(place.keys).read()
    for cell, number in chosen:
        found = _changed(place, cell, number, marks)
        name = (cell.table.name, cell.column)
        if found:
            tried.seen[found] += 1
        elif name in NOT_SEEN:
            tried.excused[".".join(name)] += 1
        else:
            tried.unseen.append(f"{'.'.join(name)} {cell.key} {number}")
    return tried


def _changed(place: Place, cell: Cell, number: int, marks: Any) -> str:
    """What saw it; empty where nothing did."""
    where = " AND ".join(f"{name} IS ?" for name in cell.key)
    statement = f"UPDATE {cell.table.name} SET {cell.column} = ? WHERE {where}"  # noqa: S608
    try:
        connection = place.session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(statement, (cell.changed(number), *cell.key.values()))
        place.session.expire_all()
        for name, look_at in _looks(place, cell, marks):
            if any(True for _ in read_on(look_at, name)):
                return name
        return "the bundle" if _bundle_is_wrong(place) else ""
    except (DBAPIError, sqlite3.Error):
        return "the database"  # refused by a key or a rule of the table
    finally:
        place.session.rollback()
        place.session.expunge_all()


def _looks(
    place: Place, cell: Cell, marks: Any
) -> list[tuple[str, Callable[[], Iterator[Conflict]]]]:
    session, table = place.session, cell.table.name
    log_id, own = cell.key.get("log_id"), _box_id(place)

    def logs() -> Iterator[Conflict]:
        # The log that was changed first: its entries are most of all bytes.
        slugs = [place.box, SITE][:: 1 if log_id == own else -1]
        found = (look(session, slug, marks[slug])[1] for slug in slugs)
        return (each for each in found if each)

    def notes() -> Iterator[Conflict]:
        return (each for slug in (SITE, place.box) for each in note_findings(session, slug))

    def round_() -> Round:
        return session.get_one(Round, place.election.round_id, populate_existing=True)

    looks: dict[str, Callable[[], Iterator[Conflict]]] = {
        "logs": logs,
        "checkpoints": notes,
        "columns": lambda: filing_findings(session),
        "words": lambda: words_findings(session),
        "round": lambda: round_findings(session, round_()),
        "result": lambda: result_findings(session, round_()),
    }
    first = {
        "log_checkpoint": "checkpoints", "log_words": "words", "round_definition": "round",
        "envelope_separated": "round", "ballot_public": "round", "result": "result",
        "result_row": "result",
    }.get(table, "logs")  # fmt: skip
    order = [first, *(name for name in looks if name != first)]
    return [(name, looks[name]) for name in order]


def _box_id(place: Place) -> int | None:
    return place.session.scalar(select(Log.id).where(Log.slug == place.box))


def _bundle_is_wrong(place: Place) -> bool:
    told = judged(place.bundle(), place.kept)
    return any(each.code for each in told.values())


def sample(every: list[Changed], many: int, seed: int) -> list[Changed]:
    """One byte of every column at least, then others by chance: always the same."""
    chance = random.Random(seed)
    by_column: dict[tuple[str, str], list[Changed]] = {}
    for cell, number in every:
        by_column.setdefault((cell.table.name, cell.column), []).append((cell, number))
    first = [chance.choice(places) for places in by_column.values()]
    return first + chance.sample(every, min(many, len(every)))
