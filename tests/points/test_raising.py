"""Raising, publishing and supporting points. Source: docs/rules/points.md sections 1 and 2."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.forums import services as forums
from pbplatform.forums.models import ForumSeries
from pbplatform.places import services as places
from pbplatform.places.models import Place
from pbplatform.points import queries, services
from pbplatform.points.kinds import TRANSITIONS, PointState
from pbplatform.points.models import Point, PointSupport
from tests.conftest import TICK
from tests.factories import (
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
    make_point,
)

CAME = datetime(2027, 2, 4, 9, 0, tzinfo=UTC)  # a Thursday
EVENING = datetime(2027, 2, 4, 18, 30, tzinfo=UTC)


@pytest.fixture
def forum(session: Session) -> ForumSeries:
    make_place(session)
    return make_forum(session)


@pytest.fixture
def rosa(session: Session, forum: ForumSeries) -> ActorRef:
    return make_person(session, "Rosa")


def start_of(session: Session, point: Point, now: datetime = CAME) -> date:
    return queries.view_of(session, point.id, now=now).standing.clock.start


def test_points_are_numbered_in_their_forum_and_a_refused_one_keeps_its_number(
    session: Session, forum: ForumSeries, rosa: ActorRef
) -> None:
    first = make_point(session, forum, rosa, now=CAME, published=False)
    services.refuse_point(
        session, actor=COMMAND, point_id=first.id, reason="It names a child", now=CAME
    )
    second = make_point(session, forum, rosa, now=CAME)
    other = make_forum(session, name="Youth Forum")
    elsewhere = make_point(session, other, rosa, now=CAME)
    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "thanks"}, "kind"),
        ({"title": " "}, "title"),
        ({"verbatim": " "}, "verbatim"),
        ({"verbatim": "x" * 1501}, "verbatim"),
    ],
)
def test_point_with_a_missing_part_is_refused_beside_it(
    session: Session, forum: ForumSeries, rosa: ActorRef, change: dict[str, str], field: str
) -> None:
    words = {"kind": "request", "title": "Bins", "verbatim": "They overflow.", **change}
    with pytest.raises(Conflict) as refused:
        services.raise_point(session, actor=rosa, forum_id=forum.id, now=CAME, **words)
    assert refused.value.field == field


def test_visitor_cannot_raise_a_point(session: Session, forum: ForumSeries) -> None:
    nobody = ActorRef(kind="visitor", key="", role="visitor")
    with pytest.raises(NotAllowed, match="sign_in_first"):
        make_point(session, forum, nobody, now=CAME)


@pytest.mark.parametrize("role", ["", "official", "elected", "delegate"])
def test_only_a_facilitator_publishes_or_refuses(
    session: Session, forum: ForumSeries, rosa: ActorRef, role: str
) -> None:
    point = make_point(session, forum, rosa, now=CAME, published=False)
    tom = make_person(session, "Tom", role=role, scope="team:environment")
    with pytest.raises(NotAllowed):
        services.publish_point(session, actor=tom, point_id=point.id, title="Bins", now=CAME)
    with pytest.raises(NotAllowed):
        services.refuse_point(session, actor=tom, point_id=point.id, reason="No", now=CAME)


def test_point_moves_only_as_the_table_says() -> None:
    for state, allowed in TRANSITIONS.items():
        for target in PointState:
            point = Point(state=state)
            if target in allowed:
                point.move_to(target)
                assert point.state == target
            else:
                with pytest.raises(Conflict, match="not_from_here"):
                    point.move_to(target)


def test_refused_point_tells_the_asker_why_and_the_log_does_not_quote(
    session: Session, forum: ForumSeries, rosa: ActorRef
) -> None:
    point = make_point(session, forum, rosa, now=CAME, published=False)
    with pytest.raises(Conflict, match="reason_needed"):
        services.refuse_point(session, actor=COMMAND, point_id=point.id, reason=" ", now=CAME)
    services.refuse_point(
        session, actor=COMMAND, point_id=point.id, reason="It names a child", now=CAME
    )
    session.flush()
    told = session.scalars(select(OutboxRow).where(OutboxRow.kind == "forums:point_refused")).one()
    assert (told.payload["to"], told.payload["reason"]) == (
        "rosa@example.org",
        "It names a child",
    )
    log = " ".join(
        json.dumps(json.loads(body)) for body in session.scalars(select(LogPending.body))
    )
    assert "child" not in log
    assert "overflow" not in log
    assert "rosa@" not in log


def test_clock_of_a_point_from_outside_starts_when_published_or_after_two_working_days(
    session: Session, forum: ForumSeries, rosa: ActorRef
) -> None:
    at_once = make_point(session, forum, rosa, now=CAME)
    assert start_of(session, at_once) == date(2027, 2, 4)
    slow = make_point(session, forum, rosa, now=CAME, published=False)
    assert start_of(session, slow) == date(2027, 2, 8)
    much_later = CAME + timedelta(days=30)
    services.publish_point(session, actor=COMMAND, point_id=slow.id, title="Bins", now=much_later)
    assert start_of(session, slow, much_later) == date(2027, 2, 8)


def test_clock_of_a_meeting_point_starts_on_circulation_or_the_fifth_working_day(
    session: Session, forum: ForumSeries
) -> None:
    meeting = make_meeting(session, forum, EVENING)
    words = {"kind": "request", "title": "Bins", "verbatim": "They overflow."}
    with pytest.raises(Conflict, match="not_begun"):
        services.record_point(
            session, actor=COMMAND, meeting_id=meeting.id, now=EVENING - TICK, **words
        )
    point = services.record_point(
        session, actor=COMMAND, meeting_id=meeting.id, now=EVENING, **words
    )
    assert point.state == PointState.PUBLISHED
    assert start_of(session, point) == date(2027, 2, 11)
    forums.write_minutes(
        session,
        actor=COMMAND,
        meeting_id=meeting.id,
        kind="circulated",
        text="Bins",
        now=EVENING + timedelta(days=1),
    )
    assert start_of(session, point) == date(2027, 2, 5)


def test_cancelled_meeting_moves_no_clock_of_a_point_raised_for_it(
    session: Session, forum: ForumSeries, rosa: ActorRef
) -> None:
    meeting = make_meeting(session, forum, EVENING)
    point = make_point(session, forum, rosa, now=CAME)
    before = queries.view_of(session, point.id, now=CAME).standing
    forums.cancel_meeting(session, actor=COMMAND, meeting_id=meeting.id, reason="Storm", now=CAME)
    assert queries.view_of(session, point.id, now=CAME).standing == before


def test_change_of_kind_and_new_settings_move_no_due_day(
    session: Session, forum: ForumSeries, rosa: ActorRef
) -> None:
    point = make_point(session, forum, rosa, now=CAME)
    before = queries.view_of(session, point.id, now=CAME).standing.due
    services.change_kind(
        session,
        actor=COMMAND,
        point_id=point.id,
        kind="question",
        reason="It asks",
        now=CAME + timedelta(days=3),
    )
    session.get_one(Place, 1).answer_days = 99
    places.freeze_calendar(
        session,
        actor=COMMAND,
        region="GB-SCT",
        first_year=2026,
        last_year=2030,
        closures=[(date(2027, 2, day), "Closed") for day in range(8, 13)],
        now=CAME + timedelta(days=3),
    )
    session.flush()
    assert point.kind == "question"
    assert queries.view_of(session, point.id, now=CAME).standing.due == before


def test_support_counts_each_account_once_and_not_the_asker(
    session: Session, forum: ForumSeries, rosa: ActorRef
) -> None:
    point = make_point(session, forum, rosa, now=CAME)
    sam = make_person(session, "Sam")
    for _press in range(2):
        services.support(session, actor=sam, point_id=point.id, now=CAME)
    with pytest.raises(Conflict, match="own_point"):
        services.support(session, actor=rosa, point_id=point.id, now=CAME)
    assert session.scalar(select(func.count()).select_from(PointSupport)) == 1
    assert queries.supports(session, point.id, int(sam.key))


def test_point_that_waits_for_the_facilitator_takes_no_support(
    session: Session, forum: ForumSeries, rosa: ActorRef
) -> None:
    point = make_point(session, forum, rosa, now=CAME, published=False)
    sam = make_person(session, "Sam")
    with pytest.raises(Conflict, match="not_public"):
        services.support(session, actor=sam, point_id=point.id, now=CAME)
