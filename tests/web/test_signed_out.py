"""What becomes of a form when its sender is signed out, and how one gets on after a refusal."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete

from pbplatform.accounts.models import Account, LoginSession
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.accounts.links import ask
from tests.by_pages import Browser
from tests.factories import make_forum, make_place, make_team

POINT = {"kind": "request", "title": "Bins", "verbatim": "Two lines,\nand “words” <b>"}


@pytest.fixture
def rosa(app: Flask) -> Browser:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session, name="Environment")
        make_forum(session)
    browser = Browser(app.test_client())
    browser.open("/sign-in")
    browser.open(ask(browser, app, "rosa@example.org"))
    browser.send(button="Sign in", name="Rosa")
    return browser


def end_sessions(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(delete(LoginSession))


def test_words_are_kept_when_their_writer_was_signed_out_meanwhile(
    app: Flask, rosa: Browser
) -> None:
    rosa.open("/me/name")
    end_sessions(app)
    page = rosa.send(name="Rosa Marsh")
    assert (page.status, page.heading) == (401, "You are signed out")
    kept = page
    rosa.press("Sign in in a new tab")
    rosa.open(ask(rosa, app, "rosa@example.org"))
    rosa.send(button="Sign in")
    rosa.page = kept
    rosa.send(button="Send it now")
    with app.app_context():
        assert db.session.query(Account).filter_by(name="Rosa Marsh").one()


def test_point_is_kept_when_its_writer_was_signed_out_meanwhile(app: Flask, rosa: Browser) -> None:
    rosa.open("/forums/town-forum/points/new")
    rosa.send(button="Check my point", **POINT)
    end_sessions(app)
    rosa.send(button="Send my point")
    assert "Enter your e-mail address" in rosa.page.words
    rosa.send(email="rosa@example.org", button="Send me a link")
    assert "Your point is kept, but not sent yet." in rosa.page.words


def test_page_that_is_only_opened_leads_to_the_sign_in_as_before(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    answer = app.test_client().get("/me?x=1")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/me?x%3D1")


def test_form_without_its_token_is_not_offered_to_be_sent_again(app: Flask, rosa: Browser) -> None:
    rosa.open("/forums/town-forum/points/new")
    end_sessions(app)
    answer = rosa.client.post("/forums/town-forum/points/new", data=POINT)
    assert answer.status_code == 400
    assert "Send it now" not in answer.text


def test_refusal_leads_back_to_the_page_one_came_from(app: Flask, rosa: Browser) -> None:
    came = {"Referer": "http://localhost/forums/town-forum?x=1"}
    page = rosa.client.post("/forums/town-forum/points/new", data={}, headers=came).text
    assert 'href="/forums/town-forum?x=1"' in page
    for elsewhere in ("http://evil.example/forums", "http://localhost/no/such/page"):
        page = rosa.client.get("/desk/facilitator", headers={"Referer": elsewhere}).text
        assert "Go back to the page you came from" not in page
