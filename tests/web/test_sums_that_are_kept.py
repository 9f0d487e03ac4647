"""What is kept of sums is what the rows say, on every day; and rows of a person are found.

Source: docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Select, func, literal, or_, select, union
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.models import RoleGrant
from pbplatform.accounts.queries import account_by_email
from pbplatform.accounts.queries.ends import roles_not_over, roles_over, roles_that_end
from pbplatform.changes.queries import Filter, confirmed_changes
from pbplatform.changes.queries.changes import cells_of_changes, changes_on_page, those_of
from pbplatform.changes.queries.promises import promised
from pbplatform.core.db import db
from pbplatform.core.kept_changes import all_kept, numbers_kept_wrong, rows_kept_wrong
from pbplatform.core.transaction import transaction
from pbplatform.demo.seed import FIRST_START
from pbplatform.front.kept import tables_about_people
from pbplatform.front.open_acts import who_is_busy
from pbplatform.front.own_data import own_tables
from pbplatform.front.words.people import SOON, last_facilitator, longest
from pbplatform.points.models import Point
from pbplatform.points.services.keeping import numbers_kept_wrong as points_counted_wrong
from pbplatform.points.services.keeping import points_kept_wrong
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import promised_day
from tests.growing_large import grown_to
from tests.listed import place_of

# Plans are those of SQLite, and the place is seeded there.
pytestmark = pytest.mark.one_database

# Few rows at any time, or gone within days; what is in them is found by reading it.
READ_WHOLE = {
    *("outbox", "dev_mail", "point_draft", "result_objection_draft"),  # gone within days
    *("letter_file", "roll_import", "letter_wish"),  # a few of each round
    *("paper_hand", "paper_batch"),  # a few of each round, and written while people vote
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Flask]:
    """The demonstration with some hundred rows in each list."""
    with place_of(tmp_path_factory.mktemp("sums") / "place", seeded) as app:
        with app.app_context():
            with transaction() as session:
                grown_to(session, 300, lambda _words: None)
            db.session.remove()
        yield app


@pytest.fixture
def session(place: Flask) -> Iterator[Session]:
    with place.app_context():
        yield db.session()
        db.session.remove()


def test_a_place_that_was_grown_by_statements_is_kept_as_its_rows_say(session: Session) -> None:
    for kept in all_kept():
        assert rows_kept_wrong(session, kept) == [], kept.name
        assert numbers_kept_wrong(session, kept) == [], kept.name
    assert points_kept_wrong(session) == []
    assert points_counted_wrong(session) == []


def test_promises_of_a_year_are_counted_on_every_day_as_their_clock_says(session: Session) -> None:
    """By hand, promise by promise, and from what is kept: the same on each day of a year."""
    query = select(Commitment, Point.forum_id).join(Point, Point.id == Commitment.point_id)
    rows = session.execute(query).all()
    assert len(rows) > 100
    for number in range(0, 366, 5):
        today = date(2026, 9, 1) + timedelta(days=number)
        states, due = Counter[tuple[object, ...]](), Counter[tuple[object, ...]]()
        for promise, forum_id in rows:
            is_moved = promise.due_current != promise.due_original
            first = promise.due_original
            in_time = bool(promise.done_on and promise.done_on <= first)
            state = promised_day(promise).state(today)
            states[forum_id, first.year, is_moved, in_time, state] += 1
            # Of those that are not done it is told together.
            told = "open" if promise.done_on is None and promise.given_up_on is None else state
            due[forum_id, first.year, is_moved, in_time, told] += first < today
        kept, over = Counter[tuple[object, ...]](), Counter[tuple[object, ...]]()
        for each in promised(session, today=today):
            whose = (each.forum_id, each.year, each.is_moved, each.done_by_first)
            kept[*whose, each.state] += each.number
            told = "open" if each.state in ("missed", "under_way") else each.state
            over[*whose, told] += each.due
        assert (+kept, +over) == (+states, +due), today


def test_changed_decisions_stand_on_the_page_on_which_they_stood(session: Session) -> None:
    for wanted in (Filter(), Filter(year=2027), Filter(year=2026), Filter(forum_id=1)):
        found = [view.change.id for view in confirmed_changes(session, wanted)]
        cells = those_of(cells_of_changes(session), wanted)
        assert sum(cells.values()) == len(found)
        page = changes_on_page(session, cells, offset=1, size=2)
        assert [view.change.id for view in page] == found[1:3]


def test_what_a_facilitator_is_told_of_roles_needs_few_of_them(session: Session) -> None:
    """The same as among all roles that anybody has or had, at many moments."""
    every = accounts.holders(session, now=FIRST_START, also_past=True)
    ends, least = 0, len(every)
    for n in range(0, 1600, 40):
        now = FIRST_START + timedelta(days=n)
        few = roles_that_end(session, now=now, soon=now + SOON, busy=who_is_busy())
        least = min(least, len(few))
        told = []
        for roles in (few, every):
            held = longest([each for each in roles if not each.is_over(now)])
            soon = {each.grant_id for each in held if each.expires_at < now + SOON}
            told.append((soon, last_facilitator(held, now)))
        assert told[0] == told[1]
        ends += len(told[0][0])
        # Where everybody is busy, all roles of those are wanted of whom one is over.
        anybody = union(select(RoleGrant.account_id))
        found = roles_that_end(session, now=now, soon=now, busy=anybody)
        left = {each.account_id for each in every if each.is_over(now)}
        wanted = {each.grant_id for each in every if each.account_id in left}
        assert wanted == {each.grant_id for each in found if each.account_id in left}
    assert ends
    assert least * 2 < len(every)


def test_roles_that_are_over_stand_on_one_page_each_the_last_one_first(session: Session) -> None:
    every = accounts.holders(session, now=FIRST_START, also_past=True)
    over = {each.grant_id for each in every if each.is_over(FIRST_START)}
    current = {each.grant_id for each in roles_not_over(session, now=FIRST_START)}
    assert current == {each.grant_id for each in every} - over
    scopes = sorted({each.scope for each in every})
    found, number = [], 1
    while True:
        page = roles_over(session, scopes, now=FIRST_START, wanted=number, size=7)
        assert page.total == len(over)
        found += page.rows
        if number == page.pages:
            break
        number += 1
    assert len(found) == len(over) > 20
    assert {each.grant_id for each in found} == over
    ends = [each.last_at for each in found]
    assert ends == sorted(ends, reverse=True)
    few = roles_over(session, scopes[:1], now=FIRST_START, wanted=1, size=100)
    own = {each.grant_id for each in every if each.scope == scopes[0]} & over
    assert {each.grant_id for each in few.rows} == own


def _plan(session: Session, query: Select[int]) -> list[str]:
    told = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {told}")
    return [row[3] for row in rows]


def test_rows_of_a_person_are_found_by_an_index_in_every_table(session: Session) -> None:
    rosa = account_by_email(session, "rosa@hackford.example")
    assert rosa is not None
    whose = accounts.whose(session, rosa.id)
    asked = {
        table.model.__tablename__: select(func.count())
        .select_from(table.model)
        .where(table.mine(whose))
        for table in own_tables()
        if table.mine is not None
    }
    read = {name for name, query in asked.items() if "SCAN" in str(_plan(session, query))}
    assert read == READ_WHOLE
    for name, columns in tables_about_people().items():
        mine = or_(*(column == rosa.id for column in columns))
        query = select(literal(1)).select_from(columns[0].table).where(mine)
        assert name in READ_WHOLE or "SCAN" not in str(_plan(session, query)), name
