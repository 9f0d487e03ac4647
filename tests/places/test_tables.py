"""A holiday table that runs out, and days after it. Source: docs/rules/places.md section 5."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.next_act import NextAct
from pbplatform.core.outbox import OutboxRow
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries, services
from pbplatform.places.jobs.worker import warn_of_last_table
from pbplatform.places.models import Team
from pbplatform.places.services.calendars import holidays_of
from pbplatform.places.words.tables import telling_of_table
from pbplatform.points import queries as points
from pbplatform.points.words.next_act import next_act
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import PromiseOnDay
from pbplatform.promises.words.next_act import next_act_of_promise
from pbplatform.review import queries as review
from pbplatform.review.words.next_act import next_act_of_costing
from tests.conftest import SetClock
from tests.factories import (
    BEGIN,
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
    make_point,
)
from tests.factories_proposals import make_costing, make_story

LAST_WEEK = datetime(2030, 12, 28, 12, tzinfo=UTC)  # the table of the tests ends with 2030
NOTE = "Public holidays after 2030 are not known here yet, so none is counted."


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("PL", "Boże Narodzenie"),
        ("DE-BY", "Erster Weihnachtstag"),
        ("FR", "Noël"),
        ("GB-ENG", "Christmas Day"),
    ],
)
def test_holidays_have_the_names_of_the_region_in_its_own_language(region: str, name: str) -> None:
    days, _weekend = holidays_of(region, 2027, 2027)
    assert any(name in told for told in days.values()), days


def test_days_after_the_table_are_counted_by_the_weekend_and_never_stop(session: Session) -> None:
    make_place(session)
    days = queries.working_days(session)
    assert days.counted_to == date(2030, 12, 31)
    assert days.after(date(2030, 12, 30), 3) == date(2031, 1, 2)  # New Year 2031 is not known
    assert days.between(date(2030, 12, 30), date(2031, 1, 2)) == 3


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (date(2030, 12, 31), ""),
        (date(2031, 1, 1), NOTE),
        (datetime(2031, 1, 1, 0, tzinfo=UTC), NOTE),
        (None, ""),
    ],
)
def test_next_act_says_that_its_day_lies_after_the_table(
    app: Flask, by: date | datetime | None, said: str
) -> None:
    with app.test_request_context():
        act = telling_of_table(NextAct("Parks", "Answers.", by, "If not."), date(2030, 12, 31))
    assert act is not None
    assert act.otherwise == f"If not. {said}".strip()
    assert telling_of_table(None, date(2030, 12, 31)) is None


def test_answers_and_minutes_of_the_last_week_say_so(app: Flask, session: Session) -> None:
    make_place(session)
    forum = make_forum(session)
    point = make_point(session, forum, make_person(session, "Rosa"), now=LAST_WEEK)
    view = points.view_of(session, point.id, now=LAST_WEEK)
    meeting = make_meeting(session, forum, LAST_WEEK + timedelta(days=2), now=LAST_WEEK)
    days = queries.working_days(session)
    with app.test_request_context():
        act = next_act(view)
        minutes = next_act_of_meeting(meeting, days, date(2030, 12, 31))
    assert act is not None
    assert minutes is not None
    assert act.by == date(2031, 1, 24)  # 20 working days, without New Year
    assert NOTE in str(act.otherwise)
    assert minutes.by == date(2031, 1, 6)
    assert NOTE in str(minutes.otherwise)


def test_costs_of_the_last_week_say_so(app: Flask, session: Session) -> None:
    story = make_story(session)
    proposal = story.proposal()
    make_costing(session, proposal, story.team, story.amina, now=LAST_WEEK)
    (row,) = review.costings_of_proposal(session, proposal.id, LAST_WEEK)
    with app.test_request_context():
        act = next_act_of_costing(row)
    assert act is not None
    assert act.by == date(2031, 1, 10)  # 10 working days, without New Year
    assert NOTE in str(act.otherwise)


@pytest.mark.parametrize(
    ("state", "due", "said"),
    [
        (PromiseState.UNDER_WAY, date(2030, 12, 31), False),
        (PromiseState.UNDER_WAY, date(2031, 1, 2), True),
        (PromiseState.MISSED, date(2030, 12, 27), True),  # the news is due after the table
    ],
)
def test_promise_of_the_last_week_says_so(
    app: Flask, session: Session, state: PromiseState, due: date, said: bool
) -> None:
    make_place(session)
    promise = Commitment(owner="Head of Parks", due_original=due, due_current=due)
    view = PromiseOnDay(
        promise=promise,
        team=Team(id=1, slug="parks", name="Parks"),
        days=queries.working_days(session),
        today=date(2030, 12, 30),
        state=state,
        days_late=1,
        elected="",
    )
    with app.test_request_context():
        act = next_act_of_promise(view)
    assert act is not None
    assert (NOTE in str(act.otherwise)) == said


def test_page_of_a_point_of_the_last_week_is_shown(
    app: Flask, session: Session, clock: SetClock
) -> None:
    make_place(session)
    forum = make_forum(session)
    make_point(session, forum, make_person(session, "Rosa"), now=LAST_WEEK)
    make_meeting(session, forum, LAST_WEEK + timedelta(days=2), now=LAST_WEEK)
    session.commit()
    visitor = app.test_client()
    for at in (LAST_WEEK, LAST_WEEK + timedelta(days=9), LAST_WEEK + timedelta(days=90)):
        clock.at = at
        for path in ("/", "/forums/town-forum", "/forums/town-forum/points/1", "/promises/late"):
            page = visitor.get(path, follow_redirects=True)
            assert page.status_code == 200, (at, path)
    clock.at = LAST_WEEK
    page = visitor.get("/forums/town-forum/points/1", follow_redirects=True)
    assert NOTE in page.text


@pytest.mark.database
def test_table_that_runs_out_is_told_of_half_a_year_ahead_once(
    app: Flask, session: Session, clock: SetClock
) -> None:
    make_place(session)
    make_person(session, "Bea", role="facilitator", now=BEGIN + timedelta(days=900))
    session.commit()

    def told() -> int:
        session.expire_all()
        kinds = select(OutboxRow).where(OutboxRow.kind == "places:table_ends")
        return len(session.scalars(kinds).all())

    settings, public = app.extensions["settings"], app.test_client()
    clock.at = datetime(2030, 6, 30, 12, tzinfo=UTC)
    warn_of_last_table(settings)
    assert told() == 0
    assert "After that only weekends are left out" not in public.get("/place").text
    clock.at = datetime(2030, 7, 1, 12, tzinfo=UTC)
    for _turn in range(2):
        warn_of_last_table(settings)
    assert told() == 1
    assert "After that only weekends are left out" in public.get("/place").text


def test_longer_table_ends_the_warning_and_moves_no_due_day(
    app: Flask, session: Session, clock: SetClock
) -> None:
    make_place(session)
    forum = make_forum(session)
    point = make_point(session, forum, make_person(session, "Rosa"), now=LAST_WEEK)
    due = points.view_of(session, point.id, now=LAST_WEEK).standing.due
    services.freeze_calendar(
        session, actor=COMMAND, region="GB-ENG", first_year=2030, last_year=2036, now=LAST_WEEK
    )
    session.commit()
    clock.at = LAST_WEEK
    assert points.view_of(session, point.id, now=LAST_WEEK).standing.due == due
    assert queries.table_to_warn_of(session, now=LAST_WEEK) is None
    assert "After that only weekends are left out" not in app.test_client().get("/place").text
