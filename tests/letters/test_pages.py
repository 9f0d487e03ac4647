"""A fact becomes a letter, is printed and posted, by pages. Source: docs/rules/letters.md."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.outbox import OutboxRow, announce
from pbplatform.intake.domain.origin import WrittenDown
from pbplatform.letters.kinds import LetterState
from pbplatform.letters.models import Letter
from pbplatform.notices.jobs.delivery import deliver_due
from tests.browsing import sign_in
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import make_person
from tests.letters.people import HERE, NoMail, said_by_post
from tests.logged import told_of
from tests.points.people import CAME, World
from tests.web.printed import Printed

pytestmark = pytest.mark.one_database


@pytest.fixture
def at_work(world: World, clock: SetClock, session: Session) -> World:
    clock.at = CAME
    session.commit()
    return world


def news(world: World, **more: str) -> WrittenDown:
    """A point that somebody without e-mail raised, and one fact about it in the outbox."""
    written = said_by_post(world)
    told = {"path": written.path, "number": 1, "title": "Bins", "forum": "Town Forum"}
    facts = {**told, "reason": "It is not for this forum.", **more}
    to = f"post:{written.path}"
    announce(world.session, "forums:point_refused", now=CAME, to=to, **facts)
    world.session.commit()
    return written


def the_letter(session: Session) -> Letter:
    session.expire_all()
    return session.scalars(select(Letter)).one()


def test_the_worker_makes_a_letter_and_asks_no_mail_server(
    at_work: World, session: Session
) -> None:
    news(at_work)
    assert deliver_due(NoMail(), public_url=HERE, now=CAME) == 0
    assert the_letter(session).state == LetterState.WAITING
    row = session.scalars(select(OutboxRow).where(OutboxRow.kind == "forums:point_refused")).one()
    assert (row.payload, row.done_at) == ({}, CAME)


def test_what_opens_something_is_never_printed(at_work: World, session: Session) -> None:
    news(at_work, token="secret")
    deliver_due(NoMail(), public_url=HERE, now=CAME)
    assert session.scalars(select(Letter)).all() == []


def test_a_clerk_prints_and_posts_what_waits(
    client: FlaskClient, at_work: World, session: Session
) -> None:
    news(at_work)
    deliver_due(NoMail(), public_url=HERE, now=CAME)
    clerk = make_person(session, "Cleo", role=Role.CLERK, scope=at_work.forum.scope)
    session.commit()
    sign_in(client, clerk, CAME)
    assert "/desk/clerk/letters" in client.get("/desk/clerk").text
    listed = client.get("/desk/clerk/letters")
    assert "1 letter waits." in listed.text
    assert "Mill Lane" not in listed.text
    made = client.post("/desk/clerk/letters/batches/new", follow_redirects=True)
    assert "The batch is made." in made.text
    number, letter_id = the_letter(session).batch_n, the_letter(session).id
    pdf = client.post(f"/desk/clerk/letters/batches/{number}/print")
    assert (pdf.mimetype, pdf.headers["Cache-Control"]) == ("application/pdf", "no-store")
    printed = Printed(pdf.data)
    text = " ".join("".join(printed.pages).split())
    assert printed.is_tagged
    for said in ("Rosa Marsh", "4 Mill Lane", "It is not for this forum.", "pb.example/forums"):
        assert said in text
    assert "https://" not in text
    assert "You get this mail" not in text
    at = f"/desk/clerk/letters/batches/{number}"
    tomorrow = (CAME + timedelta(days=1)).date()
    wrong = {"day-day": tomorrow.day, "day-month": tomorrow.month, "day-year": tomorrow.year}
    refused = client.post(f"{at}/posted", data=wrong)
    assert refused.status_code == 422
    assert "Enter today, or a day before it" in refused.text
    day = CAME.date()
    right = {"day-day": day.day, "day-month": day.month, "day-year": day.year}
    posted = client.post(f"{at}/posted", data=right, follow_redirects=True)
    assert "1 letter is marked as posted." in posted.text
    one = f"/desk/clerk/letters/{letter_id}"
    for press, said in (
        ("came-back", "marked as come back"),
        ("not-back", "marked as posted again"),
        ("not-posted", "no longer marked as posted"),
        ("hold", "is held back"),
        ("put-back", "waits for the next batch"),
    ):
        page = client.post(f"{one}/{press}", follow_redirects=True)
        assert said in page.text, press
    assert client.post(f"{one}/put-back").status_code == 409
    assert "cannot be taken back" in client.get(f"{one}/stop").text


def at_the_letter(client: FlaskClient, world: World, session: Session) -> Browser:
    """Cleo, a clerk, on the page of the one letter of a batch."""
    news(world)
    deliver_due(NoMail(), public_url=HERE, now=CAME)
    clerk = make_person(session, "Cleo", role=Role.CLERK, scope=world.forum.scope)
    session.commit()
    sign_in(client, clerk, CAME)
    assert client.post("/desk/clerk/letters/batches/new").status_code == 302
    browser = Browser(client)
    browser.open(f"/desk/clerk/letters/{the_letter(session).id}")
    return browser


def test_one_letter_of_a_batch_is_marked_as_posted_on_a_day(
    client: FlaskClient, at_work: World, session: Session
) -> None:
    browser = at_the_letter(client, at_work, session)
    browser.press("Mark as posted")
    over = CAME + timedelta(days=1)
    wrong = {"day-day": str(over.day), "day-month": str(over.month), "day-year": str(over.year)}
    page = browser.send(button="Mark as posted", **wrong)
    assert (page.status, told_of(session, "letters:letter:posted")) == (422, [])
    assert "Enter today, or a day before it" in page.words
    right = {"day-day": str(CAME.day), "day-month": str(CAME.month), "day-year": str(CAME.year)}
    page = browser.send(button="Mark as posted", **right)
    assert "The letter is marked as posted." in page.words
    assert the_letter(session).state == LetterState.POSTED
    (told,) = told_of(session, "letters:letter:posted")
    assert told == {"letters": 1, "day": CAME.date().isoformat()}


def test_who_wants_no_more_letters_gets_none_and_the_log_names_nobody(
    client: FlaskClient, at_work: World, session: Session
) -> None:
    browser = at_the_letter(client, at_work, session)
    page = browser.press("The person wants no more letters")
    assert "1 letter about it that is not posted is left out." in page.words
    assert "This cannot be taken back." in page.words
    page = browser.send(button="Erase the address")
    assert "The address is gone. Nothing is sent." in page.words
    assert "The person wants no more letters" not in page.links
    assert the_letter(session).state == LetterState.LEFT_OUT
    assert told_of(session, "letters:letter:stopped") == [{"letters": 1}]
    stop = client.get(f"/desk/clerk/letters/{the_letter(session).id}/stop")
    assert stop.status_code == 409


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.CLERK])
def test_nobody_from_elsewhere_opens_letters(
    client: FlaskClient, at_work: World, session: Session, role: Role
) -> None:
    news(at_work)
    deliver_due(NoMail(), public_url=HERE, now=CAME)
    other = make_person(session, "Otto", role=role, scope="forum:other")
    session.commit()
    sign_in(client, other, CAME)
    one = f"/desk/clerk/letters/{the_letter(session).id}"
    assert client.get(one).status_code == 403
    assert client.post(f"{one}/hold").status_code == 403
    at = f"/desk/clerk/letters/batches/new?scope={at_work.forum.scope}"
    assert client.post(at).status_code == 403
    assert client.get("/desk/clerk/letters/batches/77").status_code in (403, 404)


def test_the_call_sheet_says_when_a_letter_was_posted_and_no_address(
    client: FlaskClient, at_work: World, session: Session, clock: SetClock
) -> None:
    written = news(at_work)
    deliver_due(NoMail(), public_url=HERE, now=CAME)
    sign_in(client, at_work.bea, CAME)
    sheet = {"where": "", "what": written.path}
    assert "A letter is to be in the post by" in client.get("/desk/calls", query_string=sheet).text
    letter = the_letter(session)
    letter.state, letter.posted_on = LetterState.POSTED, CAME.date()
    session.commit()
    told = client.get("/desk/calls", query_string=sheet).text
    assert "A letter was posted on" in told
    assert "Mill Lane" not in told
    letter.state = LetterState.CAME_BACK
    session.commit()
    assert "and came back" in client.get("/desk/calls", query_string=sheet).text
