"""Links that were used or came too late. Source: docs/rules/accounts.md section 1."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from tests.accounts.links import ask, mailed_links
from tests.by_pages import Browser
from tests.conftest import NOON, SetClock
from tests.factories import make_place, make_round
from tests.mailed import link_tokens
from tests.people import signed_in


def test_link_that_is_too_old_leads_to_a_new_one_that_goes_on_to_the_same_page(
    app: Flask, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    rosa = Browser(app.test_client())
    rosa.open("/sign-in?next=/forums")
    old = ask(rosa, app, "rosa@example.org")
    clock.at = NOON + timedelta(hours=3)
    page = rosa.open(old)
    assert (page.status, page.heading) == (404, "This link no longer works")
    rosa.press("Ask for a new link")
    new = ask(rosa, app, "rosa@example.org")
    rosa.open(new)
    assert "You are signed in." in rosa.send(button="Sign in", name="Rosa").words
    rosa.press("Go on")
    assert rosa.page.path == "/forums"
    again = rosa.open(new)
    assert "You are signed in already." in again.words
    rosa.press("Carry on where you were")
    assert rosa.page.path == "/forums"


def test_link_of_somebody_else_tells_nobody_where_it_led(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    rosa, kim = Browser(app.test_client()), Browser(app.test_client())
    rosa.open("/sign-in?next=/forums")
    hers = ask(rosa, app, "rosa@example.org")
    rosa.open(hers)
    rosa.send(button="Sign in", name="Rosa")
    kim.open(hers)
    kim.press("Ask for a new link")
    kim.open(ask(kim, app, "kim@example.org"))
    kim.send(button="Sign in", name="Kim")
    kim.press("Go on")
    assert kim.page.path == "/"
    dead = kim.open(hers).text
    assert "Ask for a new link" in dead
    assert "Carry on" not in dead


def test_idea_is_kept_when_its_author_asks_for_another_link(app: Flask, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session, opens_at=NOON + timedelta(days=60))
        opened = session.scalars(select(Round)).one().ideas_open_at
    clock.at = opened + timedelta(hours=1)
    rosa = Browser(app.test_client())
    rosa.open("/rounds/neighbour-fund/ideas/new")
    typed = {"title": "Benches", "text": "Somewhere to sit", "where": "everywhere"}
    rosa.send(button="Continue", **typed)
    rosa.send(button="Check my idea")
    first = mailed_links(app)
    rosa.send(button="Send me a link", email="rosa@exmaple.org")
    assert len(mailed_links(app)) == len(first) + 1
    rosa.press("ask for a new link")
    rosa.open(ask(rosa, app, "rosa@example.org"))
    rosa.send(button="Sign in", name="Rosa")
    assert "Somewhere to sit" in rosa.page.words


def test_page_says_that_no_mail_leaves_a_real_place_without_a_mail_server(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    bea = signed_in(app, "Bea", role="facilitator")[0]
    asked = {"email": "rosa@example.org"}
    assert "sends no mail yet" not in client.post("/sign-in", data=asked).text
    assert "Mails are not sent" not in bea.get("/desk/facilitator").text
    app.extensions["settings"] = replace(app.extensions["settings"], mode="production")
    assert "This site sends no mail yet" in client.post("/sign-in", data=asked).text
    assert "Mails are not sent" in bea.get("/desk/facilitator").text


def write_idea(app: Flask, clock: SetClock) -> Browser:
    """Rosa has written an idea and stands before the last press."""
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session, opens_at=NOON + timedelta(days=60))
        opened = session.scalars(select(Round)).one().ideas_open_at
    clock.at = opened + timedelta(hours=1)
    rosa = Browser(app.test_client())
    rosa.open("/rounds/neighbour-fund/ideas/new")
    typed = {"title": "Benches", "text": "Somewhere to sit", "where": "everywhere"}
    rosa.send(button="Continue", **typed)
    rosa.send(button="Check my idea")
    return rosa


def test_every_page_on_the_way_says_that_the_idea_is_kept_and_not_sent(
    app: Flask, clock: SetClock
) -> None:
    rosa = write_idea(app, clock)
    link = ask(rosa, app, "rosa@example.org")
    kept = "One step left. Your idea “Benches” is kept, but not sent yet."
    assert kept in rosa.page.words
    assert "Then it goes to Neighbour Fund. You can send it until" in rosa.page.words
    assert "Open the mailbox of this demonstration" in rosa.page.links
    assert kept in rosa.open(link).words
    clock.at += timedelta(hours=1)
    dead = rosa.open(link)
    assert (dead.status, kept in dead.words) == (404, True)
    assert "A new link to the same address leads back to it." in dead.words
    rosa.press("Ask for a new link")
    new = ask(rosa, app, "rosa@example.org")
    assert kept in rosa.page.words
    rosa.open(new)
    rosa.send(button="Sign in", name="Rosa")
    assert rosa.page.heading == "Check your idea before you send it"
    assert "Somewhere to sit" in rosa.page.words


def test_mistyped_address_is_put_right_with_nothing_lost(app: Flask, clock: SetClock) -> None:
    rosa = write_idea(app, clock)
    ask(rosa, app, "rosa@exmaple.org")
    rosa.press("The address is wrong: change it")
    assert "Somewhere to sit" in rosa.page.words
    link = ask(rosa, app, "rosa@example.org")
    rosa.open(link)
    rosa.send(button="Sign in", name="Rosa")
    assert "Somewhere to sit" in rosa.page.words


def test_idea_stays_kept_when_too_many_links_were_asked_for(app: Flask, clock: SetClock) -> None:
    rosa = write_idea(app, clock)
    for _turn in range(3):
        ask(rosa, app, "rosa@example.org")
        rosa.press("The address is wrong: change it")
    rosa.send(button="Send me a link", email="rosa@example.org")
    assert "We did not send another link." in rosa.page.words
    assert "is kept, but not sent yet" in rosa.page.words


def test_cookie_that_somebody_planted_before_is_not_the_one_after_signing_in(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    client.set_cookie("pb_session", "planted-by-somebody")
    client.post("/sign-in", data={"email": "rosa@example.org"})
    with app.app_context():
        (token,) = link_tokens(db.session())
    client.post(f"/sign-in/{token}", data={"name": "Rosa"})
    own = client.get_cookie("pb_session")
    assert own is not None
    assert own.value not in ("planted-by-somebody", token)
    other = app.test_client()
    other.set_cookie("pb_session", "planted-by-somebody")
    assert other.get("/me").status_code == 302
    client.post("/sign-out")
    other.set_cookie("pb_session", own.value)
    assert other.get("/me").status_code == 302


def test_no_name_of_a_file_leads_out_of_the_folder_of_files(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    for name in ("..%2f..%2fsecret", "%2e%2e/secret", "etc/passwd", "a" * 64, "%00", "..\\x"):
        assert client.get(f"/files/{name}.webp").status_code in (400, 404)
        assert client.get(f"/static/{name}").status_code in (400, 404)
