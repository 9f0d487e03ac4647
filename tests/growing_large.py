"""A place with about so many rows in each of its lists, a million too: for measuring alone.

The first two copies of every row are made as for tests (`growing.py`), and what is kept beside them
by the program itself. All further copies follow from these two by statements of SQLite: keys are
further on, and what is kept of them stands as far on in its order. What tests copy that is no
list, such as accounts and meetings, stays as often as it is: further rows hang on the first copy.

A place has more rows since it is older, not since more happens in it each day: news is the further
back the more copies there are, and residents were asked long ago whether promises that were copied
are done. Without that, half a million would wait for their word in the same four weeks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.core.adding_numbers import add_numbers
from pbplatform.core.db import Base
from pbplatform.core.kept_changes import all_kept, ids_of_all, keep_rows
from pbplatform.core.kept_lists import KeptCount
from pbplatform.points.domain.told import CHANGED
from pbplatform.points.models.kept import PointCount
from pbplatform.points.services.keeping import Count, counts_of_kept, keep_points, kept_of
from pbplatform.promises.models import CitizenCheck, Commitment
from pbplatform.review.queries.strength import NOT_HANDED_OVER
from pbplatform.voting.services.marking import mark_ballots, marked_wrong
from pbplatform.voting.services.roll_kept import keep_roll_size, rolls_kept_wrong
from tests.growing import STEP, copied_tables, first_copies, grown, more_entries, other

COPIED = 2  # times each row is copied as for tests


class Lists(NamedTuple):
    """Tables that grow together.

    Attributes:
        tables: the first of them is the list.
        step: how far the keys of a copy are from those before.
        part: of how many rows that were asked for these have one.
    """

    tables: tuple[str, ...]
    step: int = 64
    part: int = 1


LISTS = (
    Lists(("proposal", "proposal_version", "costing", "decision")),
    Lists(("idea", "idea_support", "idea_join")),
    Lists(
        (
            *("point", "answer", "assignment", "point_turn", "answer_reason", "answer_signature"),
            *("commitment", "citizen_check", "point_support"),
        )
    ),
    Lists(("news_fact",)),
    Lists(("text_decision", "moderated_text", "text_decision_part", "text_report")),
    Lists(("changed_decision", "changed_version"), part=100),
    Lists(("role_grant",), part=100),
    Lists(("ballot_public",), step=100_000),
    Lists(("envelope_separated",), step=100_000),
    Lists(("urn",), step=100_000),
    Lists(("roll",), step=100_000),
)
NAMED_BY_PATH = {("news_fact", "about"), ("citizen_check", "subject"), ("citizen_check", "page")}
# Moments that are a day further back with each copy, and days that are long ago in every copy.
EVER_EARLIER = {("news_fact", "at"), ("news_fact", "spread_at")}
LONG_AGO = tuple(("citizen_check", name) for name in ("said_on", "ask_on", "until"))
_BACK = "'-400 days'"
SCALED = frozenset(name for each in LISTS for name in each.tables)
_FURTHER = "WITH RECURSIVE k(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < :last) "
_ABOUT = re.compile(r"(ideas|points|proposals|projects)/(\d+)")
Say = Callable[[str], None]


def grown_to(session: Session, rows: int, say: Say) -> dict[str, int]:
    """Copy rows until each list has about so many; how many each table has now.

    Args:
        say: told of each step.
    """
    connection = session.connection()
    _teach(connection)
    firsts = first_copies(session)
    say(f"copying each row {COPIED} times")
    grown(session, COPIED)
    _ask_long_ago(session, say)
    times, order = {}, list(copied_tables())
    for each in LISTS:
        number = len(firsts[each.tables[0]])
        times[each.tables[0]] = more = max(COPIED, rows // each.part // max(number, 1))
        for name in (name for name in order if name in each.tables):
            say(f"{name}: {more} times {len(firsts[name])}")
            _further(connection, Base.metadata.tables[name], firsts[name], each.step, more)
    say("log_entry")
    size = audit_queries.size(session, log=audit_queries.SITE)
    more_entries(session, max(0, rows - size))
    _keep_lists(session, times, say)
    _keep_points(session, [row["id"] for row in firsts["point"]], times["point"], say)
    for round_id in marked_wrong(session):
        mark_ballots(session, round_id)
    for round_id in rolls_kept_wrong(session):
        keep_roll_size(session, round_id)
    say("counting")
    return {
        name: connection.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
        for name in sorted({*SCALED, "log_entry", "kept_row", "point_stretch"})
    }


def _ask_long_ago(session: Session, say: Say) -> None:
    """The checks of the first two copies, and what is kept of promises and points by them."""
    say("checks are over")
    copied = CitizenCheck.id >= STEP
    days = {name: func.date(getattr(CitizenCheck, name), _BACK.strip("'")) for _t, name in LONG_AGO}
    session.execute(update(CitizenCheck).where(copied).values(days))
    session.flush()
    asked = select(CitizenCheck.commitment_id).where(
        copied, CitizenCheck.commitment_id.is_not(None)
    )
    ids = sorted(session.scalars(asked))
    for kept in all_kept():
        if kept.key.class_ is Commitment:
            keep_rows(session, kept, ids)
    points = select(Commitment.point_id).where(Commitment.id.in_(ids))
    keep_points(session, sorted(set(session.scalars(points))))


def _teach(connection: Connection) -> None:
    """Functions that SQLite asks Python for."""
    driver: Any = connection.connection.driver_connection
    driver.create_function("other_bytes", 2, other, deterministic=True)

    def about(path: str, by: int) -> str:
        return _ABOUT.sub(lambda found: f"{found[1]}/{int(found[2]) + by}", path)

    driver.create_function("about_other", 2, about, deterministic=True)


def _further(
    connection: Connection, table: Table, firsts: list[dict[str, Any]], step: int, times: int
) -> None:
    """Copies after the first two, each as far from the first as its number says."""
    if times <= COPIED or not firsts:
        return
    name = f"first_{table.name}"
    columns = [Column(each.name, each.type) for each in table.columns]
    first = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])
    first.create(connection)
    connection.execute(first.insert(), firsts)
    tied = {column.name for column in table.columns if _is_tied_elsewhere(column)}
    own = copied_tables()[table.name] - tied
    told = ", ".join(
        _value(each, is_own=each.name in own, table=table.name) for each in table.columns
    )
    names = ", ".join(f'"{each.name}"' for each in table.columns)
    further = (
        f'INSERT INTO "{table.name}" ({names}) {_FURTHER}'  # noqa: S608  # our own words
        f"SELECT {told} FROM k CROSS JOIN {name} AS f"
    )
    asked = {"last": times - COPIED - 1, "begins": COPIED * STEP, "step": step}
    connection.execute(text(further), asked)
    first.drop(connection)


def _is_tied_elsewhere(column: Any) -> bool:
    return bool(column.foreign_keys) and not any(
        key.column.table.name in SCALED for key in column.foreign_keys
    )


def _value(column: Any, *, is_own: bool, table: str) -> str:
    """What a further copy says in a column."""
    here = f'f."{column.name}"'
    if (table, column.name) in NAMED_BY_PATH:
        return f"about_other({here}, :begins + k.n * :step)"
    if (table, column.name) in EVER_EARLIER:
        back = "'-' || (k.n + 1) || ' days'"
        return f"strftime('%Y-%m-%d %H:%M:%f', {here}, {back}) || '000'"
    if (table, column.name) in LONG_AGO:
        return f"date({here}, {_BACK})"
    if not is_own:
        return here
    if isinstance(column.type, LargeBinary):
        return f"other_bytes({here}, k.n + 3)"
    if isinstance(column.type, Integer | BigInteger):
        return f"{here} + :begins + k.n * :step"
    return f"{here} || '~' || k.n" if isinstance(column.type, String) else here


def _keep_lists(session: Session, times: dict[str, int], say: Say) -> None:
    """What is kept of further rows, as far on as they are; then all numbers from it."""
    connection = session.connection()
    of_table = {name: each for each in LISTS for name in each.tables}
    for kept in all_kept():
        lists = of_table.get(kept.key.class_.__tablename__)
        if lists is not None and times[lists.tables[0]] > COPIED:
            say(f"kept rows of {kept.name}")
            asked = {"list": kept.name, "step": lists.step, "begins": COPIED * STEP}
            asked |= {"last": times[lists.tables[0]] - COPIED - 1, "by": STEP}
            connection.execute(text(_KEPT), asked)
        # Not all further points have news, and of one's roles in a committee one is the last.
        if kept.name in (CHANGED, NOT_HANDED_OVER):
            for ids in ids_of_all(session, kept):
                keep_rows(session, kept, ids)
        say(f"kept numbers of {kept.name}")
        connection.execute(KeptCount.__table__.delete().where(KeptCount.list == kept.name))
        for level, shift in enumerate((None, *kept.shifts)):
            bucket = "0" if shift is None else f"place >> {shift}"
            counted = text(
                "INSERT INTO kept_count (list, scope, level, bucket, cell, number) "  # noqa: S608
                f"SELECT list, scope, {level}, {bucket}, cell, count(*) FROM kept_row "
                "WHERE list = :list GROUP BY 1, 2, 4, 5"
            )
            connection.execute(counted, {"list": kept.name})


_KEPT = (
    "INSERT INTO kept_row (list, row_id, scope, cell, place) "
    + _FURTHER
    + "SELECT f.list, f.row_id + :begins + k.n * :step, f.scope, f.cell, "
    "f.place + (g.place - f.place) / :by * (:begins + k.n * :step) "
    "FROM k CROSS JOIN kept_row AS f CROSS JOIN kept_row AS g "
    "WHERE f.list = :list AND f.row_id BETWEEN :by AND 2 * :by - 1 "
    "AND g.list = :list AND g.row_id = f.row_id + :by"
)
_STRETCHES = (
    "INSERT INTO point_stretch (point_id, first_day, end_day, forum_id, team_id, area_id, cell, "
    "place) "
    + _FURTHER
    + "SELECT f.point_id + :begins + k.n * :step, f.first_day, f.end_day, f.forum_id, f.team_id, "
    "f.area_id, f.cell, f.place + (g.place - f.place) / :by * (:begins + k.n * :step) "
    "FROM k CROSS JOIN point_stretch AS f CROSS JOIN point_stretch AS g "
    "WHERE f.point_id BETWEEN :by AND 2 * :by - 1 "
    "AND g.point_id = f.point_id + :by AND g.first_day = f.first_day"
)
_MARKS = (
    "INSERT INTO point_mark (point_id, mark, year) "
    + _FURTHER
    + "SELECT f.point_id + :begins + k.n * :step, f.mark, f.year "
    "FROM k CROSS JOIN point_mark AS f WHERE f.point_id BETWEEN :by AND 2 * :by - 1"
)


def _keep_points(session: Session, first: list[int], times: int, say: Say) -> None:
    """Where further points stand; each copy adds to every number what the first one did."""
    if times <= COPIED:
        return
    say("where points stand")
    connection = session.connection()
    step = next(each.step for each in LISTS if each.tables[0] == "point")
    asked = {"begins": COPIED * STEP, "step": step, "last": times - COPIED - 1, "by": STEP}
    connection.execute(text(_STRETCHES), asked)
    connection.execute(text(_MARKS), asked)
    counts = Counter[Count]()
    for kept in kept_of(session, first).values():
        counts.update(counts_of_kept(kept))
    more = {key: number * (times - COPIED) for key, number in counts.items()}
    add_numbers(session, PointCount, more)
