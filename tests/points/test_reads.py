"""Reads of answers and promises take what is asked for, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.points import queries, services
from pbplatform.points.jobs import worker
from pbplatform.points.models import Answer, Point
from pbplatform.points.queries.points import may_be_open
from pbplatform.points.services.keeping import ids_of_all, keep_points
from pbplatform.promises.models import CommitmentMove
from tests.browsing import counted_rows
from tests.conftest import SetClock
from tests.points.people import CAME, DUE, NO, YES, World, make_world, noon

pytestmark = pytest.mark.one_database


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def copies(session: Session, point: Point, number: int) -> None:
    """As many points more that differ by their number, each answered as the first."""
    session.flush()
    columns = {column.name: getattr(point, column.name) for column in Point.__table__.columns}
    del columns["id"]
    made = session.scalars(
        insert(Point).returning(Point.id),
        [{**columns, "number": 100 + n} for n in range(number)],
    ).all()
    said = queries.view_of(session, point.id, now=CAME).answers
    for answer in said:
        told = {column.name: getattr(answer, column.name) for column in Answer.__table__.columns}
        del told["id"]
        session.execute(insert(Answer), [{**told, "point_id": each} for each in made])
    session.flush()


@contextmanager
def sent_texts() -> Iterator[list[bool]]:
    """For every row of a point that was fetched, whether what was said came with it."""
    sent: list[bool] = []

    def note(_conn: object, cursor: Any, statement: str, *_rest: object) -> None:
        has_text, of_points = "point.verbatim" in statement, "FROM point" in statement

        def count(_cursor: object, row: tuple[object, ...]) -> tuple[object, ...]:
            if of_points:
                sent.append(has_text)
            return row

        cursor.row_factory = count

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def move(session: Session, promise_id: int, times: int) -> None:
    day = date(2027, 4, 2)
    step = {"commitment_id": promise_id, "due_before": day, "due_after": day, "reason": "Rain"}
    session.execute(
        insert(CommitmentMove), [{**step, "n": n + 1, "at": CAME} for n in range(times)]
    )


def test_one_promise_reads_its_own_moves_alone(world: World) -> None:
    one, other = world.point(), world.point()
    for point in (one, other):
        world.answer(point, text=YES)
    promises = [world.view(point).promises[0].id for point in (one, other)]
    move(world.session, promises[0], 2)
    move(world.session, promises[1], 200)
    with counted_rows() as fetched:
        view = queries.promise_by_id(world.session, promises[0], now=CAME)
    assert len(view.moves) == 2
    assert sum(fetched) < 100  # the holidays of the place among them


def test_look_for_reminders_does_not_read_what_was_answered_for_good(world: World) -> None:
    answered, waiting = world.point(), world.point()
    world.answer(answered)
    world.session.commit()
    with counted_rows() as few:
        before = services.reminders_due(world.session, now=noon(DUE))
    copies(world.session, answered, 100)
    for ids in ids_of_all(world.session):
        keep_points(world.session, ids)
    world.session.commit()
    with counted_rows() as many:
        assert services.reminders_due(world.session, now=noon(DUE)) == before == [waiting.id]
    assert sum(few) == sum(many)


def test_points_that_may_be_open_are_all_that_are(world: World) -> None:
    world.answer(world.point())
    again = world.point()
    world.answer(again)
    world.says(world.rosa, again, "no")
    twice = world.point()
    for days in (1, 5, 9):
        world.answer(
            twice,
            by=world.ruth if days == 9 else world.leena if days == 5 else world.tom,
            text=NO,
            now=CAME + timedelta(days=days),
        )
        if days < 9:
            world.says(world.rosa, twice, "no", now=CAME + timedelta(days=days + 1))
    unanswered = world.point()
    now = CAME + timedelta(days=10)
    everything = queries.point_views(world.session, Point.id > 0, now=now)
    is_open = {view.point.id for view in everything if view.standing.is_open}
    read = {view.point.id for view in queries.point_views(world.session, may_be_open(), now=now)}
    assert read == is_open == {again.id, unanswered.id}


def test_worker_takes_a_turn_to_write_only_for_what_is_due(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = world.point()
    world.session.commit()
    turns = []

    def counted() -> object:
        turns.append(1)
        return transaction()

    monkeypatch.setattr(worker, "transaction", counted)
    for day, expected in ((date(2027, 2, 5), 0), (DUE, 1), (DUE, 1)):
        monkeypatch.setattr(worker, "now", lambda day=day: noon(day))
        worker.remind_of_points(settings)
        assert len(turns) == expected
    assert world.view(point, noon(DUE)).was_reminded("due0:1")


def test_list_of_a_forum_reads_the_texts_of_the_points_it_shows(
    world: World, client: FlaskClient, clock: SetClock
) -> None:
    world.answer(world.point(), text=YES)
    copies(world.session, world.point(), 40)
    world.session.commit()
    clock.at = noon(DUE)
    world.session.expunge_all()
    with sent_texts() as texts:
        assert client.get("/forums/town-forum/points?page=2").status_code == 200
    assert 0 < sum(texts) <= 20
