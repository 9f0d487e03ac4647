"""Whatever goes wrong with a form, what was typed in it comes back.

Source: docs/rules/forms.md section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from config import ROOT
from pbplatform.core.transaction import transaction
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import make_forum, make_place
from tests.factories_proposals import SENDING, make_story

HERE = {"Origin": "http://localhost"}
WORDS = "Seats under the <lime> trees"
SHOWN = "Seats under the &lt;lime&gt; trees"
# Codes and votes, which no page repeats.
NEVER = {"voting", "voting_desk", "verify", "verify_receipt", "results", "accounts"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def posts(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every address that takes a form, with an example of it."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        values = {
            name: 1 if isinstance(converter, IntegerConverter) else "x"
            for name, converter in rule._converters.items()
        }
        yield rule, urls.build(rule.endpoint, values, method="POST")


@pytest.fixture
def place(app: Flask) -> Flask:
    with app.app_context(), transaction() as session:
        make_place(session)
    return app


@pytest.mark.one_database
def test_every_form_of_a_page_that_was_too_old_comes_back_with_its_words(place: Flask) -> None:
    client, missed = place.test_client(), []
    for rule, address in posts(place):
        answer = client.post(address, data={"words": WORDS}, headers=HERE)
        if rule.endpoint in ("notifications.one_click", "log_witness.send"):
            continue  # a program sends it, and nobody typed a word
        never = rule.endpoint.partition(".")[0] in NEVER
        if never is (SHOWN in answer.text) or not (never or answer.status_code == 400):
            missed.append((answer.status_code, rule.rule))
    assert missed == []


@pytest.mark.one_database
def test_every_form_of_somebody_signed_out_meanwhile_comes_back_with_its_words(
    place: Flask,
) -> None:
    place.config["WTF_CSRF_ENABLED"] = False
    client, asked, missed = place.test_client(), 0, []
    for rule, address in posts(place):
        view = place.view_functions[rule.endpoint]
        if not str(getattr(view, "guard", "")).startswith(("signed_in", "staff")):
            continue
        asked += 1
        answer = client.post(address, data={"words": WORDS}, headers=HERE)
        if answer.status_code != 401 or SHOWN not in answer.text:
            missed.append((answer.status_code, rule.rule))
    assert asked > 100
    assert missed == []


@pytest.mark.parametrize("kind", ["idea", "point"])
@pytest.mark.one_database
def test_words_come_back_from_an_error_of_ours(
    app: Flask, clock: SetClock, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    clock.at = SENDING
    with app.app_context(), transaction() as session:
        make_story(session)
        make_forum(session)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def break_down(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a fault of ours")

    browser = Browser(app.test_client())
    if kind == "idea":
        browser.open("/rounds/neighbour-fund/ideas/new")
        form = browser.page.form_with("title", button="Continue")
        data = {**form.fields, "title": "Shade", "text": WORDS, "where": "everywhere"}
        path = "/rounds/neighbour-fund/ideas/new"
    else:
        browser.open("/forums/town-forum/points/new")
        form = browser.page.form_with("title", button="Check my point")
        data = {**form.fields, "title": "Bins", "verbatim": WORDS}
        path = "/forums/town-forum/points/new"
    with monkeypatch.context() as broken:
        broken.setattr("pbplatform.web.drafts._save", break_down)
        answer = browser.client.post(path, data=data, headers=HERE)
    assert answer.status_code == 500
    assert f'value="{SHOWN}"' in answer.text
    browser._arrive(answer)
    browser.send(button="Send it again")
    assert browser.page.status == 200
    assert SHOWN in browser.page.text
    stranger = app.test_client().post(path, data=data, headers={"Origin": "https://evil.example"})
    assert SHOWN not in stranger.text


@pytest.mark.one_database
def test_refusal_that_no_form_could_show_gives_the_words_back(place: Flask) -> None:
    place.config["WTF_CSRF_ENABLED"] = False
    answer = place.test_client().post(
        "/rounds/none/ideas/new", data={"text": WORDS, "title": "x"}, headers=HERE
    )
    assert answer.status_code == 404
    assert f"{SHOWN}</p>" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_form_with_room_for_long_text_keeps_it_on_the_device() -> None:
    """A form written by hand says so itself; `form_page` looks for itself."""
    by_hand = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in TEMPLATES
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), flags=re.S)
        if "textarea(" in form and "keeps_words(" not in form and "form_page" not in path.name
    }
    # A stall keeps what is typed closed, under its PIN (docs/rules/intake.md section 7).
    assert by_hand <= {"components/forms.html", "intake/stall.html"}
