"""Where the money goes. Source: docs/rules/results.md section 9."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.counting.rulebook import Family, Rule
from pbplatform.results.pages.areas import areas_page
from pbplatform.rounds.models import BallotProject
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.results.counted import FEW, PAGE, publish, stored, text_of
from tests.voting.elections import make_election


def test_areas_stand_by_money_and_what_names_none_stands_last(app: Flask) -> None:
    # 1 wins with £60 and 3 with £30; 2 and 4 lose.
    _kept, rows = stored(FEW, Rule(Family.VOTES_GREEDY))
    places = {1: "", 2: "South", 3: "East", 4: "East"}
    for row, project in rows:
        project.area = places[row.number]
    with app.test_request_context():
        page = areas_page(rows)
    told = [
        (line.name, line.on_ballot, line.won, line.cost_minor, line.part) for line in page.lines
    ]
    assert told == [
        ("East", "2", "1", 3000, "33.3%"),
        ("South", "1", "0", 0, "0%"),
        ("", "1", "1", 6000, "66.7%"),
    ]
    assert page.spent_minor == 9000
    assert page.lines[0].winners == [(3, "Project 3")]


def test_page_lists_every_area_with_a_figure_and_its_table(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election, _ = publish(session, tmp_path, clock)
    for number, area in ((15, "Central"), (7, "South"), (9, "South")):
        session.get_one(BallotProject, (election.round_id, number)).area = area
    session.commit()
    session.expunge_all()
    with counted_queries(app) as sent:
        page = text_of(client, f"{PAGE}/areas")
    assert len(sent) <= 12
    for words in (
        "Central",
        "South",
        "No area named",
        "The same as a table",
        "No project won here",
    ):
        assert words in page
    assert f'href="{PAGE}/areas"' in text_of(client, PAGE)


def test_before_the_count_the_page_waits(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    make_election(session, tmp_path / "keys")
    session.commit()
    assert "There is no result yet" in text_of(client, f"{PAGE}/areas")
    assert "There is no result yet" in text_of(client, f"{PAGE}/other-rules")
