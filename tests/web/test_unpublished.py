"""What is not published does not exist for the public, at any address (docs/rules/rounds.md 2)."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.core.transaction import transaction
from pbplatform.forums import services as forums
from pbplatform.rounds import services as rounds
from pbplatform.rounds.queries import round_by_slug
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import (
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
    make_point,
    make_round,
)
from tests.factories_proposals import SENDING, make_committee, make_idea
from tests.web.printed import Printed

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

OPENS = datetime(2027, 5, 4, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 4, 18, 30, tzinfo=UTC)
# The draft's name, committee and dates; a committee, an idea, a point, and minutes nobody may read.
SECRETS = (
    "Hidden Orchard",
    "Hush committee",
    "4 May 2027",
    "13 May 2027",
    "2027-05-04",
    "Unread whisper",
    "Unheard mutter",
    "Words nobody agreed",
)
# What stands in for each part of an address: published and unpublished names, and wrong ones.
PARTS = {
    "slug": ("hidden-orchard", "neighbour-fund", "town-forum"),
    "committee_slug": ("hush-committee",),
    "number": ("1", "2"),
    "words": ("other-words",),
    "day": ("2026-11-04",),
    "year": ("2026", "2027"),
    "ref": ("1", "1-other-words"),
    "project": ("1", "1-other-words"),
    "name": ("ballots.csv", "round.pb"),
    "n": ("1",),
    "deed": ("plan",),
    "token": ("nothing",),
    "handle": ("nothing",),
    "digest": ("00" * 32,),
    "level": ("0",),
    "where": ("000", "000.p/2"),
    "older": ("1",),
    "newer": ("2",),
    "about": (
        "rounds/neighbour-fund/ideas/1",
        "rounds/neighbour-fund/ideas/1/author",
        "rounds/hidden-orchard/proposals/1",
        "forums/town-forum/points/1",
        "forums/town-forum/points/1/author",
        "forums/town-forum/meetings/2026-11-04/minutes",
        "people/1",
    ),
}

NUMBERS = ("n", "older", "newer")  # parts that take whole numbers alone

# A name that only this route takes.
OF_ROUTE = {"promises.show": {"name": ("photo.webp", "document.pdf")}}


@pytest.fixture
def hidden(session: Session, clock: SetClock) -> None:
    clock.at = SENDING + timedelta(days=2)
    with transaction() as writing:
        make_place(writing)
        draft = make_round(writing, name="Hidden Orchard", opens_at=OPENS, published=False)
        make_committee(writing, draft, "Hush committee")
        facts = rounds.ProjectFacts(number=1, title="Unread whisper", cost_minor=100)
        rounds.put_on_ballot(writing, round_id=draft.id, facts=facts)
        make_idea(writing, make_round(writing), title="Unread whisper", published=False)
        forum = make_forum(writing)
        nadia = make_person(writing, "Nadia")
        make_point(writing, forum, nadia, now=SENDING, title="Unheard mutter", published=False)
        meeting = make_meeting(writing, forum, EVENING)
        forums.save_draft(
            writing,
            actor=make_person(writing, "Bea", role="facilitator"),
            meeting_id=meeting.id,
            text="Words nobody agreed",
            now=clock.at,
        )
    for log_id, _slug in audit_queries.logs_with_pending(session):
        with transaction() as writing:
            audit.fold(writing, log_id)


def addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every address of every route that is not staff's: method, path, guard."""
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "staff")
        if guard.startswith(("staff", "demo")):
            continue
        names = sorted(rule.arguments)
        of_route = OF_ROUTE.get(rule.endpoint, {})
        for values in itertools.product(*(of_route.get(name, PARTS[name]) for name in names)):
            with app.test_request_context():
                given = dict(zip(names, values, strict=True))
                path = app.url_map.bind("localhost").build(
                    rule.endpoint, {k: int(v) if k in NUMBERS else v for k, v in given.items()}
                )
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, path, guard


