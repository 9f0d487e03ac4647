"""The language of a person: set by signing in, changed by choosing another one.

Source: docs/rules/notices.md section 4.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.accounts import services as accounts
from pbplatform.accounts.queries import language_of
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.by_pages import Browser
from tests.conftest import NOON
from tests.factories import make_place
from tests.mailed import link_tokens
from tests.people import signed_in


@pytest.fixture
def hackford(app: Flask) -> Flask:
    """A place that speaks English and Urdu."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), transaction() as session:
        make_place(session).languages = ["en", "ur"]
    return app


@pytest.fixture
def rosa(hackford: Flask) -> tuple[FlaskClient, ActorRef]:
    return signed_in(hackford, "Rosa")


def kept(app: Flask, person: ActorRef) -> str | None:
    with app.app_context():
        return language_of(db.session(), person.account_id or 0)


@pytest.mark.parametrize(("page", "language"), [("", "en"), ("?lang=ur", "ur")])
def test_signing_in_keeps_the_language_of_the_page(
    hackford: Flask, page: str, language: str
) -> None:
    with hackford.app_context():
        with transaction() as session:
            person = accounts.ensure_account(session, email="sam@example.org", name="Sam")
            accounts.request_link(session, email="sam@example.org", next_path="", now=NOON)
            account_id = person.id
        (token,) = link_tokens(db.session())
    client = hackford.test_client()
    client.get(f"/sign-in/{token}{page}")
    assert client.post(f"/sign-in/{token}").status_code == 302
    with hackford.app_context():
        assert language_of(db.session(), account_id) == language


def test_choice_in_the_head_of_a_page_is_kept_and_leads_back_to_it(
    hackford: Flask, rosa: tuple[FlaskClient, ActorRef]
) -> None:
    client, person = rosa
    browser = Browser(client)
    page = browser.open("/me?ideas=1")
    assert kept(hackford, person) is None
    assert "We write to you in English." in page.words
    answer = client.post("/me/language", data={"language": "ur", "next": "/me?ideas=1"})
    assert (answer.status_code, answer.location) == (302, "/me?ideas=1")
    assert kept(hackford, person) == "ur"
    assert '<html lang="ur" dir="rtl"' in client.get("/me?ideas=1").text
    assert "We write to you in اردو." in browser.open("/me").words


def test_button_in_the_head_sends_the_choice(
    hackford: Flask, rosa: tuple[FlaskClient, ActorRef]
) -> None:
    client, person = rosa
    browser = Browser(client)
    browser.open("/rounds?page=1")
    browser.send(button="اردو")
    assert kept(hackford, person) == "ur"


def test_visitors_choose_by_a_link_that_writes_nothing(
    hackford: Flask, rosa: tuple[FlaskClient, ActorRef]
) -> None:
    visitor = " ".join(hackford.test_client().get("/rounds").text.split())
    assert 'href="/rounds?lang=ur" lang="ur" hreflang="ur" dir="rtl"' in visitor
    assert "/me/language" not in visitor
    client, person = rosa
    assert '<html lang="ur"' in client.get("/rounds?lang=ur").text
    assert kept(hackford, person) is None


def test_page_of_ones_own_offers_the_languages_of_the_place(
    hackford: Flask, rosa: tuple[FlaskClient, ActorRef]
) -> None:
    client, person = rosa
    page = client.get("/me/language").text
    assert 'value="en" checked' in page
    assert "Nobody else is told." in page
    refused = client.post("/me/language", data={"language": "fr"})
    assert refused.status_code == 422
    assert kept(hackford, person) is None
    elsewhere = {"language": "ur", "next": "https://evil.example/"}
    assert client.post("/me/language", data=elsewhere).location == "/me"
    stranger = hackford.test_client().get("/me/language")
    assert stranger.location == "/sign-in?next=/me/language"


def test_place_of_one_language_asks_nobody(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    client, _person = signed_in(app, "Rosa")
    page = client.get("/me").text
    assert 'We write to you in <bdi translate="no">English</bdi>.' in page
    assert "/me/language" not in page


def test_language_is_in_the_register_of_personal_data(hackford: Flask) -> None:
    page = hackford.test_client().get("/privacy").text
    assert "to write to the person in the language they use here" in page
