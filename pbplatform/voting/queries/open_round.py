"""The round as a cast needs it: read by one statement, judged once for each state.

The place comes with it, which every page shows, and under the lock the database's clock.

What a round is changes seldom, and thousands of votes are cast between two changes. So the row is
read anew each time, whole, with its frozen definition and what the log says of it; what follows
from it is kept by its content. A row that differs in one byte is judged anew.

A page may prepare a vote by the round as it was judged last; the cast then asks under the lock
whether it still is that one.
Source: docs/rules/voting.md section 17.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Text,
    bindparam,
    cast,
    func,
    inspect,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import NullType

from pbplatform.audit.models import Log, LogEntry
from pbplatform.core.db import Where, connection_of
from pbplatform.core.errors import Conflict
from pbplatform.core.plain_statements import send
from pbplatform.places.models import ONLY, Place, PlaceTold
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.queries.checks import refuse_changed_definition

# A statement as the driver takes it, and those of its values that are always the same.
_Written = tuple[str, dict[str, Any]]
_KEPT = 64  # states of rounds that a process remembers


@dataclass(frozen=True)
class OpenRound:
    """A round and what its log vouches for, as they stood when they were read.

    Attributes:
        round_: belongs to no session: read it, never change it, and ask it for nothing that is not
            in its row or its definition.
        log_id: of its ballot log.
        changed: why no vote is taken, where the frozen ballot is not as everybody saw it.
        place: whose round it is; None before it is set up.
    """

    round_: Round
    log_id: int
    changed: Conflict | None
    place: PlaceTold | None


class _Kept:
    """The newest of what was judged, by content; shared by the threads of a process."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, OpenRound] = OrderedDict()
        self._newest: dict[str, OpenRound] = {}
        self._lock = Lock()

    def known(self, key: Hashable) -> OpenRound | None:
        """What was judged of a row with this content before."""
        with self._lock:
            if (known := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                self._newest[known.round_.slug] = known
            return known

    def judge(self, key: Hashable, row: Sequence[Any]) -> OpenRound:
        """What follows from the values of a row."""
        judged = _judged(row)
        slug = judged.round_.slug
        with self._lock:
            self._newest.pop(slug, None)
            if judged.changed is None:  # an alarm is raised anew for each vote
                self._held[key] = self._newest[slug] = judged
            while len(self._held) > _KEPT:
                _key, gone = self._held.popitem(last=False)
                if self._newest.get(gone.round_.slug) is gone:
                    del self._newest[gone.round_.slug]
        return judged

    def newest(self, slug: str) -> OpenRound | None:
        """As it was judged last, by whatever database that was."""
        return self._newest.get(slug)


_kept = _Kept()


def _is_json(column: Any) -> bool:
    return isinstance(column.type, JSON)


_ROUND = [(each.key, each.columns[0]) for each in inspect(Round).column_attrs]
_DEFINITION = [(each.key, each.columns[0]) for each in inspect(RoundDefinition).column_attrs]
_PLACE = [(name, Place.__table__.c[name]) for name in PlaceTold._fields]
_COLUMNS = [column for _name, column in (*_ROUND, *_DEFINITION, *_PLACE)]
# As the driver has them: nothing is made of a column before its row is known to be a new one.
# Each has a name of its own: several tables have a `name`.
_PLAIN: list[ColumnElement[Any]] = [
    cast(one, Text) if _is_json(one) else type_coerce(one, NullType()) for one in _COLUMNS
]
_WHOLE: Select[Any] = (
    select(
        *(one.label(f"c{place}") for place, one in enumerate(_PLAIN)),
        Log.id.label("log_id"),
        LogEntry.body.label("first_entry"),
    )
    .select_from(Round)
    .join(Log, Log.slug == "rounds/" + Round.slug)
    .outerjoin(RoundDefinition, RoundDefinition.round_id == Round.id)
    .outerjoin(LogEntry, (LogEntry.log_id == Log.id) & (LogEntry.idx == 0))
    .outerjoin(Place, Place.id == ONLY)
)
_BY_SLUG = _WHOLE.where(Round.slug == bindparam("slug"))
_BY_ID = _WHOLE.where(Round.id == bindparam("round_id"))
# Votes that are cast at the same time share this lock; whoever closes the round waits for them.
_LOCKED = _BY_ID.with_for_update(read=True, of=Round)


@cache
def _statements(asked: Select[Any], dialect: Dialect) -> tuple[_Written, _Written]:
    """Two statements of PostgreSQL for a row: one tells its content as one text, the other its
    values after that text.

    The driver makes something of each column; with one text for eighty of them a vote is spared
    that. Both tell what the clock shows. What locks is never mixed with what stands around it: so
    the clock is asked for a row that is locked, also where somebody waited for it.
    """
    row = asked.subquery("whole")
    content = select(cast(literal_column("whole"), Text), func.clock_timestamp()).select_from(row)
    return _written_out(content, dialect), _written_out(content.add_columns(*row.c), dialect)


def _typed(row: Sequence[Any], dialect: Dialect) -> list[Any]:
    """The values of a row as the program has them."""
    return [
        *(_value(column, value, dialect) for column, value in zip(_COLUMNS, row, strict=False)),
        *row[len(_COLUMNS) :],
    ]


def _value(column: Any, value: Any, dialect: Dialect) -> Any:
    if value is None:
        return None
    if _is_json(column):
        return json.loads(value)
    made = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return value if made is None else made(value)


@cache
def _written_out(query: Select[Any], dialect: Dialect) -> _Written:
    """The statement as the driver takes it: to find one of so many columns among all others that
    are put together already takes longer than to send it."""
    style = "named" if dialect.name == "sqlite" else "pyformat"
    made = query.compile(dialect=type(dialect)(paramstyle=style))  # type: ignore[call-arg]
    return str(made), {name: value for name, value in made.params.items() if value is not None}


def _rows(connection: Connection, asked: _Written, given: dict[str, Any]) -> Sequence[Any]:
    words, same = asked
    return send(connection, words, {**same, **given})


def _read(
    connection: Connection, asked: Select[Any], given: dict[str, Any]
) -> tuple[OpenRound | None, datetime | None]:
    """The round, and what the clock of PostgreSQL showed when it was read, or locked."""
    dialect = connection.dialect
    if dialect.name == "sqlite":  # its driver makes nothing of a column
        plain = _rows(connection, _written_out(asked, dialect), given)
        return _known(plain[0], plain[0], dialect) if plain else None, None
    content, whole = _statements(asked, dialect)
    rows = _rows(connection, content, given)
    if not rows:
        return None, None
    told, at = rows[0]
    known = _kept.known(told)
    if known is None:
        again = _rows(connection, whole, given)  # values and content of one moment
        known = _known(again[0][0], again[0][2:], dialect) if again else None
    return known, at


def _known(key: Hashable, row: Sequence[Any], dialect: Dialect) -> OpenRound:
    return _kept.known(key) or _kept.judge(key, _typed(row, dialect))


def round_shown(session: Session, slug: str) -> OpenRound | None:
    """The round of this address as it stands now; None when there is none, or it has no log yet."""
    return _read(session.connection(), _BY_SLUG, {"slug": slug})[0]


def round_judged(slug: str) -> OpenRound | None:
    """The round as this process judged it last, without a read: good to prepare a vote by.

    Whoever goes by it has the cast ask whether it is still the same; None where nothing is known.
    """
    return _kept.newest(slug)


def round_locked(where: Where, round_id: int) -> tuple[OpenRound | None, datetime | None]:
    """The same, locked against closing until the transaction ends; casts share the lock.

    Returns:
        The round, and what the database's clock showed once it was locked: None on SQLite, whose
        transaction excludes all others from the start.
    """
    connection = connection_of(where)
    asked = _BY_ID if connection.dialect.name == "sqlite" else _LOCKED
    return _read(connection, asked, {"round_id": round_id})


def _judged(row: Sequence[Any]) -> OpenRound:
    """The round of a row, without a session, and whether its ballot is the one in the log."""
    of_round, (log_id, first_entry) = row[: len(_ROUND)], row[-2:]
    of_definition = row[len(_ROUND) : -2 - len(_PLACE)]
    of_place = dict(zip(PlaceTold._fields, row[-2 - len(_PLACE) : -2], strict=True))
    round_ = Round()
    for (name, _column), value in zip(_ROUND, of_round, strict=True):
        set_committed_value(round_, name, value)
    frozen = None
    if of_definition[0] is not None:
        frozen = RoundDefinition()
        for (name, _column), value in zip(_DEFINITION, of_definition, strict=True):
            set_committed_value(frozen, name, value)
    set_committed_value(round_, "definition", frozen)
    place = None
    if of_place["name"] is not None:
        place = PlaceTold(**{**of_place, "languages": tuple(of_place["languages"])})
    return OpenRound(round_, log_id, refuse_changed_definition(round_, first_entry), place)
