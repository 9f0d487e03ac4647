"""Points taken back by whoever raised them. Rules: docs/rules/points.md section 1.6 to 1.8."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.points import queries, services
from pbplatform.points.kinds import PointState, Stand
from pbplatform.points.models import Point, PointSupport
from tests.factories import make_person
from tests.mailed import waiting_mails
from tests.points.people import CAME, DUE, World, noon

LATE = DUE + timedelta(days=5)


def withdraw(world: World, point: Point, on: date, why: str = "") -> None:
    services.withdraw_point(
        world.session, actor=world.rosa, point_id=point.id, why=why, now=noon(on)
    )


def test_withdrawn_point_is_answered_by_nobody_and_stays_readable(world: World) -> None:
    point = world.point()
    withdraw(world, point, CAME.date() + timedelta(days=1), "I moved away.")
    view = world.view(point, noon(DUE))
    assert view.standing.stand is Stand.WITHDRAWN
    assert not view.standing.is_open
    forum = queries.public_views(world.session, world.forum, now=noon(DUE))
    assert [each.point.withdrawn_why for each in forum] == ["I moved away."]
    assert queries.open_views(world.session, now=noon(DUE)) == []


def test_figures_add_up_with_a_withdrawn_point(world: World) -> None:
    kept, taken = world.point(), world.point()
    withdraw(world, taken, CAME.date())
    found = queries.tally(queries.public_views(world.session, world.forum, now=CAME))
    assert (found.raised, found.withdrawn, found.joined) == (2, 1, 0)
    assert found.raised == found.withdrawn + found.joined + found.counts.to_answer
    assert kept.state == PointState.PUBLISHED


def test_late_point_that_is_withdrawn_stays_late_by_as_many_days(world: World) -> None:
    point = world.point()
    before = world.standing(point, noon(LATE)).days_late
    withdraw(world, point, LATE)
    year_later = world.standing(point, noon(LATE + timedelta(days=365)))
    assert before > 0
    assert year_later.days_late == before


@pytest.mark.parametrize("day", [0, 4, 7])
def test_clock_goes_on_as_if_nobody_had_withdrawn_it(world: World, day: int) -> None:
    point = world.point()
    before = world.standing(point).due
    withdraw(world, point, CAME.date())
    again = noon(CAME.date() + timedelta(days=day))
    services.go_on_with_point(world.session, actor=world.rosa, point_id=point.id, now=again)
    assert world.standing(point, again).due == before
    assert world.standing(point, again).stand is Stand.WAITING


def test_days_to_go_on_end_after_the_fifth_working_day(world: World) -> None:
    point = world.point()
    withdraw(world, point, CAME.date())
    until = world.standing(point).go_on_until
    assert until is not None
    with pytest.raises(Conflict, match="too_late_to_go_on"):
        services.go_on_with_point(
            world.session,
            actor=world.rosa,
            point_id=point.id,
            now=noon(until + timedelta(days=1)),
        )
    services.go_on_with_point(world.session, actor=world.rosa, point_id=point.id, now=noon(until))


def test_supporter_who_goes_on_is_the_asker_from_then_on(world: World, session: Session) -> None:
    point = world.point()
    services.support(session, actor=world.sam, point_id=point.id, now=CAME)
    withdraw(world, point, CAME.date())
    assert [mail["to"] for mail in waiting_mails(session, "responses:withdrawn")]
    services.go_on_with_point(session, actor=world.sam, point_id=point.id, now=CAME)
    assert point.raised_by_id == world.sam.account_id
    assert session.get(PointSupport, (point.id, world.sam.account_id)) is None
    assert world.view(point).supporters == 0


def test_only_the_asker_withdraws_and_only_before_an_answer(world: World) -> None:
    point = world.point()
    for other in (world.sam, world.tom, world.bea):
        with pytest.raises(NotAllowed, match="only_its_asker"):
            services.withdraw_point(world.session, actor=other, point_id=point.id, why="", now=CAME)
    world.answer(point)
    with pytest.raises(Conflict, match="answered_already"):
        withdraw(world, point, CAME.date())


def test_stranger_does_not_go_on_with_it(world: World) -> None:
    point = world.point()
    withdraw(world, point, CAME.date())
    with pytest.raises(NotAllowed, match="only_its_people"):
        services.go_on_with_point(world.session, actor=world.sam, point_id=point.id, now=CAME)


def test_team_does_nothing_with_a_withdrawn_point(world: World) -> None:
    point = world.point()
    withdraw(world, point, CAME.date())
    with pytest.raises(Conflict, match="no_answer_due"):
        world.answer(point)
    assert waiting_mails(world.session, "responses:no_answer_needed")


def test_point_that_was_not_published_stays_unseen_when_it_is_withdrawn(world: World) -> None:
    make_person(world.session, "Joe")
    point = services.raise_point(
        world.session,
        actor=world.rosa,
        forum_id=world.forum.id,
        kind="request",
        title="Bins",
        verbatim="They overflow.",
        now=CAME,
    )
    withdraw(world, point, CAME.date())
    assert queries.public_views(world.session, world.forum, now=CAME) == []
    services.go_on_with_point(world.session, actor=world.rosa, point_id=point.id, now=CAME)
    assert point.state == PointState.RAISED
