"""What changed lately, on the first page. Source: docs/rules/rounds.md section 17."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.facts import tell_fact
from pbplatform.moderation.kinds import Outcome
from pbplatform.moderation.services import Wish, decide
from pbplatform.proposals.services import withdraw_idea
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_person
from tests.factories_proposals import make_idea, make_story

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

OPENED = "delivery:opened"
HOUR = timedelta(hours=1)


def told(session: Session, about: str, title: str, now: datetime, kind: str = OPENED) -> None:
    tell_fact(session, kind, about=about, title=title, now=now)


def news(client: FlaskClient) -> list[tuple[str, str]]:
    page = client.get("/").text
    if 'id="news"' not in page:
        return []
    part = page[page.index('id="news"') :]
    return re.findall(r'<a href="([^"]+)" dir="auto"[^>]*>([^<]+)</a>', part)


def test_newest_six_things_stand_each_once_with_their_newest_news(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    make_story(session)
    session.commit()
    clock.at = BEGIN + timedelta(days=1)
    assert news(client) == []
    for n in range(1, 9):
        about = f"rounds/neighbour-fund/projects/{n}"
        told(session, about, f"Ramp {n}", BEGIN + n * HOUR)
    told(session, "rounds/neighbour-fund/projects/3", "Ramp 3 <b>", BEGIN + 9 * HOUR)
    told(session, "rounds/neighbour-fund", "Fund", BEGIN + 10 * HOUR, kind="no:such_kind")
    told(session, "nowhere/at-all", "Nothing", BEGIN + 11 * HOUR)
    session.commit()
    found = news(client)
    assert [url.rsplit("/", 1)[1] for url, _text in found] == ["3", "8", "7", "6", "5", "4"]
    assert "Ramp 3 &lt;b&gt;" in found[0][1]
    assert client.get("/").text == client.get("/").text


def test_what_was_hidden_withdrawn_or_is_not_public_stands_in_no_line(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    story = make_story(session)
    nadia = make_person(session, "Nadia")
    kept, hidden, gone = (
        make_idea(session, story.round, author=nadia, title=title)
        for title in ("Kept", "Hidden", "Gone")
    )
    waiting = make_idea(session, story.round, author=nadia, title="Waiting", published=False)
    for idea in (kept, hidden, gone, waiting):
        about = f"rounds/neighbour-fund/ideas/{idea.number}"
        told(session, about, f"Title {idea.number}", BEGIN + idea.number * HOUR)
    told(session, "forums/town-forum/points/7", "No such point", BEGIN)
    session.commit()
    clock.at = BEGIN + timedelta(days=60)
    assert {url.rsplit("/", 1)[1] for url, _text in news(client)} == {
        str(each.number) for each in (kept, hidden, gone)
    }
    wish = Wish(outcome=Outcome.HIDDEN, rule="private", reason="It names a home.")
    path = f"rounds/neighbour-fund/ideas/{hidden.number}"
    decide(session, actor=COMMAND, path=path, wish=wish, now=clock.at)
    withdraw_idea(session, actor=nadia, idea_id=gone.id, now=clock.at)
    session.commit()
    assert [url for url, _text in news(client)] == [f"/rounds/neighbour-fund/ideas/{kept.number}"]
