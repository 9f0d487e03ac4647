"""A place grown many times over: every row of every table copied, with keys of its own.

What is copied hangs together: the copy of an answer belongs to the copy of its point. What a place
has few of stays as it is; what is kept beside rows is worked out from them; the log grows by
entries about nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit.models import Log, LogEntry
from pbplatform.core.db import Base
from pbplatform.core.kept_changes import all_kept, ids_of_all, keep_rows
from pbplatform.points.models import Answer, Point
from pbplatform.points.services.keeping import ids_of_all as ids_of_points
from pbplatform.points.services.keeping import keep_points
from pbplatform.proposals.kinds import IdeaState, NotTaken
from pbplatform.review.models import Costing
from pbplatform.voting.services.marking import mark_ballots, marked_wrong
from pbplatform.voting.services.roll_kept import keep_roll_size, rolls_kept_wrong

# A place has a few of these, however long it has been there: what hangs on them is copied.
FEW = frozenset(
    {
        *("place", "area", "team", "calendar_version", "calendar_holiday", "setup_code", "clock"),
        *("round", "forum_series", "committee", "round_definition", "ballot_project", "round_ways"),
        *("round_trustees", "trustee_share_destroyed", "trustee_account"),
        *("trustee_list_confirmation", "result", "result_row", "result_file", "lot_number"),
        *("result_certificate", "result_recount", "opened_again", "key_end", "counter"),
        *("roll_root", "roll_tile", "stored_file", "kiosk", "delivery_project"),
        *("round_amendment", "round_change", "round_date_move", "venue", "venue_hours"),
        *("venue_closure", "delivery_news", "evidence", "text_case", "outbox", "dev_mail"),
        *("call_day", "digest_run"),
    }
)
# Written by the program beside what it keeps, or a chain.
BESIDE = frozenset(
    {
        *("page_version", "point_stretch", "point_mark", "point_count", "storage_task"),
        *("kept_row", "kept_count", "ballot_mark"),
        *("log", "log_pending", "log_entry", "log_tile", "log_head", "log_checkpoint"),
        *("log_witness", "log_cosignature", "log_hour", "log_reference", "log_words"),
        *("log_withheld", "login_session"),
    }
)
OF_TWO = frozenset({"hand", "look"})  # columns of a key that say which of two
STEP = 1_000_000


def _earlier(row: dict[str, Any], n: int) -> dict[str, Any]:
    """As many weeks before."""
    names = ("day", "starts_at", "ends_at")
    return {name: row[name] - timedelta(weeks=n) for name in names if row[name] is not None}


def _ended(row: dict[str, Any], _n: int) -> dict[str, Any]:
    begun = row["starts_at"]
    return {"expires_at": begun + timedelta(days=2), "ended_at": begun + timedelta(days=1)}


def _approved(row: dict[str, Any], _n: int) -> dict[str, Any]:
    return {"kind": "approved"} if row["kind"] == "circulated" else {}


def _not_taken(row: dict[str, Any], _n: int) -> dict[str, Any]:
    over: dict[str, Any] = {"unread_since": None, "plea_answer_by": None}
    if row["state"] not in (IdeaState.BECAME, IdeaState.WITHDRAWN, IdeaState.REFUSED):
        why = {"not_taken_reason": NotTaken.OTHER, "not_taken_words": "Not now."}
        over |= {"state": IdeaState.NOT_TAKEN, "settled_at": row["sent_at"], **why}
    return over


def _path_of_copy(path: str, n: int) -> str:
    """The path of the copy of a thing."""

    def other(found: re.Match[str]) -> str:
        return f"{found[1]}/{int(found[2]) + n * STEP}"

    return re.sub(r"(ideas|points|proposals|projects)/(\d+)", other, path)


def _of_copy(row: dict[str, Any], n: int) -> dict[str, Any]:
    """News of the copy of what it was about."""
    about = _path_of_copy(row["about"], n)
    return {"about": about, "spread_at": row["spread_at"] or row["at"]}


def _checked_copy(row: dict[str, Any], n: int) -> dict[str, Any]:
    """Residents say something of the copy of a promise, not of the promise once more."""
    return {name: _path_of_copy(row[name], n) for name in ("subject", "page")}


# What is open is what pages show, and has to grow them: copies are over.
_Over = Callable[[dict[str, Any], int], dict[str, Any]]
OVER: dict[str, _Over] = {
    "idea": _not_taken,
    "proposal": lambda _row, _n: {"state": "not_this_round"},
    "commitment": lambda row, _n: {"done_on": row["done_on"] or row["due_current"]},
    "citizen_check": _checked_copy,
    "meeting": _earlier,
    "role_grant": _ended,
    "minutes_version": _approved,
    "news_fact": _of_copy,
}
_AT_ONCE = 500


def copied_tables() -> dict[str, set[str]]:
    """Those of which rows are copied, the ones that others refer to first, each with the columns
    that a copy has of its own."""
    found: dict[str, set[str]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in FEW | BESIDE:
            own = set(_own_columns(table, found))
            # What a round or a forum has one of has no second one.
            if all(own & key for key in _keys(table)):
                found[table.name] = own
    return found


def _keys(table: Table) -> list[set[str]]:
    """The columns of each of its keys."""
    named = (PrimaryKeyConstraint, UniqueConstraint)
    keys = [each for each in table.constraints if isinstance(each, named)]
    return [{column.name for column in each.columns} for each in keys]


def _one_each(table: Table) -> list[set[str]]:
    """Columns of which no two rows may say the same, where all of them say something."""
    return [{column.name for column in each.columns} for each in table.indexes if each.unique]


# Voters are thousands already.
VOTERS = frozenset(
    {
        *("roll", "roll_proof", "roll_spare", "roll_strike", "ballot_public", "paper_issue"),
        *("paper_hand", "paper_check_sheet", "paper_entry", "paper_batch", "look_count"),
    }
)


def grown(session: Session, times: int, *, voters: int | None = None) -> dict[str, int]:
    """Copy every row so many times, and keep what belongs beside them.

    Args:
        voters: how many times rows of voters are copied; None for as often as the others.
    Returns:
        How many rows each table has now.
    """
    connection, alone = session.connection(), what_waits(session)
    of_voters = times if voters is None else voters
    found = {
        name: _copy(
            connection,
            Base.metadata.tables[name],
            own,
            alone,
            of_voters if name in VOTERS else times,
        )
        for name, own in copied_tables().items()
    }
    found["log_entry"] = more_entries(session, times * audit_queries.size(session, log="site"))
    for ids in list(ids_of_points(session)):
        keep_points(session, ids)
    for kept in all_kept():
        for ids in ids_of_all(session, kept):
            keep_rows(session, kept, ids)
    for round_id in marked_wrong(session):
        mark_ballots(session, round_id)
    for round_id in rolls_kept_wrong(session):
        keep_roll_size(session, round_id)
    return found


def what_waits(session: Session) -> Alone:
    """What is not copied: it waits for somebody, and so stands on pages."""
    answered = select(Answer.point_id)
    unanswered = select(Point.id).where(Point.id.not_in(answered))
    asked = select(Costing.id).where(Costing.answered_at.is_(None))
    return Alone(
        {"point": set(session.scalars(unanswered)), "costing": set(session.scalars(asked))}
    )


def first_copies(session: Session) -> dict[str, list[dict[str, Any]]]:
    """The first copy of every row that is copied, by table; nothing is written."""
    connection, alone, found = session.connection(), what_waits(session), {}
    for name, own in copied_tables().items():
        table = Base.metadata.tables[name]
        rows = _rows_to_copy(connection, table, own, alone)
        found[name] = [_copied(table, own, row, 1) for row in rows]
    return found


# The text that a costing is about, by its number: that of a copied text is another.
NAMES_A_COPY = {("costing", "version")}


def _own_columns(table: Table, copied: dict[str, set[str]]) -> Iterator[str]:
    """Columns that tell a row from the others, or tie it to a row that is copied too."""
    in_keys = set[str]().union(*_keys(table), *_one_each(table)) - OF_TWO
    for column in table.columns:
        tied = [key.column for key in column.foreign_keys]
        follows = any(each.name in copied.get(each.table.name, ()) for each in tied)
        if (
            follows
            or (not tied and column.name in in_keys)
            or (table.name, column.name) in NAMES_A_COPY
        ):
            yield column.name


def other(value: Any, n: int) -> Any:
    """The value of the `n`th copy."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value + n * STEP
    if isinstance(value, bytes):
        return sha256(value + n.to_bytes(4, "big")).digest()[: len(value)]
    return f"{value}~{n}" if isinstance(value, str) else value


