"""Registering for a meeting without an account. Source: docs/rules/forums.md section 9."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts_queries
from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import Contact
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.models import Meeting, Registration
from tests.by_pages import Browser
from tests.conftest import TICK, SetClock
from tests.factories import BEGIN, COMMAND, make_forum, make_place
from tests.mailed import waiting_mails
from tests.people import signed_in

EVENING = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)
FACTS = services.MeetingFacts(starts_at=EVENING, venue="Fenn Library", capacity=5)
PAGE = "/forums/town-forum/meetings/2027-03-18"


def call(session: Session, facts: services.MeetingFacts = FACTS) -> Meeting:
    make_place(session)
    forum = make_forum(session)
    return services.call_meeting(session, actor=COMMAND, forum_id=forum.id, facts=facts, now=BEGIN)


@pytest.fixture
def meeting(session: Session) -> Meeting:
    return call(session)


def comes(
    session: Session, meeting: Meeting, people: int, *, email: str = "", now: datetime = BEGIN
) -> services.Registered:
    return services.register(
        session,
        meeting_id=meeting.id,
        coming=services.Coming(people=people, name="Ana", listed=True, needs="A chair"),
        email=email,
        now=now,
    )


def counts(session: Session, meeting: Meeting) -> tuple[int, int]:
    found = queries.coming_counts(session, meeting.id)
    return found.placed, found.waiting


def test_places_go_in_the_order_in_which_people_came_and_none_is_passed(
    session: Session, meeting: Meeting
) -> None:
    first = comes(session, meeting, 4)
    assert [comes(session, meeting, people).placed for people in (2, 1)] == [False, False]
    assert counts(session, meeting) == (4, 3)
    services.cancel_registration(session, token=first.token, now=BEGIN)
    assert counts(session, meeting) == (3, 0)
    with pytest.raises(NotFound):
        services.cancel_registration(session, token=first.token, now=BEGIN)


def test_larger_limit_gives_places_and_a_smaller_one_takes_none(
    session: Session, meeting: Meeting
) -> None:
    comes(session, meeting, 5)
    comes(session, meeting, 3, email="rosa@example.org")
    contact = session.scalars(select(Contact)).one()
    token = accounts.token_of_contact(session, contact.id) or ""
    accounts.confirm_contact(session, token=token, now=BEGIN)

    def limit(capacity: int | None) -> None:
        services.change_meeting(
            session,
            actor=COMMAND,
            meeting_id=meeting.id,
            facts=replace(FACTS, capacity=capacity),
            reason="Another hall",
            now=BEGIN,
        )

    limit(7)
    assert counts(session, meeting) == (5, 3)
    limit(None)
    assert counts(session, meeting) == (8, 0)
    (mail,) = waiting_mails(session, "forums:place_free")
    assert (mail["to"], mail["people"]) == ("rosa@example.org", 3)
    limit(1)
    assert counts(session, meeting) == (8, 0)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (0, "registration.how_many"),
        (-1, "registration.how_many"),
        (21, "registration.how_many"),
        (6, "registration.no_such_room"),
    ],
)
def test_number_that_cannot_come_is_refused(
    session: Session, meeting: Meeting, people: int, code: str
) -> None:
    with pytest.raises(Conflict) as refused:
        comes(session, meeting, people)
    assert (refused.value.code, refused.value.field) == (code, "people")


def test_registering_and_cancelling_end_at_the_hour(session: Session, meeting: Meeting) -> None:
    token = comes(session, meeting, 1, now=EVENING - TICK).token
    with pytest.raises(Conflict):
        comes(session, meeting, 1, now=EVENING)
    with pytest.raises(Conflict):
        services.cancel_registration(session, token=token, now=EVENING)


def test_what_people_told_is_deleted_14_days_after_and_the_number_stays(
    session: Session, meeting: Meeting
) -> None:
    token = comes(session, meeting, 2, email="rosa@example.org").token
    last = EVENING + timedelta(days=14)
    services.forget_registrations(session, now=last - TICK)
    assert queries.registration_of_token(session, token).name == "Ana"
    services.forget_registrations(session, now=last)
    accounts.forget_contacts(session, now=last)
    session.expire_all()
    row = session.scalars(select(Registration)).one()
    assert (row.name, row.needs, row.listed, row.token_hash, row.contact_id) == (
        "",
        "",
        False,
        None,
        None,
    )
    assert counts(session, meeting) == (2, 0)
    assert session.scalars(select(Contact)).all() == []


def test_people_register_read_it_and_cancel_by_pages(app: Flask, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        call(session)
    rosa = Browser(app.test_client())
    rosa.open(PAGE)
    rosa.press("Say that you come")
    rosa.send(people="0", called="Rosa")
    assert "Enter a number from 1 to 20" in rosa.page.words
    rosa.send(people="2", called="Rosa M", needs="No stairs please", news_to="rosa@example.org")
    assert "You are registered." in rosa.page.words
    assert "We sent a mail" in rosa.page.words
    mine = rosa.page.path
    assert mine.startswith("/coming/")
    with app.app_context():
        assert accounts_queries.contact(
            db.session(), "rosa@example.org", "forums:meeting", PAGE[1:]
        )
    public = Browser(app.test_client()).open(PAGE)
    assert "2 people say that they come." in public.words
    assert "Rosa" not in public.text
    assert "stairs" not in public.text
    bea = Browser(signed_in(app, "Bea", role="facilitator")[0])
    bea.open("/desk/facilitator/forums/town-forum")
    bea.press("Who comes 18 March 2027")
    assert "No stairs please" in bea.page.words
    bea.press("Sign-in sheet to print")
    assert "Rosa" not in bea.page.words, "she did not say that it may stand there"
    rosa.open(mine)
    rosa.send(button="Cancel my registration")
    assert "We have deleted what you told us." in rosa.page.words
    assert "We know no registration by this link." in rosa.open(mine).words
    rosa.open(f"{PAGE}/register")
    rosa.send(people="1", called="Rosa M", listed="y")
    mine = rosa.page.path
    assert "Rosa M" in bea.open(f"/desk/facilitator{PAGE}/sheet").words
    bea.open(f"/desk/facilitator{PAGE}/people")
    bea.press("Take off the list 1")
    bea.send(button="Take it off")
    assert "Nobody has registered." in bea.page.words
    assert rosa.open(mine).status == 404
    clock.at = EVENING
    assert "just come" in rosa.open(f"{PAGE}/register").words
    stranger = signed_in(app, "Olga", role="clerk", scope="round:x")[0]
    for page in ("people", "sheet"):
        assert stranger.get(f"/desk/facilitator{PAGE}/{page}").status_code == 403


def test_news_is_asked_for_by_mail_or_at_once_by_who_is_signed_in(
    app: Flask, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        call(session)
    rosa = Browser(app.test_client())
    rosa.open(PAGE)
    rosa.press("Get news of this meeting by mail")
    rosa.send(to="")
    assert "Enter an e-mail address" in rosa.page.words
    rosa.send(to="rosa@example.org")
    assert "We sent a link to rosa@example.org" in rosa.page.words
    sam = Browser(signed_in(app, "Sam")[0])
    sam.open(f"{PAGE}/news")
    sam.send(button="Send me news")
    assert "You get news of this meeting by mail." in sam.page.words
    with app.app_context():
        told = accounts_queries.contacts_of(db.session(), "forums:meeting", PAGE[1:], now=clock.at)
        assert [each.email for each in told] == ["sam@example.org"]
    clock.at = EVENING + timedelta(days=14)
    assert "There is no more news of it." in rosa.open(f"{PAGE}/news").words
