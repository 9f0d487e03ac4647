"""Ideas are found as people type, the same on both databases, and none hides behind an area."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from pbplatform.cli.database import downgrade, upgrade
from pbplatform.places import services as places
from pbplatform.proposals import queries
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries.searching import IdeaFilter
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND
from tests.factories_proposals import READING, make_idea, make_story

LIST = "/rounds/neighbour-fund/ideas"
TITLES = [
    *("ŻÓŁTY PŁOT", "Sur l’étang", "Straße ohne Autos", "Smørrebrød på Ærø", "Mill-Lane benches"),
    *(
        "ＢＵＳ stop",
        "İstanbul ışık",
        "Ёлка для всех",
        "مُدَرِّس",
        "Cafe\u0301 au lait",
        "100% recycled",
    ),
]
FOUND = [
    ("żółty", 0),
    ("zolty plot", 0),
    ("ZOLTY", 0),
    ("l'étang", 1),
    ("l´e\u0301tang", 1),
    ("letang", 1),
    ("strasse", 2),
    ("AUTOS straße", 2),
    ("smorrebrod aero", 3),
    ("mill lane", 4),
    ("Mill\u2013Lane", 4),
    ("bus", 5),
    ("istanbul isik", 6),
    ("ЕЛКА", 7),
    ("مدرس", 8),
    ("café", 9),
    ("CAFE\u0301", 9),
    ("100", 10),
]


@pytest.fixture
def story(session: Session, clock: SetClock):  # type: ignore[no-untyped-def]
    clock.at = READING
    told = make_story(session)
    session.commit()
    return told


def numbers(session: Session, round_id: int, **wanted: str) -> list[int]:
    page = queries.ideas_page(session, round_id, IdeaFilter(**wanted), page=1)
    return [row.idea.number for row in page.rows]


@pytest.mark.database
def test_idea_is_found_whatever_way_its_letters_are_typed(session: Session, story) -> None:  # type: ignore[no-untyped-def]
    ideas = [make_idea(session, story.round, title=title) for title in TITLES]
    session.commit()
    wrong = {
        typed: found
        for typed, place in FOUND
        if (found := numbers(session, story.round.id, words=typed)) != [ideas[place].number]
    }
    assert not wrong
    for nothing in ("zz", "%", "_", "''", "%%%", "\\"):
        assert numbers(session, story.round.id, words=nothing) == []


@pytest.mark.database
def test_idea_is_found_by_its_place_and_the_name_of_its_area(session: Session, story) -> None:  # type: ignore[no-untyped-def]
    area = places.add_area(session, actor=COMMAND, name="Łąkowa", now=BEGIN)
    there = make_idea(session, story.round, title="Benches", area_id=area.id)
    lane = make_idea(session, story.round, title="Shade", spot="Mill Lane 4")
    assert numbers(session, story.round.id, words="lakowa") == [there.number]
    assert numbers(session, story.round.id, words="mill lane shade") == [lane.number]


@pytest.mark.database
def test_words_that_change_are_found_as_they_are_now(session: Session, story) -> None:  # type: ignore[no-untyped-def]
    idea = make_idea(session, story.round, title="Rowery")
    session.flush()
    idea.title, idea.text = "Zieleń", "Nothing."
    session.flush()
    assert numbers(session, story.round.id, words="rowery") == []
    assert numbers(session, story.round.id, words="zielen") == [idea.number]


def test_similar_ideas_are_offered_whatever_way_their_letters_are_typed(
    session: Session,
    story,  # type: ignore[no-untyped-def]
) -> None:
    make_idea(session, story.round, title="Żółty płot", text="Of the lime trees.")
    session.flush()
    assert queries.similar_ideas(session, story.round.id, "zolty")
    assert not queries.similar_ideas(session, story.round.id, "lime trees")


def test_area_filter_says_how_many_ideas_name_no_area_and_leads_to_them(
    client: FlaskClient,
    session: Session,
    story,  # type: ignore[no-untyped-def]
    app: Flask,
) -> None:
    area = places.add_area(session, actor=COMMAND, name="Mill Lane", now=BEGIN)
    make_idea(session, story.round, title="Lamps", area_id=area.id)
    make_idea(session, story.round, title="Shade", spot="Mill Lane")
    session.commit()
    with counted_queries(app) as sent:
        page = client.get(f"{LIST}?area=mill-lane&words=a").get_data(as_text=True)
    assert len(sent) <= 12
    assert "Lamps" in page
    assert "Shade" not in page
    assert "1 more idea names no area. It may be about this one." in page
    assert "area=-" in page
    without = client.get(f"{LIST}?area=-").get_data(as_text=True)
    assert "Shade" in without
    assert "Lamps" not in without
    assert "names no area" not in client.get(LIST).get_data(as_text=True)


def engine_of(url: str) -> Engine:
    return create_engine(url)


@pytest.mark.database
def test_ideas_of_before_are_found_after_the_migration(session: Session, story) -> None:  # type: ignore[no-untyped-def]
    idea = make_idea(session, story.round, title="ŻÓŁTY PŁOT", spot="Łąkowa 4")
    session.commit()
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    before = session.get_one(Idea, idea.id).searched
    session.close()
    session.get_bind().engine.dispose()
    downgrade(url, "0013")
    upgrade(url)
    engine = engine_of(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT searched FROM idea")) == before
    engine.dispose()
