"""Lists as Atom feeds. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform import create_app
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START
from pbplatform.moderation import services as moderation
from pbplatform.moderation.kinds import Outcome
from pbplatform.web import feeds
from tests.browser.hackford import demo_app
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_person
from tests.factories_proposals import make_idea, make_story

# What these feeds say does not depend on the database; the place is seeded on SQLite.
pytestmark = pytest.mark.one_database

A = "{http://www.w3.org/2005/Atom}"
HREF = re.compile(r'href="(/[^"#?]*)')
# Every list that everybody may read, with its feeds.
LISTS = {
    "/": ("/news.atom",),
    "/rounds": ("/rounds.atom",),
    "/rounds/{round}": ("/rounds/{round}/news.atom",),
    "/rounds/{round}/ideas": ("/rounds/{round}/ideas.atom",),
    "/rounds/{round}/proposals": ("/rounds/{round}/proposals.atom",),
    "/rounds/{round}/delivery": ("/rounds/{round}/delivery.atom",),
    "/rounds/{round}/results/objections": ("/rounds/{round}/results/objections.atom",),
    "/projects": ("/projects.atom",),
    "/forums/{forum}": ("/forums/{forum}/meetings.atom", "/forums/{forum}/news.atom"),
    "/forums/{forum}/points": ("/forums/{forum}/points.atom",),
    "/promises": ("/promises.atom",),
    "/changed": ("/changed.atom",),
    "/log": ("/log.atom",),
    "/moderation": ("/moderation.atom",),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("feeds") / "place"
    shutil.copytree(seeded, folder)
    demo = demo_app(folder, f"sqlite:///{folder / 'demo.db'}")
    app = create_app(replace(demo.extensions["settings"], mode="test"))
    with app.app_context(), transaction() as session:
        start_clock(session, first=FIRST_START)
    yield app
    for each in (demo, app):
        with each.app_context():
            db.session.remove()
            db.engine.dispose()


def rounds_and_forums(client: FlaskClient) -> list[dict[str, str]]:
    rounds = re.findall(r'href="/rounds/([a-z0-9-]+)"', client.get("/rounds").text)
    forums = re.findall(r'href="/forums/([a-z0-9-]+)"', client.get("/forums").text)
    return [{"round": slug, "forum": forums[0]} for slug in dict.fromkeys(rounds)]


def parsed(text: bytes | str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314  # our own bytes


def paths_of(feed: ElementTree.Element) -> list[str]:
    links = [entry.find(f"{A}link") for entry in feed.findall(f"{A}entry")]
    return [re.sub(r"^http://[^/]*", "", link.attrib["href"]) for link in links if link is not None]


@pytest.mark.parametrize("page", LISTS)
def test_every_list_names_its_feeds_and_each_is_whole(place: Flask, page: str) -> None:
    client = place.test_client()
    met = 0
    for given in rounds_and_forums(client):
        here = page.format(**given)
        text = client.get(here).text
        for feed in LISTS[page]:
            url = feed.format(**given)
            assert 'type="application/atom+xml" title="' in text
            assert text.count(f'href="{url}"') == 2, "in the head, and to be pressed"
            with place.app_context(), counted_queries(place) as sent:
                answer = client.get(url)
            assert answer.status_code == 200
            assert answer.content_type == "application/atom+xml; charset=utf-8"
            assert "Set-Cookie" not in answer.headers
            asked = [each for each in sent if "FROM clock" not in each]  # of a demonstration alone
            # The points that changed last are found by looks into indexes, not by all of them
            most = 13 if url.endswith("/points.atom") else 12
            assert len(asked) <= most, (
                url,
                len(asked),
                [each[:70] + each[each.find("FROM") :][:60] for each in asked],
            )
            met += whole(answer.data, here, url)
            again = client.get(url, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")
    assert met or page in ("/changed", "/moderation")


def whole(data: bytes, page: str, url: str) -> int:
    """What RFC 4287 section 4 asks for; how many entries there are."""
    feed = parsed(data)
    assert feed.tag == f"{A}feed"
    links = {each.attrib["rel"]: each.attrib["href"] for each in feed.findall(f"{A}link")}
    assert links["self"].endswith(url)
    assert links["alternate"].endswith(page)
    assert feed.findtext(f"{A}author/{A}name")
    entries = feed.findall(f"{A}entry")
    assert len(entries) <= feeds.MOST
    for each in (feed, *entries):
        assert re.fullmatch(r"tag:[^,]+,2026:.*", each.findtext(f"{A}id") or "")
        assert each.findtext(f"{A}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each.findtext(f"{A}updated") or "")
    ids = [each.findtext(f"{A}id") for each in entries]
    assert len(ids) == len(set(ids))
    times = [each.findtext(f"{A}updated") or "" for each in entries]
    assert times == sorted(times, reverse=True)
    return len(entries)


@pytest.mark.parametrize("page", [each for each in LISTS if "news" not in LISTS[each][0]])
def test_feed_has_nothing_that_its_page_has_not(place: Flask, page: str) -> None:
    client = place.test_client()
    for given in rounds_and_forums(client):
        here, url = page.format(**given), LISTS[page][0].format(**given)
        shown: set[str] = set()
        for number in range(1, 9):
            shown |= set(HREF.findall(client.get(f"{here}?page={number}").text))
        plain = {re.sub(r"(s/\d+)-[a-z][^/]*$", r"\1", path) for path in shown}
        told = set(paths_of(parsed(client.get(url).data)))
        if page == "/log":  # the page names entries by number
            told = {path for path in told if not path.startswith("/log/entries/")}
        if page == "/promises":
            told = {path for path in told if not any(each.startswith(path) for each in shown)}
        assert told <= plain, here


def test_feed_takes_the_filters_of_its_page(place: Flask) -> None:
    client = place.test_client()
    every = paths_of(parsed(client.get("/projects.atom").data))
    opened = paths_of(parsed(client.get("/projects.atom?show=open").data))
    assert set(opened) < set(every)
    page = client.get("/projects?show=open&page=1&lang=en").text
    assert page.count('href="/projects.atom?show=open"') == 2
    assert "/projects.atom?_external" not in client.get("/projects?_external=1").text


def test_page_of_an_error_names_no_feed(place: Flask) -> None:
    answer = place.test_client().get("/rounds/no-such-round/ideas")
    assert answer.status_code == 404
    assert ".atom" not in answer.text
    assert place.test_client().get("/rounds/no-such-round/ideas.atom").status_code == 404


def ideas_told(client: FlaskClient) -> list[tuple[str, str]]:
    g.pop("stations", None)
    feed = parsed(client.get("/rounds/neighbour-fund/ideas.atom").data)
    return [
        (each.findtext(f"{A}title") or "", each.findtext(f"{A}summary") or "")
        for each in feed.findall(f"{A}entry")
    ]


def test_what_is_hidden_or_waits_stands_in_no_feed(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    story = make_story(session)
    nadia = make_person(session, "Nadia")
    for title, published in (("Kept", True), ("Hidden", True), ("Waiting", False)):
        made = make_idea(session, story.round, author=nadia, title=title, published=published)
        if title == "Hidden":
            hidden = f"rounds/neighbour-fund/ideas/{made.number}"
    session.commit()
    clock.at = BEGIN
    before = " ".join(title for title, _text in ideas_told(client))
    assert "Kept" in before
    assert "Hidden" in before
    assert "Waiting" not in before
    wish = moderation.Wish(outcome=Outcome.HIDDEN, rule="private", reason="It names a home.")
    moderation.decide(session, actor=COMMAND, path=hidden, wish=wish, now=BEGIN)
    session.commit()
    after = client.get("/rounds/neighbour-fund/ideas.atom").text
    assert "Kept" in after
    assert "Hidden" not in after


def test_signs_that_xml_cannot_hold_are_left_out(app: Flask) -> None:
    entry = feeds.Entry(
        path="rounds/fund/ideas/1",
        title='Ramp \x07 <b>&"\x00\ud800\ufffe ok',
        updated=datetime.fromisoformat("2027-03-01T10:00:00+00:00"),
        author="A\x1bnna",
    )
    with app.test_request_context("/news.atom"):
        app.preprocess_request()
        feed = parsed(feeds.atom("News\x0b", [entry]).data)
    assert feed.findtext(f"{A}entry/{A}title") == 'Ramp  <b>&" ok'
    assert feed.findtext(f"{A}entry/{A}author/{A}name") == "Anna"
