"""Meetings that change, are cancelled, and take place after all. Source: forums.md section 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.kinds import MEETING_NEWS
from pbplatform.forums.models import ForumSeries, Meeting
from tests.by_pages import Browser
from tests.conftest import NOON, TICK
from tests.factories import BEGIN, COMMAND, make_forum, make_meeting, make_person, make_place
from tests.mailed import waiting_mails
from tests.people import signed_in

EVENING = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)
FACTS = services.MeetingFacts(starts_at=EVENING, venue="Fenn Library")
LATER = timedelta(days=7)


@pytest.fixture
def forum(session: Session) -> ForumSeries:
    make_place(session)
    return make_forum(session)


@pytest.fixture
def meeting(session: Session, forum: ForumSeries) -> Meeting:
    return make_meeting(session, forum, EVENING)


def change(
    session: Session, meeting: Meeting, *, reason: str = "Heating", now: datetime = BEGIN, **to: Any
) -> None:
    services.change_meeting(
        session,
        actor=COMMAND,
        meeting_id=meeting.id,
        facts=replace(FACTS, **to),
        reason=reason,
        now=now,
    )


def refusal(session: Session, meeting: Meeting, **given: Any) -> tuple[str, str | None]:
    with pytest.raises(Conflict) as refused:
        change(session, meeting, **given)
    return refused.value.code, refused.value.field


def wants_news(session: Session, forum: ForumSeries, meeting: Meeting, name: str = "Rosa") -> None:
    person = make_person(session, name)
    accounts.keep_contact(
        session,
        account_id=person.account_id or 0,
        purpose=MEETING_NEWS,
        about=forum.path_to(meeting),
        now=BEGIN,
        until=services.news_until(meeting),
    )


def test_meeting_keeps_its_address_and_what_was_before_when_it_moves(
    session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    change(session, meeting, starts_at=EVENING + LATER, venue="Town Hall")
    assert (meeting.slug, meeting.day) == ("2027-03-18", date(2027, 3, 25))
    (kept,) = queries.changes_of(session, meeting.id)
    assert kept.before["venue"] == "Fenn Library"
    assert kept.after["venue"] == "Town Hall"
    assert kept.reason == "Heating"
    assert set(kept.after) == {"venue", "starts_at"}
    for address in ("2027-03-18", "2027-03-25"):
        assert queries.meeting_at(session, forum.id, address).id == meeting.id
    again = make_meeting(session, forum, EVENING)
    assert again.slug == "2027-03-18-2"


def test_old_day_is_free_and_a_day_with_a_cancelled_one_leads_to_the_other(
    session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    other = make_meeting(session, forum, EVENING + timedelta(hours=2))
    change(session, meeting, starts_at=EVENING + LATER)
    services.change_meeting(
        session,
        actor=COMMAND,
        meeting_id=other.id,
        facts=replace(FACTS, starts_at=EVENING + LATER + timedelta(hours=2)),
        reason="r",
        now=BEGIN,
    )
    services.cancel_meeting(session, actor=COMMAND, meeting_id=meeting.id, reason="r", now=BEGIN)
    assert queries.meeting_at(session, forum.id, "2027-03-25").id == other.id
    for address in ("2027-03-26", "", "x", "2027-03-18-9"):
        with pytest.raises(NotFound):
            queries.meeting_at(session, forum.id, address)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, ("meeting.same", None)),
        ({"venue": "Town Hall", "reason": "  "}, ("meeting.change_reason_needed", "reason")),
        ({"venue": " "}, ("meeting.venue_needed", "venue")),
        ({"ends_at": EVENING}, ("meeting.ends_too_early", "ends")),
        ({"ends_at": EVENING + timedelta(hours=12) + TICK}, ("meeting.ends_too_early", "ends")),
        ({"starts_at": BEGIN}, ("meeting.in_the_past", "day")),
        ({"online_link": "javascript:alert(1)"}, ("meeting.link_not_web", "online_link")),
        ({"capacity": 0}, ("meeting.capacity_negative", "capacity")),
        ({"agenda": "x" * 20_001}, ("meeting.too_long", "agenda")),
        (
            {"starts_at": EVENING + timedelta(days=1), "now": EVENING},
            ("meeting.day_stays", "day"),
        ),
        (
            {"starts_at": EVENING + timedelta(hours=1), "now": EVENING},
            ("meeting.began_already", "starts"),
        ),
    ],
)
def test_change_that_cannot_be_is_refused_beside_its_field(
    session: Session, meeting: Meeting, given: dict[str, Any], code: tuple[str, str | None]
) -> None:
    assert refusal(session, meeting, **given) == code


def test_facts_can_be_put_right_a_year_later_and_no_clock_moves(
    session: Session, meeting: Meeting
) -> None:
    year = timedelta(days=365)
    change(
        session,
        meeting,
        venue="Fenn Hall",
        starts_at=EVENING - timedelta(minutes=30),
        ends_at=EVENING + timedelta(hours=6, minutes=30),
        access={"step_free": "no"},
        now=EVENING + year,
    )
    assert meeting.day == date(2027, 3, 18)


def test_change_of_time_place_and_access_is_one_mail_to_each_and_other_words_are_none(
    session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    wants_news(session, forum, meeting)
    change(session, meeting, venue="Town Hall", access={"step_free": "yes"}, agenda="More")
    (mail,) = waiting_mails(session, "forums:meeting_changed")
    assert mail["to"] == "rosa@example.org"
    assert mail["changes"] == [["step_free", "", "yes"], ["venue", "Fenn Library", "Town Hall"]]
    change(session, meeting, venue="Town Hall", access={"step_free": "yes"}, agenda="Still more")
    assert len(waiting_mails(session, "forums:meeting_changed")) == 1


def test_news_lasts_until_after_the_new_day(
    session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    wants_news(session, forum, meeting)
    far = EVENING + timedelta(days=200)
    change(session, meeting, starts_at=far)
    change(session, meeting, starts_at=far, venue="Town Hall", now=far - TICK)
    assert len(waiting_mails(session, "forums:meeting_changed")) == 2


def test_cancelled_meeting_takes_place_after_all_until_its_hour(
    session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    wants_news(session, forum, meeting)
    given: dict[str, Any] = {"actor": COMMAND, "meeting_id": meeting.id}
    services.cancel_meeting(session, reason="No heating.", now=BEGIN, **given)
    assert refusal(session, meeting, venue="Town Hall")[0] == "meeting.cancelled"
    for reason, now, code in (
        ("", BEGIN, "meeting.restore_reason_needed"),
        ("r", EVENING, "meeting.too_late_to_restore"),
    ):
        with pytest.raises(Conflict) as refused:
            services.restore_meeting(session, reason=reason, now=now, **given)
        assert refused.value.code == code
    services.restore_meeting(session, reason="It is warm.", now=EVENING - TICK, **given)
    assert (meeting.cancelled_at, meeting.cancel_reason) == (None, "")
    assert [each.kind for each in queries.changes_of(session, meeting.id)] == [
        "restored",
        "cancelled",
    ]
    assert len(waiting_mails(session, "forums:meeting_cancelled")) == 1
    assert len(waiting_mails(session, "forums:meeting_restored")) == 1


def test_cancelled_meeting_is_called_again_on_the_same_day_once(
    session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    wants_news(session, forum, meeting)

    def call_again(facts: services.MeetingFacts) -> Meeting:
        return services.call_meeting(
            session,
            actor=COMMAND,
            forum_id=forum.id,
            facts=facts,
            again_of=meeting.id,
            now=BEGIN,
        )

    with pytest.raises(Conflict) as refused:
        call_again(FACTS)
    assert refused.value.code == "meeting.not_cancelled"
    services.cancel_meeting(session, actor=COMMAND, meeting_id=meeting.id, reason="r", now=BEGIN)
    again = call_again(FACTS)
    assert (again.slug, again.day) == ("2027-03-18-2", meeting.day)
    assert queries.called_again(session, meeting.id) is again
    with pytest.raises(Conflict) as refused:
        call_again(replace(FACTS, starts_at=EVENING + LATER))
    assert refused.value.code == "meeting.called_again"
    (mail,) = waiting_mails(session, "forums:meeting_again")
    assert mail["new_path"] == forum.path_to(again)
    services.cancel_meeting(session, actor=COMMAND, meeting_id=again.id, reason="r", now=BEGIN)
    assert len(waiting_mails(session, "forums:meeting_cancelled")) == 2, "news goes on with it"
    third = call_again(replace(FACTS, starts_at=EVENING + LATER))
    assert third.again_of_id == meeting.id


def pages(app: Flask) -> tuple[Browser, Browser]:
    """Bea, who facilitates the place, and a stranger; a forum with a meeting on 18 March."""
    with app.app_context(), transaction() as session:
        make_place(session)
        make_meeting(session, make_forum(session), EVENING)
    client, _bea = signed_in(app, "Bea", role="facilitator")
    return Browser(client), Browser(app.test_client())


def test_typed_meeting_that_ends_past_midnight_ends_on_the_next_day(app: Flask) -> None:
    bea, _stranger = pages(app)
    bea.open("/desk/facilitator/forums/town-forum/meetings/new")
    day = {"day-day": "20", "day-month": "3", "day-year": "2027"}
    bea.send(starts="6.30pm", ends="6pm", venue="Fenn Library", **day)
    assert "within 12 hours" in bea.page.words
    bea.send(starts="6.30pm", ends="12.30am", venue="Fenn Library", languages="Klingonish", **day)
    assert "We do not know the language “Klingonish”" in bea.page.words
    bea.send(
        starts="6.30pm",
        ends="12.30am",
        venue="Fenn Library",
        languages="English, Bengali; Bengali",
        step_free="yes",
        childcare="on_request",
        hearing_loop="no",
        online_link="https://meet.example/x",
        **day,
    )
    with app.app_context():
        session = db.session()
        found = queries.meeting_at(session, 1, "2027-03-20")
        assert found.ends_at == datetime(2027, 3, 21, 0, 30, tzinfo=UTC)
        assert found.languages == ["en", "bn"]
    page = Browser(app.test_client()).open("/forums/town-forum/meetings/2027-03-20").words
    for words in (
        "6.30pm until 12.30am on Sunday 21 March 2027 (time of London)",
        "English, Bangla",
        "Step-free way in Yes",
        "Hearing loop No",
        "Childcare If you ask for it",
        "Not said yet Sign language",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("", ["18", "20"]),
        ("?step_free=1", ["20"]),
        ("?step_free=1&language=bn", ["20"]),
        ("?language=fr", []),
        ("?childcare=1", []),
        ("?sign_language=1&step_free=", []),
    ],
)
def test_list_of_meetings_is_filtered_and_what_is_not_said_is_not_offered(
    app: Flask, asked: str, days: Sequence[str]
) -> None:
    _bea, stranger = pages(app)
    with app.app_context(), transaction() as session:
        services.call_meeting(
            session,
            actor=COMMAND,
            forum_id=1,
            facts=replace(
                FACTS,
                starts_at=EVENING + timedelta(days=2),
                access={"step_free": "on_request", "childcare": "no"},
                languages=("bn",),
            ),
            now=BEGIN,
        )
    text = stranger.open(f"/forums/town-forum{asked}").text.partition('id="coming"')[2]
    assert [day for day in ("18", "20") if f"/meetings/2027-03-{day}" in text] == list(days)
    assert ("No meeting to come says that it offers this." in text) == (not days)


def test_change_is_made_and_explained_by_pages(app: Flask) -> None:
    bea, stranger = pages(app)
    bea.open("/desk/facilitator/forums/town-forum")
    bea.press("Change it 18 March 2027")
    bea.send(starts="7pm")
    assert "Say why the meeting changes." in bea.page.words
    bea.send(reason="Buses come late.")
    for path in ("/forums/town-forum", "/forums/town-forum/meetings/2027-03-18"):
        page = stranger.open(path).words
        assert "When it begins: now Thursday 18 March 2027, 7pm, before Thursday 18 March" in page
        assert "Why: Buses come late." in page
    bea.open("/desk/facilitator/forums/town-forum")
    bea.press("Change it 18 March 2027")
    bea.send(reason="", **{"day-day": "25", "day-month": "3", "day-year": "2027"})
    bea.send(reason="The hall is let.")
    assert stranger.open("/forums/town-forum/meetings/2027-03-25").path.endswith("2027-03-18")


def test_two_who_change_a_meeting_at_once_do_not_overwrite_each_other(app: Flask) -> None:
    bea, _stranger = pages(app)
    bea.open("/desk/facilitator/forums/town-forum/meetings/2027-03-18/change")
    with app.app_context(), transaction() as session:
        change(session, session.get_one(Meeting, 1), venue="Town Hall", now=NOON)
    bea.send(starts="7pm", reason="Buses")
    assert "Where it is: before Fenn Library, now Town Hall." in bea.page.words


def test_clerk_of_the_forum_does_it_too_and_one_of_another_does_not(app: Flask) -> None:
    pages(app)
    path = "/desk/facilitator/forums/town-forum"
    carl = Browser(signed_in(app, "Carl", role="clerk", scope="forum:town-forum")[0])
    assert "/desk/facilitator/forums" in carl.open("/desk").text
    assert "Town Forum" in carl.open("/desk/facilitator/forums").words
    assert "Put right what it says" not in carl.open(path).words
    carl.press("Cancel it 18 March 2027")
    carl.send(reason="No heating.")
    carl.press("It takes place after all 18 March 2027")
    carl.send(reason="It is warm again.")
    other = signed_in(app, "Olga", role="clerk", scope="round:x")[0]
    for way in ("", "/meetings/new", "/meetings/2027-03-18/change"):
        assert other.get(path + way).status_code == 403