def text_of(answer: TestResponse) -> str:
    """What an answer says; of an archive what its files say, of a PDF what is printed."""
    if answer.mimetype == "application/pdf":
        return Printed(answer.data).text
    if answer.mimetype != "application/zip":
        return answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        return " ".join(folder.read(name).decode() for name in folder.namelist())


def told_secrets(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("persona", ["visitor", "resident"])
def test_no_address_says_a_byte_of_what_is_not_published(
    app: Flask, client: FlaskClient, session: Session, hidden: None, persona: str, clock: SetClock
) -> None:
    if persona == "resident":
        with transaction() as writing:
            rosa = make_person(writing, "Rosa")
        sign_in(client, rosa, clock.at)
    session.rollback()
    asked = 0
    for method, path, guard in addresses(app):
        if path.startswith("/sign-out"):
            continue
        answer = client.open(path, method=method)
        assert not told_secrets(text_of(answer)), (method, path)
        leads = answer.headers.get("Location", "").partition("?")[0]
        for words in ("unread-whisper", "unheard-mutter", "hush-committee"):
            assert words not in leads or words in path, (method, path, leads)
        # To stop is answered alike for every path, there or not: what was hidden can be stopped.
        names_it = "hidden-orchard" in path and not path.startswith("/me/notifications/stop/")
        if names_it and (guard == "public" or persona == "resident"):
            assert answer.status_code == 404, (method, path, answer.status_code)
        asked += 1
    assert asked > 100


QUERIES = (
    "/rounds/neighbour-fund/ideas?q=whisper",
    "/rounds/neighbour-fund/ideas?q=unread&area=-&state=published&page=2",
    "/forums/town-forum/points?q=mutter",
    "/forums/town-forum?q=unheard",
    "/rounds?q=orchard",
    "/log?q=whisper",
    "/log?kind=ideas:idea:sent",
    "/log?about=rounds/neighbour-fund/ideas/1",
    "/log/rounds/hidden-orchard.jsonl",
    "/log/hidden-orchard",
    "/log/rounds%2Fhidden-orchard",
    "/rounds/hidden-orchard/",
    "/rounds/neighbour-fund/ideas/1/",
    "/forums/town-forum/points/1/",
    "/sign-in?next=/rounds/neighbour-fund/ideas/1",
)


@pytest.mark.parametrize("path", QUERIES)
def test_no_search_filter_or_way_round_says_what_is_not_published(
    client: FlaskClient, hidden: None, path: str
) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code < 500
    assert not told_secrets(answer.text)
    asked = path.rpartition("=")[2]
    other = client.get(path.replace(asked, "nothing") if "q=" in path else path)
    # Neither a count nor a list is another one where the words stand in something hidden.
    if "q=" in path and "&" not in path:
        assert client.get(path).text.replace(asked, "nothing") == other.text


@pytest.mark.parametrize("path", ["", "/eligibility", "/check"])
def test_vote_of_a_draft_is_not_there(client: FlaskClient, hidden: None, path: str) -> None:
    assert client.get(f"/rounds/hidden-orchard/vote{path}").status_code == 404


def test_log_of_the_site_names_nothing_of_a_draft_until_it_is_published(
    client: FlaskClient, session: Session, hidden: None
) -> None:
    for path in ("/log", "/log/site.jsonl"):
        assert "hidden-orchard" not in client.get(path).text
    with transaction() as writing:
        draft = round_by_slug(writing, "hidden-orchard")
        rounds.publish_round(writing, actor=COMMAND, round_id=draft.id, now=SENDING)
    for log_id, _slug in audit_queries.logs_with_pending(session):
        with transaction() as writing:
            audit.fold(writing, log_id)
    told = client.get("/log/site.jsonl").text
    assert "rounds/hidden-orchard/committees/hush-committee" in told
    assert "Hush committee" in told
