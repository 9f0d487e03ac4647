"""What can be done while a point waits. Source: docs/rules/points.md sections 3 and 4."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.points import queries, services
from pbplatform.points.kinds import PointState, Stand
from pbplatform.points.models import Point
from pbplatform.points.services.clocks import answers_just_late
from pbplatform.points.services.opening import locked_view
from tests.factories import make_person
from tests.points.people import CAME, DUE, World, noon

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


def more_time(world: World, point: Point, day: date, *, days: int = 10) -> None:
    services.take_more_time(
        world.session,
        actor=world.tom,
        point_id=point.id,
        days=days,
        reason="The lamp maker answers late",
        now=noon(day),
    )


def ask(world: World, point: Point, day: date, *, actor: ActorRef | None = None) -> None:
    services.ask_the_asker(
        world.session,
        actor=actor or world.tom,
        point_id=point.id,
        question="Which bins?",
        now=noon(day),
    )


def reply(world: World, point: Point, day: date, *, actor: ActorRef | None = None) -> None:
    services.reply_to_question(
        world.session,
        actor=actor or world.rosa,
        point_id=point.id,
        reply="The green ones",
        now=noon(day),
    )


@pytest.mark.parametrize(
    ("day", "works"),
    [(DUE - timedelta(days=1), True), (DUE, False), (DUE + timedelta(days=1), False)],
)
def test_more_time_must_be_asked_for_before_the_due_day(
    world: World, day: date, works: bool
) -> None:
    point = world.point()
    if works:
        more_time(world, point, day)
        assert world.standing(point, noon(day)).due == date(2027, 3, 18)
    else:
        with pytest.raises(Conflict, match="too_late_for_more"):
            more_time(world, point, day)
        assert world.standing(point, noon(day)).due == DUE


@pytest.mark.parametrize("days", [0, 11])
def test_more_time_is_one_to_ten_working_days(world: World, days: int) -> None:
    point = world.point()
    with pytest.raises(Conflict, match="days_out_of_range"):
        more_time(world, point, date(2027, 2, 10), days=days)


def test_more_time_is_given_once_and_with_a_reason(world: World) -> None:
    point = world.point()
    with pytest.raises(Conflict, match="reason_needed"):
        services.take_more_time(
            world.session, actor=world.tom, point_id=point.id, days=1, reason=" ", now=CAME
        )
    more_time(world, point, date(2027, 2, 10), days=2)
    with pytest.raises(Conflict, match="extended_already"):
        more_time(world, point, date(2027, 2, 11), days=2)


@pytest.mark.parametrize(("day", "works"), [(DUE, True), (DUE + timedelta(days=1), False)])
def test_clock_can_be_stopped_until_the_end_of_the_due_day(
    world: World, day: date, works: bool
) -> None:
    point = world.point()
    if works:
        ask(world, point, day)
        assert world.standing(point, noon(day)).stand is Stand.PAUSED
    else:
        with pytest.raises(Conflict, match="too_late_to_ask"):
            ask(world, point, day)


def test_askers_reply_starts_the_clock_again_once(world: World) -> None:
    point = world.point()
    ask(world, point, date(2027, 3, 1))
    with pytest.raises(NotAllowed, match="only_its_asker"):
        reply(world, point, date(2027, 3, 2), actor=world.sam)
    reply(world, point, date(2027, 3, 3))
    standing = world.standing(point, noon(date(2027, 3, 3)))
    assert (standing.stand, standing.due) == (Stand.WAITING, date(2027, 3, 8))
    with pytest.raises(Conflict, match="replied_already"):
        reply(world, point, date(2027, 3, 4))
    with pytest.raises(Conflict, match="paused_already"):
        ask(world, point, date(2027, 3, 4))


def test_reply_after_the_clock_went_on_by_itself_moves_nothing(world: World) -> None:
    point = world.point()
    ask(world, point, date(2027, 3, 1))
    late = date(2027, 3, 17)
    before = world.standing(point, noon(late)).due
    reply(world, point, late)
    assert world.standing(point, noon(late)).due == before


def test_note_stops_no_clock(world: World) -> None:
    point = world.point()
    before = world.standing(point)
    services.write_note(
        world.session,
        actor=world.tom,
        point_id=point.id,
        text="We will look into it",
        now=CAME,
    )
    assert world.standing(point) == before
    assert world.view(point).note is not None


ACTS = ("more_time", "ask", "note", "pass_on", "answer")


def act(world: World, name: str, actor: ActorRef, point: Point) -> None:
    given = {"actor": actor, "point_id": point.id, "now": CAME}
    calls = {
        "more_time": lambda: services.take_more_time(
            world.session, days=1, reason="Because", **given
        ),
        "ask": lambda: services.ask_the_asker(world.session, question="Which?", **given),
        "note": lambda: services.write_note(world.session, text="Soon", **given),
        "pass_on": lambda: services.pass_on(
            world.session, team_slug="homes", reason="Not ours", **given
        ),
        "answer": lambda: world.answer(point, by=actor, now=CAME),
    }
    calls[name]()


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["rosa", "sam", "bea", "ali"])
def test_nobody_but_the_team_acts_on_its_point(world: World, name: str, who: str) -> None:
    point = world.point()
    with pytest.raises(NotAllowed, match="only_its_team"):
        act(world, name, getattr(world, who), point)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["tom", "leena", "ruth"])
def test_officials_and_the_elected_person_act_for_their_team(
    world: World, name: str, who: str
) -> None:
    act(world, name, getattr(world, who), world.point())


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("phase", ["raised", "refused", "answered", "joined"])
def test_no_act_of_the_team_is_possible_while_no_answer_is_due(
    world: World, name: str, phase: str
) -> None:
    point = world.point()
    if phase in ("raised", "refused"):
        point.state = PointState(phase)
        world.session.flush()
    elif phase == "answered":
        world.answer(point, now=CAME)
    else:
        other = world.point()
        services.join_points(
            world.session,
            actor=world.bea,
            point_id=point.id,
            stays_id=other.id,
            reason="The same",
            now=CAME,
        )
    with pytest.raises(DomainError, match="no_answer_due"):
        act(world, name, world.tom, point)


def test_passing_on_keeps_the_clock_and_the_team_until_it_is_taken(world: World) -> None:
    point = world.point()
    act(world, "pass_on", world.tom, point)
    view = world.view(point)
    assert (view.team.slug, view.standing.due) == ("environment", DUE)
    assert view.offered_to is not None
    with pytest.raises(NotAllowed):
        services.take(world.session, actor=world.tom, point_id=point.id, now=CAME)
    services.take(world.session, actor=world.ali, point_id=point.id, now=CAME)
    view = world.view(point)
    assert (view.team.slug, view.standing.due) == ("homes", DUE)
    with pytest.raises(Conflict, match="passed_on_already"):
        services.pass_on(
            world.session,
            actor=world.ali,
            point_id=point.id,
            team_slug="environment",
            reason="Back",
            now=CAME,
        )


def test_point_that_is_sent_back_stays_with_the_first_team(world: World) -> None:
    point = world.point()
    act(world, "pass_on", world.tom, point)
    services.send_back(world.session, actor=world.ali, point_id=point.id, reason="Yours", now=CAME)
    view = world.view(point)
    assert (view.team.slug, view.offered_to) == ("environment", None)
    with pytest.raises(Conflict, match="passed_on_already"):
        act(world, "pass_on", world.tom, point)


def test_facilitator_gives_a_point_to_another_team_only_with_a_reason(world: World) -> None:
    point = world.point()
    with pytest.raises(Conflict, match="same_team"):
        services.assign(
            world.session, actor=world.bea, point_id=point.id, team_slug="environment", now=CAME
        )
    with pytest.raises(Conflict, match="reason_needed"):
        services.assign(
            world.session, actor=world.bea, point_id=point.id, team_slug="homes", now=CAME
        )
    with pytest.raises(NotAllowed):
        services.assign(
            world.session, actor=world.tom, point_id=point.id, team_slug="homes", now=CAME
        )
    services.assign(
        world.session,
        actor=world.bea,
        point_id=point.id,
        team_slug="homes",
        reason="It is a flat",
        now=CAME,
    )
    assert (world.view(point).team.slug, world.standing(point).due) == ("homes", DUE)


def test_lead_team_must_answer_until_a_facilitator_gives_the_point_away(world: World) -> None:
    point = services.raise_point(
        world.session,
        actor=world.rosa,
        forum_id=world.forum.id,
        kind="request",
        title="Bins",
        verbatim="They overflow.",
        now=CAME,
    )
    services.publish_point(
        world.session, actor=world.bea, point_id=point.id, title="Bins", now=CAME
    )
    view = world.view(point)
    assert (view.team.slug, view.assigned) == ("environment", False)
    world.session.commit()
    items = queries.desk_items(world.session, ["environment"], CAME)
    assert [item.point.point.id for item in items if item.point] == [point.id]


def test_joined_point_takes_the_earliest_day_and_brings_its_people(world: World) -> None:
    older = world.point()
    newer = world.point(now=CAME + timedelta(days=7))
    later = CAME + timedelta(days=8)
    pat = make_person(world.session, "Pat")
    for who in (world.sam, pat):
        services.support(world.session, actor=who, point_id=older.id, now=later)
    services.support(world.session, actor=pat, point_id=newer.id, now=later)
    assert world.standing(newer, later).due == date(2027, 3, 11)
    services.join_points(
        world.session,
        actor=world.bea,
        point_id=older.id,
        stays_id=newer.id,
        reason="The same bins",
        now=later,
    )
    view = world.view(newer, later)
    assert (view.standing.due, view.supporters) == (DUE, 2)
    assert world.standing(older, later).stand is Stand.JOINED
    assert queries.point_by_number(world.session, world.forum.id, older.number).joined_to_id


def test_point_cannot_be_joined_to_itself_or_to_an_answered_one(world: World) -> None:
    one, two = world.point(), world.point()
    world.answer(two)
    for stays in (one, two):
        with pytest.raises(Conflict, match=r"point\.join"):
            services.join_points(
                world.session,
                actor=world.bea,
                point_id=one.id,
                stays_id=stays.id,
                reason="Same",
                now=CAME + timedelta(days=1),
            )


def test_each_reminder_is_sent_once_and_said_only_then(world: World) -> None:
    point = world.point()
    world.session.commit()
    sent = [
        services.remind_teams(world.session, now=noon(day))
        for day in (
            date(2027, 2, 5),
            date(2027, 2, 18),
            date(2027, 2, 19),
            date(2027, 3, 1),
            DUE,
            date(2027, 3, 5),
            date(2027, 3, 8),
            date(2027, 3, 18),
        )
    ]
    assert sent == [0, 1, 0, 1, 1, 1, 0, 1]
    assert world.view(point).was_reminded("late:1")


def test_point_that_somebody_changed_while_we_waited_for_its_row_is_read_as_it_is(
    world: World,
) -> None:
    point = world.point()
    assert point.state == PointState.PUBLISHED  # read before the row is ours
    world.session.execute(
        update(Point)
        .where(Point.id == point.id)
        .values(title="Read by a colleague")
        .execution_options(synchronize_session=False)
    )
    assert locked_view(world.session, point.id, now=CAME).point.title == "Read by a colleague"


def test_worker_that_stood_still_for_weeks_finds_all_that_fell_due_meanwhile(
    world: World,
) -> None:
    """What is kept of where points stand was written before; nobody did anything since."""
    asked, plain, answered = world.point(), world.point(), world.point()
    ask(world, asked, CAME.date() + timedelta(days=2))
    world.answer(answered)
    world.session.commit()
    late = noon(DUE + timedelta(days=1))
    assert plain.id in services.reminders_due(world.session, now=late)
    assert answers_just_late(world.session, now=late) == [plain.id]
    # The clock of the other goes on by itself, and its day passes too.
    resumed = world.standing(asked, late).clock.resumes_on
    assert resumed is not None
    later = noon(resumed + timedelta(days=60))
    assert world.standing(asked, later).is_late
    assert set(services.reminders_due(world.session, now=later)) == {asked.id, plain.id}
    for number, now in enumerate((later, later)):
        assert services.remind_teams(world.session, now=now) == 2 * (number == 0)
        world.session.commit()
