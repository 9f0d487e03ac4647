"""The list of ideas: orders, beginnings, small pictures, what narrows it.

Source: docs/rules/proposals.md section 9.
"""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.core.files import keep_file
from pbplatform.core.text import beginning_of
from pbplatform.proposals import services
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.factories import make_person
from tests.factories_proposals import READING, SENDING, Story, make_idea, make_story

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

LIST = "/rounds/neighbour-fund/ideas"
HOUR = timedelta(hours=1)


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = READING
    told = make_story(session)
    session.commit()
    return told


def many(session: Session, story: Story, count: int) -> None:
    rows = [
        {
            "round_id": story.round.id,
            "number": number,
            "title": f"Idea {number}",
            "text": "Seats.",
            "text_salt": b"s" * 32,
            "language": "en",
            "author_id": story.nadia.account_id,
            "name_shown": "first",
            "state": IdeaState.PUBLISHED,
            "sent_at": SENDING,
            "published_at": READING,
            "read_by": SENDING.date(),
        }
        for number in range(1, count + 1)
    ]
    session.execute(insert(Idea), rows)
    session.commit()


def numbers(client: FlaskClient, query: str = "") -> list[int]:
    page = client.get(f"{LIST}{query}")
    assert page.status_code == 200
    return [int(n) for n in re.findall(r'<th scope="row"><a href="[^"]+">(\d+)\. ', page.text)]


def test_orders_are_by_support_by_need_and_newest_unless_one_asks(
    client: FlaskClient, session: Session, story: Story
) -> None:
    first, second, third, done = (make_idea(session, story.round) for _ in range(4))
    for name, idea in (("Ann", second), ("Ben", second), ("Cem", third)):
        fan = make_person(session, name)
        services.support_idea(session, actor=fan, idea_id=idea.id, now=READING)
    done.state, done.not_taken_reason = IdeaState.NOT_TAKEN, next(iter(NOT_TAKEN_WORDS))
    session.commit()
    newest = [done.number, third.number, second.number, first.number]
    assert numbers(client) == numbers(client, "?sort=rubbish") == newest
    supported = numbers(client, "?sort=supported")
    assert supported == [second.number, third.number, done.number, first.number]
    needs = numbers(client, "?sort=needs")
    assert needs == [first.number, third.number, second.number, done.number]
    page = client.get(f"{LIST}?sort=needs").text
    assert "4 ideas, those that need support first" in page
    assert '<option value="needs" selected>' in page


def test_shuffled_list_has_every_idea_once_and_another_order_every_hour(
    client: FlaskClient, session: Session, story: Story, clock: SetClock
) -> None:
    many(session, story, 45)

    def order() -> list[int]:
        return [n for at in (1, 2, 3) for n in numbers(client, f"?sort=hour&page={at}")]

    orders = [order()]
    assert order() == orders[0]
    for _hour in range(3):
        clock.at += HOUR
        orders.append(order())
    assert all(sorted(each) == list(range(1, 46)) for each in orders)
    assert len({tuple(each) for each in orders}) > 1
    assert "sort=hour" in client.get(f"{LIST}?sort=hour").text  # the way to the next page


@pytest.mark.parametrize("sort", ["supported", "needs", "hour"])
def test_any_order_asks_the_database_twelve_times_at_most(
    app: Flask, client: FlaskClient, session: Session, story: Story, sort: str
) -> None:
    many(session, story, 1000)
    with counted_queries(app) as sent:
        assert len(numbers(client, f"?words=idea&sort={sort}")) == 20
    assert len(sent) <= 12


def test_row_has_the_beginning_of_the_words_as_they_were_written(
    client: FlaskClient, session: Session, story: Story
) -> None:
    text = "<b>Trees</b>\n" + "and shade " * 40
    make_idea(session, story.round, text=text, language="fr")
    session.commit()
    page = client.get(LIST).text
    assert 'lang="fr">&lt;b&gt;Trees&lt;/b&gt; and shade and' in page
    assert "…</span>" in page


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Short.", 140, "Short."),
        ("One\n\n two", 140, "One two"),
        ("Trees and shade", 10, "Trees…"),
        ("x" * 200, 10, "x" * 9 + "…"),
        ("", 140, ""),
    ],
)
def test_beginning_ends_at_a_word(text: str, most: int, expected: str) -> None:
    assert beginning_of(text, most) == expected
    assert len(beginning_of(text, most)) <= most


def test_what_narrows_the_list_can_be_taken_away(
    client: FlaskClient, session: Session, story: Story
) -> None:
    make_idea(session, story.round)
    session.commit()
    assert "Take away" not in client.get(LIST).text
    url = f"{LIST}?words=zebra&area=-&status=published&sort=supported"
    page = client.get(url).text
    assert 'data-empty="no-match"' in page
    taken = re.findall(r'<a href="([^"]+)">Take away', page)
    assert len(taken) == 3
    for name, address in zip(("words", "area", "status"), taken, strict=True):
        assert f"{name}=" not in address
        assert "sort=supported" in address
    strange = client.get(f"{LIST}?area=<b>&status=<b>&words=<b>").text
    assert "<b>&" not in strange
    assert strange.count("Take away") == 3


def test_small_picture_is_served_to_whoever_may_see_the_idea(
    app: Flask, client: FlaskClient, session: Session, story: Story
) -> None:
    out = io.BytesIO()
    Image.effect_noise((1600, 900), 40).convert("RGB").save(out, "WEBP")
    digest = app.extensions["files"].put(out.getvalue())
    keep_file(
        session, digest=digest, media_type="image/webp", size=len(out.getvalue()), now=READING
    )
    idea = make_idea(session, story.round, photo=digest, photo_alt="A wall", published=False)
    session.commit()
    small = f"/files/small/{digest.hex()}.webp"
    assert client.get(small).status_code == 404
    idea.state = IdeaState.PUBLISHED
    session.commit()
    page = client.get(LIST).text
    shown = f'src="{small}" alt="A wall" translate="no" width="96" height="72" loading="lazy"'
    assert shown in " ".join(page.split())
    answer = client.get(small)
    assert answer.status_code == 200
    assert "public" in answer.headers["Cache-Control"]
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (192, 108)
    assert len(answer.data) < 12_000
    for wrong in ("zz", digest.hex()[:-2], "0" * 64):
        assert client.get(f"/files/small/{wrong}.webp").status_code == 404
