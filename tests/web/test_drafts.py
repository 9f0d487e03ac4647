"""Drafts of ideas and points: kept by a press, found by a link, lost by nobody.

Source: docs/rules/forms.md section 7.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import Base, db
from pbplatform.core.drafts import LARGEST, KeptDraft
from pbplatform.core.secrets import token_hash
from pbplatform.core.transaction import transaction
from pbplatform.points.models import Point, PointDraft
from pbplatform.proposals.models import Idea, IdeaDraft
from pbplatform.web import drafts as pages
from pbplatform.web.worker import clean_up, files_in_use
from tests.browsing import sign_in
from tests.by_pages import Browser
from tests.conftest import TICK, SetClock
from tests.factories import BEGIN, make_forum, make_round
from tests.factories_proposals import SENDING, make_story
from tests.mailed import waiting_mails

NEW = "/rounds/neighbour-fund/ideas/new"
POINT = "/forums/town-forum/points/new"
IDEA = {"title": "Shade and seats", "text": "Seats under the <lime> trees."}
WHERE = {"where": "spot", "spot": "Mill Lane"}
SAID = {"title": "Bins", "verbatim": "They overflow by Friday."}
ADDRESS = "ola@example.org"


@dataclass(frozen=True)
class Place:
    """What tests know of it; no row outlives its context."""

    nadia: ActorRef
    tom: ActorRef
    closes: datetime


@pytest.fixture
def story(app: Flask, clock: SetClock) -> Place:
    clock.at = SENDING
    with app.app_context(), transaction() as session:
        told = make_story(session)
        make_forum(session)
        make_round(session, name="Second Fund", opens_at=BEGIN + timedelta(days=400))
        return Place(told.nadia, told.tom, told.round.ideas_close_at)


def signed_in(app: Flask, person: ActorRef) -> Browser:
    client = app.test_client()
    with app.app_context():
        sign_in(client, person, SENDING)
    return Browser(client)


def mails(app: Flask, kind: str) -> list[dict[str, Any]]:
    with app.app_context():
        return waiting_mails(db.session(), kind)


def count(app: Flask, table: type[Base]) -> int:
    with app.app_context():
        return db.session().scalar(select(func.count()).select_from(table)) or 0


def stranger(app: Flask) -> Browser:
    return Browser(app.test_client())


def link_on(browser: Browser) -> str:
    """The private link that the page shows, as a path."""
    link = next(words for words in browser.page.links if words.startswith("http"))
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def token_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["draft"][0]


def begun(app: Flask, kind: str = "idea") -> Browser:
    """Somebody who typed and pressed “Save as draft”."""
    browser = stranger(app)
    browser.open(NEW if kind == "idea" else POINT)
    typed = {**IDEA, **WHERE} if kind == "idea" else SAID
    browser.send(button="Save as draft", **typed)
    return browser


def rows(app: Flask, table: type[KeptDraft]) -> list[KeptDraft]:
    with app.app_context():
        found = list(db.session().scalars(select(table)))
        db.session().expunge_all()
        return found


@pytest.mark.parametrize(("kind", "words"), [("idea", IDEA["text"]), ("point", SAID["verbatim"])])
def test_link_opens_the_draft_on_another_device(
    app: Flask, story: Place, kind: str, words: str
) -> None:
    first = begun(app, kind)
    assert "It is not sent." in first.page.words
    assert "Whoever has the link can read and change the draft." in first.page.words
    link = link_on(first)
    other = stranger(app)
    other.open(link)
    form = other.page.form_with("title", button="Save as draft")
    assert words in [value for values in form.fields.values() for value in values]
    table = IdeaDraft if kind == "idea" else PointDraft
    (kept,) = rows(app, table)
    assert kept.token_hash == token_hash(token_of(link))  # the table holds its hash alone
    assert token_of(link) not in str(kept.typed)


@pytest.mark.parametrize("kind", ["idea", "point"])
def test_page_of_a_draft_is_not_stored_and_tells_its_address_to_nobody(
    app: Flask, story: Place, kind: str
) -> None:
    link = link_on(begun(app, kind))
    for path in (link, link.replace("/new?", "/draft?"), link.replace("/new?", "/draft/mail?")):
        answer = app.test_client().get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_every_press_on_the_three_pages_keeps_one_draft(app: Flask, story: Place) -> None:
    browser = stranger(app)
    browser.open(NEW)
    browser.send(button="Continue", **IDEA, **WHERE)
    browser.send(button="Check my idea", people="The tenants", grow=["warm"])
    (kept,) = rows(app, IdeaDraft)
    assert kept.typed["people"] == ["The tenants"]
    browser.send(button="Change your idea")
    browser.send(button="Continue", title="Shade")
    (kept,) = rows(app, IdeaDraft)
    assert (kept.typed["title"], kept.typed["grow"]) == (["Shade"], ["warm"])
    other = stranger(app)
    other.open(link_on(browser))
    other.send(button="Continue")
    assert 'value="The tenants"' in other.page.text, other.page.words


def test_nothing_is_kept_before_a_word_is_typed(app: Flask, story: Place) -> None:
    browser = stranger(app)
    browser.open(NEW)
    browser.send(button="Continue")
    browser.open(POINT)
    browser.send(button="Save as draft")
    assert rows(app, IdeaDraft) == rows(app, PointDraft) == []


@pytest.mark.parametrize("kind", ["idea", "point"])
def test_second_press_and_a_page_one_went_back_to_save_over_the_same_window(
    app: Flask, story: Place, kind: str
) -> None:
    browser = stranger(app)
    first = browser.open(NEW if kind == "idea" else POINT)
    go_on = "Continue" if kind == "idea" else "Check my point"
    typed = {**IDEA, **WHERE} if kind == "idea" else SAID
    for title in ("One", "One", "Two"):
        browser.page = first
        page = browser.send(button=go_on, **{**typed, "title": title})
        assert page.status == 200
    (kept,) = rows(app, IdeaDraft if kind == "idea" else PointDraft)
    assert kept.typed["title"] in (["Two"], "Two")


@pytest.mark.parametrize("kind", ["idea", "point"])
def test_later_device_that_had_not_seen_the_newer_text_sees_both(
    app: Flask, story: Place, kind: str
) -> None:
    table = IdeaDraft if kind == "idea" else PointDraft
    link = link_on(begun(app, kind))
    phone, desktop = stranger(app), stranger(app)
    phone.open(link)
    desktop.open(link)
    phone.send(button="Save as draft", title="From the phone")
    page = desktop.send(button="Save as draft", title="From the desktop")
    assert page.status == 409
    assert "From the phone" in page.words
    assert 'value="From the desktop"' in page.text
    assert rows(app, table)[0].typed["title"] in (["From the phone"], "From the phone")
    desktop.send(button="Save as draft")  # now it saw the newer one
    assert desktop.page.status == 200
    assert rows(app, table)[0].typed["title"] in (["From the desktop"], "From the desktop")
    page = phone.send(button="Save as draft", title="Phone again")
    assert page.status == 409
    assert "From the desktop" in page.words


def test_the_script_saves_and_says_when_another_window_was_faster(app: Flask, story: Place) -> None:
    browser = stranger(app)
    form = browser.open(NEW).form_with("title", button="Save as draft")
    sent = {**form.fields, **IDEA}
    save = f"{NEW.removesuffix('/new')}/draft/save?at=idea"
    told = browser.client.post(save, data=sent)
    assert told.status_code == 200
    assert "Draft saved" in told.json["note"]
    assert told.json["here"] == f"{NEW}?draft={form.fields['draft'][0]}&at=idea"
    other = stranger(app)
    other.open(told.json["here"])
    other.send(button="Save as draft", title="Elsewhere")
    sent |= {"draft_seen": told.json["seen"], "title": "Here"}
    late = browser.client.post(save, data=sent)
    assert (late.status_code, late.json["seen"]) == (409, told.json["seen"])
    assert "another window" in late.json["note"]
    assert rows(app, IdeaDraft)[0].typed["title"] == ["Elsewhere"]


@pytest.mark.parametrize("kind", ["idea", "point"])
def test_draft_is_thrown_away_by_a_press_and_not_by_its_link(
    app: Flask, story: Place, kind: str
) -> None:
    table = IdeaDraft if kind == "idea" else PointDraft
    browser = begun(app, kind)
    link = link_on(browser)
    browser.press("Throw away this draft")
    shown = browser.page
    other = stranger(app)
    other.open(link)
    other.send(button="Save as draft", title="Newer words")
    assert browser.send(button="Throw it away").status == 409  # not what was shown
    assert len(rows(app, table)) == 1
    browser.send(button="Throw it away")
    assert "The draft is thrown away." in browser.page.words
    assert rows(app, table) == []
    assert "This draft was sent, thrown away, or is older" in stranger(app).open(link).words
    browser.page = shown
    assert browser.send(button="Throw it away").status == 200


@pytest.mark.parametrize("kind", ["idea", "point"])
def test_draft_is_gone_seven_days_after_its_last_save(
    app: Flask, story: Place, clock: SetClock, kind: str
) -> None:
    table = IdeaDraft if kind == "idea" else PointDraft
    browser = begun(app, kind)
    link = link_on(browser)
    clock.at += timedelta(days=3)
    browser.send(button="Save as draft", title="Once more")
    clock.at += timedelta(days=7) - TICK
    assert "Once more" in stranger(app).open(link).text
    clock.at += TICK
    assert "older than 7 days" in stranger(app).open(link).words
    with app.app_context():
        clean_up(app.extensions["settings"])
    assert rows(app, table) == []


def test_sent_idea_and_point_leave_no_draft_also_when_pressed_twice(
    app: Flask, story: Place
) -> None:
    browser = signed_in(app, story.nadia)
    browser.open(NEW)
    browser.send(button="Continue", **IDEA, **WHERE)
    browser.send(button="Check my idea")
    last = browser.page
    browser.send(button="Send my idea")
    browser.page = last
    browser.send(button="Send my idea")
    browser.open(POINT)
    browser.send(button="Check my point", **SAID)
    last = browser.page
    browser.send(button="Send my point")
    browser.page = last
    browser.send(button="Send my point")
    assert count(app, Idea) == 1
    assert count(app, Point) == 1
    assert rows(app, IdeaDraft) == rows(app, PointDraft) == []


def test_point_sent_by_its_mail_takes_its_draft_along(app: Flask, story: Place) -> None:
    browser = stranger(app)
    browser.open(POINT)
    browser.send(button="Check my point", **SAID)
    link = link_on(browser)
    browser.send(email=ADDRESS, button="Send me a link")
    assert "Your point is kept, but not sent yet." in browser.page.words
    (mail,) = mails(app, "forums:send_point")
    # The private link shows the words, and no address: only the mail sends without an account.
    assert ADDRESS not in stranger(app).open(link).text
    assert stranger(app).open(f"{POINT}/send/{token_of(link)}").status == 404
    browser.open(f"{POINT}/send/{mail['token']}")
    browser.send(button="Send my point")
    assert rows(app, PointDraft) == []


def test_my_account_lists_my_drafts_and_nobody_else_opens_them_so(app: Flask, story: Place) -> None:
    mine, other = signed_in(app, story.nadia), signed_in(app, story.tom)
    for path, typed in ((NEW, {**IDEA, **WHERE}), (POINT, SAID)):
        mine.open(path)
        mine.send(button="Save as draft", **typed)
    mine.open("/me")
    assert "My drafts: not sent yet" in mine.page.words
    own = [mine.page.links[title] for title in ("Shade and seats", "Bins")]
    mine.press("Shade and seats")
    assert "It is kept under your account." in mine.page.words
    mine.send(button="Save as draft", title="Shade")
    mine.open("/me")
    assert "Shade" in mine.page.links
    for link in own:
        for browser in (stranger(app), other):
            assert "This draft was sent, thrown away" in browser.open(link).words
    assert "My drafts" not in other.open("/me").words
    assert len(rows(app, IdeaDraft)) == len(rows(app, PointDraft)) == 1


@pytest.mark.parametrize("kind", ["idea", "point"])
def test_link_is_mailed_once_and_the_address_is_not_kept(
    app: Flask, story: Place, kind: str
) -> None:
    browser = begun(app, kind)
    link = link_on(browser)
    browser.press("Mail me this link")
    assert browser.send(email="ola").status == 422
    browser.send(email=ADDRESS)
    assert "The link is on its way" in browser.page.words
    mailed = "proposals:draft_link" if kind == "idea" else "forums:draft_link"
    (mail,) = mails(app, mailed)
    assert (mail["to"], f"/{mail['path']}?draft={mail['token']}") == (ADDRESS, link)
    assert all(ADDRESS not in str(row.typed) for row in rows(app, IdeaDraft))
    for _more in range(3):
        browser.press("Mail me this link")
        browser.send(email=ADDRESS)
    assert "No mail was sent: ask again from" in browser.page.words
    assert len(mails(app, mailed)) == 3


def test_draft_of_a_closed_round_is_shown_to_copy_with_the_next_round(
    app: Flask, story: Place, clock: SetClock
) -> None:
    clock.at = story.closes - TICK
    link = link_on(begun(app))
    save_again = stranger(app)
    save_again.open(link)
    save_again.send(button="Save as draft")
    clock.at = story.closes
    page = stranger(app).open(link)
    assert "Ideas closed on" in page.words
    assert IDEA["text"] in page.words
    assert page.links["Look at the next round"] == "/rounds/second-fund"
    late = save_again.send(button="Continue", title="A minute late")
    assert 'value="A minute late"' in late.text
    assert "A minute late" in stranger(app).open(link).words


def test_picture_stays_with_its_draft(app: Flask, story: Place) -> None:
    made = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(made, "PNG")
    made.seek(0)
    browser = stranger(app)
    browser.open(NEW)
    browser.send(button="Continue", **IDEA, **WHERE)
    browser.send(
        button="Save as draft",
        files={"photo": (made, "lane.png")},
        photo_alt="The lane",
    )
    key = rows(app, IdeaDraft)[0].typed["photo_key"][0]
    with app.app_context():
        assert bytes.fromhex(key) in files_in_use(db.session())
    assert "We have your picture." in browser.page.words
    other = stranger(app)
    other.open(link_on(browser))
    assert key in other.page.text


def test_too_many_and_too_long_are_said_and_the_form_goes_on(
    app: Flask, story: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = stranger(app)
    browser.open(NEW)
    page = browser.send(button="Save as draft", **{**IDEA, "text": "x" * LARGEST})
    assert "No draft was saved: it is too long." in page.words
    assert "x" * LARGEST in page.text
    few = pages.Limit("draft:begin", 1, timedelta(hours=1))
    monkeypatch.setattr(pages, "BEGUN", few)
    begun(app)
    second = begun(app)
    assert "No draft was saved: many were saved from your connection." in second.page.words
    assert IDEA["title"] in second.page.text
    second.send(button="Continue")
    assert "Page 2 of 3" in second.page.words
    assert len(rows(app, IdeaDraft)) == 1


@pytest.mark.parametrize("name", ["", "x", "mine-" + "0" * 64, "a" * 5000, "ünï"])
def test_name_that_is_none_opens_nothing_and_loses_nothing(
    app: Flask, story: Place, name: str
) -> None:
    browser = stranger(app)
    assert browser.open(f"{NEW}?draft={name}").status == 200
    assert browser.open(f"{POINT}?draft={name}").status == 200
    for path in ("ideas/draft", "ideas/draft/mail"):
        assert browser.open(f"/rounds/neighbour-fund/{path}?draft={name}").status == 200
    browser.open(NEW)
    page = browser.send(button="Continue", draft=name, draft_seen="odd", **IDEA, **WHERE)
    assert "Page 2 of 3" in page.words
    assert all(kept.token_hash != token_hash(name) for kept in rows(app, IdeaDraft))


def test_draft_of_another_round_is_not_opened_here(app: Flask, story: Place) -> None:
    link = link_on(begun(app)).replace("neighbour-fund", "second-fund")
    page = stranger(app).open(link)
    assert IDEA["text"] not in page.text
