"""Points that are public before they are read. Rules: points.md section 1.11 to 1.14."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from pbplatform.audit.kinds import LogKind
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.places.kinds import Reads
from pbplatform.places.models import ONLY, Place
from pbplatform.points import queries, services
from pbplatform.points.kinds import PointLog, PointState, Stand
from pbplatform.points.models import Point
from pbplatform.points.words.next_act import next_act
from tests.factories import make_person, make_point
from tests.logged import waiting_entries
from tests.points.people import CAME, DUE, YES, World, noon


@pytest.fixture
def unread(world: World) -> Point:
    """A point of a place that reads afterwards."""
    world.session.get_one(Place, ONLY).reads_points = Reads.AFTER
    return make_point(world.session, world.forum, world.rosa, now=CAME, published=False)


def logged(world: World, kind: LogKind) -> list[dict[str, object]]:
    return [each["data"] for each in waiting_entries(world.session) if each["kind"] == kind]


def test_point_is_public_at_once_and_its_clock_starts_that_day(world: World, unread: Point) -> None:
    assert (unread.state, unread.decided_at, unread.unread_since) == ("published", CAME, CAME)
    standing = world.standing(unread)
    assert (standing.stand, standing.clock.start, standing.due) == (
        Stand.WAITING,
        CAME.date(),
        DUE,
    )


def test_log_has_no_word_of_the_asker_and_the_asker_gets_one_mail(
    world: World, unread: Point
) -> None:
    assert logged(world, PointLog.POINT_PUBLISHED) == [{"read_by": "2027-02-08"}]
    assert unread.title not in str(waiting_entries(world.session))
    kinds = world.session.scalars(select(OutboxRow.kind)).all()
    assert [kind for kind in kinds if kind.startswith("forums:point")] == [
        "forums:point_public_at_once"
    ]


def test_point_is_read_once_by_somebody_else_and_a_title_that_was_given_is_logged(
    world: World, unread: Point
) -> None:
    own = make_person(world.session, "Rosa", role="facilitator")
    keep = {"point_id": unread.id, "now": CAME}
    with pytest.raises(NotAllowed, match="not_your_own"):
        services.keep_point(world.session, actor=own, title="Bins", **keep)
    with pytest.raises(Conflict, match="title_needed"):
        services.keep_point(world.session, actor=world.bea, title=" ", **keep)
    services.keep_point(world.session, actor=world.bea, title="Bins again", **keep)
    assert logged(world, PointLog.POINT_READ) == [{"title": "Bins again"}]
    with pytest.raises(Conflict, match="read_already"):
        services.keep_point(world.session, actor=world.bea, title="Bins", **keep)


def test_title_of_the_asker_that_stays_is_not_logged(world: World, unread: Point) -> None:
    services.keep_point(
        world.session, actor=world.bea, point_id=unread.id, title=unread.title, now=CAME
    )
    assert logged(world, PointLog.POINT_READ) == [{}]


def test_answered_point_that_nobody_read_still_waits_on_the_desk(
    app: Flask, world: World, unread: Point
) -> None:
    services.assign(
        world.session, actor=world.bea, point_id=unread.id, team_slug="environment", now=CAME
    )
    world.answer(unread, text=YES)
    assert queries.to_read_by_forum(world.session)[world.forum.id].days == [date(2027, 2, 8)]
    with app.test_request_context():
        act = next_act(world.view(unread, noon(DUE)))
    assert act is not None
    assert "public meanwhile" not in act.what
    services.keep_point(
        world.session, actor=world.bea, point_id=unread.id, title="Bins", now=noon(DUE)
    )
    assert queries.to_read_by_forum(world.session) == {}


def _unread(world: World) -> set[int]:
    """Forums with public points that nobody has read."""
    return {key for key, each in queries.to_read_by_forum(world.session).items() if each.days}


def test_desk_knows_what_the_row_knows_in_every_state(world: World, unread: Point) -> None:
    """The twin in SQL of `Point.is_unread`."""
    for state in PointState:
        unread.state = state
        world.session.flush()
        listed = world.forum.id in _unread(world)
        assert listed == unread.is_unread, state
