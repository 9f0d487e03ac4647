"""A point that nobody in its team can answer goes up, by name. Source: docs/rules/points.md 4.5."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import RoleGrant
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.points import services
from pbplatform.points.domain.going_up import FirstAnswer, Holder, can_surely_answer, go_up
from pbplatform.points.kinds import Level, PointLog, WhyUp
from pbplatform.points.models import Point
from pbplatform.points.queries import stuck_points
from pbplatform.points.queries.points import open_views
from pbplatform.points.words.going_up import went_up
from pbplatform.points.words.next_act import next_act
from tests.conftest import SetClock
from tests.factories import make_person, make_team
from tests.pages import sign_in
from tests.people import counted_queries
from tests.points.people import CAME, NO, World, noon

LATER = CAME + timedelta(days=1)
CLERK = Holder(1, "Tom", "Clerk", "official", "team:parks")
HEAD = Holder(2, "Leena", "Head", "official", "team:parks")
OTHER = Holder(3, "Olu", "Head of roads", "official", "team:roads")
RUTH = Holder(4, "Ruth", "Councillor", "elected", "team:parks")
LEAD = Holder(5, "Lia", "Lead officer", "official", "team:lead")
LEAD_ELECTED = Holder(6, "Max", "Councillor", "elected", "team:lead")
MAYOR = Holder(7, "May", "Mayor", "elected", PLACE)
BEA = Holder(8, "Bea", "", "facilitator", "forum:town")
FAY = Holder(9, "Fay", "", "facilitator", PLACE)
EVERYBODY = (CLERK, HEAD, OTHER, RUTH, LEAD, LEAD_ELECTED, MAYOR, BEA, FAY)
FIRST = FirstAnswer(1, "Clerk")


def level(*holders: Holder, stage: int = 1, lead: str = "team:lead") -> tuple[str, str]:
    first = FIRST if stage > 1 else None
    up = go_up(holders, team="team:parks", lead=lead, forum="forum:town", stage=stage, first=first)
    return up.level, up.name


@pytest.mark.parametrize(
    ("stage", "holders", "expected"),
    [
        (1, (CLERK,), ("team", "")),
        (1, (RUTH, LEAD), ("team", "")),
        (1, (OTHER, LEAD), ("lead", "Lia")),
        (1, (LEAD, LEAD_ELECTED), ("lead", "Max")),
        (1, (OTHER, MAYOR, BEA), ("place", "May")),
        (1, (FAY, BEA), ("facilitator", "Bea")),
        (1, (FAY,), ("facilitator", "Fay")),
        (1, (OTHER,), ("nobody", "")),
        (2, (CLERK, HEAD), ("team", "")),
        (2, (CLERK, LEAD), ("lead", "Lia")),
        (2, (CLERK, MAYOR), ("place", "May")),
        (2, (CLERK, BEA), ("facilitator", "Bea")),
        (3, (CLERK, HEAD, LEAD, LEAD_ELECTED), ("lead", "Max")),
        (3, (CLERK, HEAD, LEAD, MAYOR), ("place", "May")),
        (3, (CLERK, HEAD, RUTH), ("team", "")),
    ],
)
def test_point_goes_to_the_next_who_can_answer(
    stage: int, holders: tuple[Holder, ...], expected: tuple[str, str]
) -> None:
    assert level(*holders, stage=stage) == expected


def test_it_never_goes_past_somebody_who_can() -> None:
    order = ["team", "lead", "place", "facilitator", "nobody"]
    for stage, chosen in product((1, 2, 3), product((False, True), repeat=len(EVERYBODY))):
        held = [each for each, there in zip(EVERYBODY, chosen, strict=True) if there]
        found = order.index(level(*held, stage=stage)[0])
        fewer = [
            order.index(level(*held[:n], *held[n + 1 :], stage=stage)[0])
            for n, _ in enumerate(held)
        ]
        assert all(found <= each for each in fewer)


def test_where_somebody_can_surely_answer_no_facilitator_is_asked() -> None:
    for stage, chosen in product((1, 2, 3), product((False, True), repeat=len(EVERYBODY))):
        held = [each for each, there in zip(EVERYBODY, chosen, strict=True) if there]
        found = level(*held, stage=stage)[0]
        if can_surely_answer(held, "team:parks", stage):
            assert found == "team"
        elif can_surely_answer(held, "team:lead", stage) or MAYOR in held:
            assert found in ("team", "lead", "place")


def leave(session: Session, who: ActorRef, at: datetime) -> None:
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.account_id == who.account_id)):
        grant.ended_at = at
    session.flush()


def given_to_homes(world: World) -> Point:
    """A point that Homes must answer; the lead team of the forum is Environment."""
    point = world.point()
    services.assign(
        world.session,
        actor=world.bea,
        point_id=point.id,
        team_slug="homes",
        reason="A flat",
        now=CAME,
    )
    return point


TOLD = (PointLog.POINT_WENT_UP, PointLog.POINT_CAME_BACK)


def kinds(world: World) -> list[str]:
    """What the log tells of going up, by kind."""
    bodies = world.session.scalars(select(LogPending.body))
    found = [json.loads(body)["kind"] for body in bodies]
    return sorted(kind for kind in found if kind in TOLD)


def test_last_official_leaves_and_the_point_goes_to_the_lead_team_and_back(
    app: Flask, world: World
) -> None:
    point = given_to_homes(world)
    due = world.standing(point).due
    leave(world.session, world.ali, LATER)
    before = LATER - timedelta(microseconds=1)
    assert world.view(point, before).up.level is Level.TEAM
    view = world.view(point, LATER)
    assert (view.up.level, view.up.why, view.up.name) == (Level.LEAD, WhyUp.NOBODY, "Ruth")
    assert (view.team.slug, view.acts.slug, view.standing.due) == ("homes", "environment", due)
    with app.test_request_context():
        told = str(went_up(view))
        assert "Nobody acts for" in told
        assert "Ruth" in told
        act = next_act(view)
        assert act is not None
        assert "Ruth" in str(act.who)
        assert act.by == due
    world.session.commit()  # where points stand is kept with the commit
    assert services.points_to_tell(world.session, now=LATER) == [point.id]
    assert services.tell_where_it_went(world.session, point_id=point.id, now=LATER)
    assert not services.tell_where_it_went(world.session, point_id=point.id, now=LATER)
    told_to = world.session.scalars(
        select(OutboxRow).where(OutboxRow.kind.startswith("responses:went_up"))
    )
    assert {row.payload["to"] for row in told_to} == {"ruth@example.org", "rosa@example.org"}
    make_person(world.session, "Una", role="official", scope="team:homes", title="Officer")
    again = datetime(2028, 1, 1, tzinfo=UTC)
    assert world.view(point, again).up.level is Level.TEAM
    assert services.tell_where_it_went(world.session, point_id=point.id, now=again)
    assert kinds(world) == sorted(TOLD)
    assert world.standing(point, LATER).due == due


def test_those_it_went_up_to_do_all_that_the_team_may(world: World) -> None:
    point = given_to_homes(world)
    with pytest.raises(NotAllowed):
        world.answer(point, by=world.tom)
    leave(world.session, world.ali, LATER)
    services.write_note(
        world.session, actor=world.tom, point_id=point.id, text="We look", now=LATER
    )
    world.answer(point, by=world.tom, now=LATER)
    view = world.view(point, LATER)
    assert (view.team.slug, view.answers[0].by_name) == ("homes", "Tom")


def test_point_given_to_an_empty_team_goes_up_at_once(world: World) -> None:
    make_team(world.session, "Empty")
    point = world.point()
    services.assign(
        world.session, actor=world.bea, point_id=point.id, team_slug="empty", reason="x", now=CAME
    )
    assert kinds(world) == [PointLog.POINT_WENT_UP]
    turns = world.view(point).turns
    assert [(turn.kind, turn.text) for turn in turns] == [("went_up", "Ruth")]


def test_second_answer_without_anybody_senior_goes_up_the_moment_it_is_due(world: World) -> None:
    point = world.point()
    leave(world.session, world.leena, CAME)
    leave(world.session, world.ruth, CAME)
    world.answer(point, text=NO)
    world.says(world.rosa, point, "no")
    view = world.view(point, CAME + timedelta(days=2))
    # Environment leads the forum itself, so it goes past the lead team to the facilitator.
    assert (view.up.level, view.up.why, view.up.name) == (
        Level.FACILITATOR,
        WhyUp.NOBODY_SENIOR,
        "Bea",
    )
    assert kinds(world) == [PointLog.POINT_WENT_UP]
    assert view.standing.due == view.days.after(date(2027, 2, 6), 10)


def test_desks_name_whom_it_went_to_and_why(
    app: Flask, client: FlaskClient, clock: SetClock, world: World
) -> None:
    given_to_homes(world)
    leave(world.session, world.ali, LATER)
    world.session.commit()
    clock.at = LATER
    sign_in(app, client, world.tom, clock)
    page = client.get("/desk/official").text
    assert "Nobody acts for" in page
    assert 'href="/desk/official/points/town-forum/1/answer"' in page
    public = client.get("/forums/town-forum/points/1", follow_redirects=True).text
    assert "No date moves." in public


def test_facilitator_has_on_the_desk_what_nobody_higher_can_answer(
    app: Flask, client: FlaskClient, clock: SetClock, world: World
) -> None:
    given_to_homes(world)
    for who in (world.ali, world.tom, world.leena, world.ruth):
        leave(world.session, who, LATER)
    world.session.commit()
    clock.at = LATER
    sign_in(app, client, world.bea, clock)
    desk = client.get("/desk/facilitator").text
    assert "Nobody can answer point 1" in desk
    assert "Give it to another team" in desk


def test_points_of_a_facilitator_are_found_without_reading_those_that_somebody_can_answer(
    app: Flask, client: FlaskClient, clock: SetClock, world: World
) -> None:
    points = [given_to_homes(world), world.point(), world.point()]
    world.answer(points[2], by=world.tom)
    world.says(world.rosa, points[2], "no")
    world.session.commit()
    clock.at = CAME + timedelta(days=3)
    sign_in(app, client, world.bea, clock)
    client.get("/desk/facilitator")
    with counted_queries(app) as sent:
        assert "Nobody can answer point" not in client.get("/desk/facilitator").text
    assert not [each for each in sent if "FROM point JOIN" in each]
    found = list[list[int]]()
    for n, who in enumerate((world.ruth, world.leena, world.ali, world.tom)):
        at = clock.at + timedelta(hours=n)
        leave(world.session, who, at)
        stuck = [view.point.number for view in stuck_points(world.session, [1], now=at)]
        needed = (Level.FACILITATOR, Level.NOBODY)
        every = open_views(world.session, now=at)
        assert stuck == [view.point.number for view in every if view.up.level in needed]
        found.append(stuck)
        assert stuck_points(world.session, [], now=at) == []
    assert found == [[], [3], [3], [3, 2, 1]]


@pytest.mark.parametrize("day", [date(2027, 2, 10), date(2027, 3, 4), date(2027, 3, 9)])
def test_passing_on_runs_the_clock_early_on_the_due_day_and_late(world: World, day: date) -> None:
    point = world.point()
    now = noon(day)
    before = world.standing(point, now)
    given = {"point_id": point.id, "now": now}
    services.pass_on(world.session, actor=world.tom, team_slug="homes", reason="A flat", **given)
    offered = world.view(point, now)
    assert (offered.team.slug, offered.standing) == ("environment", before)
    services.send_back(world.session, actor=world.ali, reason="Yours", **given)
    with pytest.raises(Conflict, match="passed_on_already"):
        services.pass_on(world.session, actor=world.tom, team_slug="homes", reason="x", **given)
    services.assign(world.session, actor=world.bea, team_slug="homes", reason="A flat", **given)
    after = world.view(point, now)
    assert (after.team.slug, after.standing) == ("homes", before)


def test_facilitator_ends_a_passing_on_that_waits(world: World) -> None:
    point, given = world.point(), {"now": LATER}
    services.pass_on(
        world.session, actor=world.tom, point_id=point.id, team_slug="homes", reason="x", **given
    )
    make_team(world.session, "Roads")
    services.assign(
        world.session, actor=world.bea, point_id=point.id, team_slug="roads", reason="x", **given
    )
    with pytest.raises(Conflict, match="not_offered"):
        services.take(world.session, actor=world.ali, point_id=point.id, **given)
    assert world.view(point, LATER).team.slug == "roads"


def test_receiving_team_that_is_left_by_all_leaves_the_point_with_the_sender(world: World) -> None:
    point, given = world.point(), {"now": LATER}
    make_team(world.session, "Empty")
    with pytest.raises(Conflict, match="nobody_there"):
        services.pass_on(
            world.session,
            actor=world.tom,
            point_id=point.id,
            team_slug="empty",
            reason="x",
            **given,
        )
    services.pass_on(
        world.session, actor=world.tom, point_id=point.id, team_slug="homes", reason="x", **given
    )
    leave(world.session, world.ali, LATER)
    view = world.view(point, LATER)
    assert (view.team.slug, view.up.level) == ("environment", Level.TEAM)
    world.answer(point, by=world.tom, now=LATER)


def test_receiver_of_a_second_answer_sees_their_desk(
    app: Flask, client: FlaskClient, clock: SetClock, world: World
) -> None:
    point = world.point()
    world.answer(point, text=NO)
    world.says(world.rosa, point, "no")
    clock.at = CAME + timedelta(days=2)
    services.pass_on(
        world.session,
        actor=world.leena,
        point_id=point.id,
        team_slug="homes",
        reason="A flat",
        now=clock.at,
    )
    world.session.commit()
    sign_in(app, client, world.ali, clock)
    page = client.get("/desk/official")
    assert page.status_code == 200
    assert "Send it back" in page.text


def test_many_stuck_points_are_read_without_their_words_and_are_the_same(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    for _ in range(3):
        given_to_homes(world)
    for who in (world.ali, world.tom, world.leena, world.ruth):
        leave(world.session, who, LATER)
    world.session.commit()
    few = stuck_points(world.session, [1], now=LATER)
    monkeypatch.setattr("pbplatform.points.queries.going_up._FEW", 0)
    many = stuck_points(world.session, [1], now=LATER)
    assert [each.point.number for each in few] == [each.point.number for each in many] == [3, 2, 1]