class Alone:
    """Rows of which there is no second one, or that wait for somebody; and what hangs on them."""

    def __init__(self, waiting: dict[str, set[int]]) -> None:
        self.found: dict[str, set[tuple[Any, ...]]] = {}
        self.waiting = waiting

    def has(self, table: Table, own: set[str], row: dict[str, Any]) -> bool:
        is_alone = (
            row[table.primary_key.columns.keys()[0]] in self.waiting.get(table.name, ())
            or any(
                not names & own and all(row[name] is not None for name in names)
                for names in _one_each(table)
            )
            or any(
                tuple(row[name] for name in key.column_keys) in self._of(key)
                for key in table.foreign_key_constraints
            )
        )
        if is_alone:
            told = tuple(row[column.name] for column in table.primary_key.columns)
            self.found.setdefault(table.name, set()).add(told)
        return is_alone

    def _of(self, key: ForeignKeyConstraint) -> set[tuple[Any, ...]]:
        return self.found.get(key.referred_table.name, set())


def _copy(connection: Connection, table: Table, own: set[str], alone: Alone, times: int) -> int:
    rows = _rows_to_copy(connection, table, own, alone)
    some: list[dict[str, Any]] = []
    for n in range(1, times + 1):
        for row in rows:
            some.append(_copied(table, own, row, n))
            if len(some) == _AT_ONCE:
                connection.execute(insert(table), some)
                some = []
    if some:
        connection.execute(insert(table), some)
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _rows_to_copy(
    connection: Connection, table: Table, own: set[str], alone: Alone
) -> list[dict[str, Any]]:
    rows = [dict(each._mapping) for each in connection.execute(select(table))]
    return [row for row in rows if not alone.has(table, own, row)]


def _copied(table: Table, own: set[str], row: dict[str, Any], n: int) -> dict[str, Any]:
    over: _Over = OVER.get(table.name, lambda _row, _n: {})
    return {**row, **{name: other(row[name], n) for name in own}} | over(row, n)


def more_entries(session: Session, number: int) -> int:
    """More entries of the site log, about nothing that has a page of its own; how many it has."""
    site = session.query(Log).filter_by(slug=audit_queries.SITE).one()
    first = audit_queries.size(session, log=audit_queries.SITE)
    last = session.get_one(LogEntry, (site.id, first - 1))
    like = {column.name: getattr(last, column.name) for column in LogEntry.__table__.columns}
    like["about"] = "areas/nowhere"
    rows = [{**like, "idx": first + n, "key16": f"{first + n:016}".encode()} for n in range(number)]
    for at in range(0, number, _AT_ONCE):
        session.connection().execute(insert(LogEntry), rows[at : at + _AT_ONCE])
    return first + number
