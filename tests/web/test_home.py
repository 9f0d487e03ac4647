"""The first page in every phase of a place, and the counts on it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import ManualClock
from pbplatform.delivery import services as delivery
from pbplatform.front.home import LEADING, lead_round
from pbplatform.points.queries import points as point_queries
from pbplatform.points.queries.summary import Summary, summary
from pbplatform.points.queries.view import tally
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries.reading_order import in_order_of_hour
from pbplatform.voting.services.cast import cast_ballots
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, give_line, project_with_line
from tests.factories import BEGIN, COMMAND, make_place, make_round
from tests.points.people import CAME, NO, make_world
from tests.voting.elections import CLOSES, OPENS, make_election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

HOUR = timedelta(hours=1)


def text_of(client: FlaskClient, **headers: str) -> str:
    answer = client.get("/", headers=headers)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_place_without_a_round_says_that_nothing_is_open(
    client: FlaskClient, session: Session
) -> None:
    make_place(session)
    session.commit()
    page = text_of(client)
    assert "decides together" in page
    assert "Nothing is open today." in page
    assert page.count("data-empty=") == 4


def test_round_to_come_is_named_with_the_day_on_which_ideas_open(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    make_place(session)
    make_round(session, opens_at=BEGIN + timedelta(days=150))
    session.commit()
    clock.at = BEGIN + DAY
    page = text_of(client)
    assert "Nothing is open today. Ideas for" in page
    assert "open on Saturday 31 October 2026" in page


@pytest.mark.parametrize(
    ("days", "title", "link"),
    [
        (35, "What should the money be for?", "/rounds/neighbour-fund/ideas/new"),
        (100, "Ideas are becoming projects", "/rounds/neighbour-fund"),
    ],
)
def test_notice_says_the_phase_and_one_thing_to_do(
    client: FlaskClient, session: Session, clock: SetClock, days: int, title: str, link: str
) -> None:
    make_place(session)
    make_round(session, opens_at=BEGIN + timedelta(days=150))
    session.commit()
    clock.at = BEGIN + timedelta(days=days)
    page = text_of(client)
    assert title in page
    assert f'href="{link}"' in page
    assert "£500,000" in page
    assert 'aria-current="step"' in page


def test_several_rounds_that_take_ideas_have_one_link_that_leads_to_all(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    """A city takes ideas in many rounds: links that read alike tell nobody which one is theirs."""
    make_place(session)
    for name in ("Neighbour Fund", "Castle Hill Fund", "Docklands Fund"):
        make_round(session, name=name, opens_at=BEGIN + timedelta(days=150))
    session.commit()
    clock.at = BEGIN + timedelta(days=35)
    page = text_of(client)
    deeds = page.split("What you can do today")[1].split("</section>")[0]
    assert deeds.count(">Send an idea<") == 1
    assert "3 rounds take ideas. Choose yours" in deeds
    linked = re.findall(r'href="([^"]+)"[^>]*>\s*Send an idea<', deeds)
    assert linked == ["/rounds"]
    listed = client.get("/rounds").get_data(as_text=True)
    assert all(f"/rounds/{slug}-fund" in listed for slug in ("neighbour", "castle-hill"))


def test_vote_leads_the_page_with_time_left_and_its_projects_in_the_readers_own_order(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = make_election(session, tmp_path / "keys")
    cast_ballots(
        session,
        round_id=election.round_id,
        sealed=[election.cast(1, 15)],
        clock=ManualClock(OPENS + HOUR),
    )
    session.commit()
    clock.at = CLOSES - timedelta(days=4, hours=9)
    page = text_of(client)
    assert "Voting is open" in page
    assert "<strong>4 days 9 hours</strong> left to vote." in page
    assert 'href="/rounds/neighbour-fund/vote"' in page
    assert "The 4 projects you can vote for" in page

    def order(path: str = "/", **headers: str) -> list[str]:
        found = client.get(path, headers=headers).text
        return re.findall(r'data-n="(\d+)"', found)

    # One order for all who share the page, on home and ballot; another one within some hours.
    assert order() == order(**{"User-Agent": "another reader"})
    assert order() == order("/rounds/neighbour-fund") == order("/rounds/neighbour-fund/vote")
    assert "Set-Cookie" not in client.get("/").headers
    assert "The order is another one every hour" in text_of(client)
    others = set()
    for _hour in range(6):
        clock.at += HOUR
        others.add(tuple(order()))
    assert len(others) > 1
    assert len({tuple(sorted(each)) for each in others}) == 1
    clock.at = CLOSES
    over = text_of(client)
    assert "Voting is over" in over
    assert "Vote now" not in over


def test_order_of_the_hour_keeps_every_project_once_and_knows_no_reader() -> None:
    projects = [BallotProject(round_id=1, number=number) for number in range(9)]
    order = in_order_of_hour(projects, "neighbour-fund", OPENS)
    assert sorted(project.number for project in order) == list(range(9))
    backwards = in_order_of_hour(projects[::-1], "neighbour-fund", OPENS)
    assert [project.number for project in order] == [project.number for project in backwards]


def test_round_in_the_foremost_phase_leads_and_of_two_the_one_that_ends_first() -> None:
    soon, late = (Round(id=n, closes_at=BEGIN + n * DAY) for n in (1, 2))
    ideas = Round(id=3, closes_at=BEGIN)
    phases = [(ideas, Phase.IDEAS), (late, Phase.VOTING), (soon, Phase.VOTING)]
    assert lead_round(phases) is soon
    assert lead_round([(ideas, Phase.IDEAS)]) is ideas
    assert lead_round([(ideas, Phase.SOON), (late, Phase.RESULTS)]) is None
    assert set(LEADING) == set(Phase) - {Phase.DRAFT, Phase.RESULTS, Phase.CALLED_OFF}


def test_new_result_stands_above_everything_for_two_weeks(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    session.get_one(Round, election.round_id).counted_at = WON
    session.commit()
    for days, is_news in ((0, True), (14, True), (15, False)):
        clock.at = WON + days * DAY
        assert ("See what won, and why" in text_of(client)) is is_news


def test_winners_are_counted_by_how_they_stand_and_late_ones_named(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    give_line(session, election, project=7, amount_minor=4_200_000)
    delivery.stop_project(
        session,
        actor=COMMAND,
        round_id=election.round_id,
        number=7,
        facts=delivery.StopFacts(reason="Sold.", decided_by="Council", money_goes="Next round"),
        now=WON + DAY,
    )
    session.commit()
    clock.at = WON + 30 * DAY
    page = text_of(client)
    for words in (
        "projects won",
        "1 on time.",
        "1 stopped.",
        "It was due on Tuesday 23 March 2027.",
    ):
        assert words in page
    assert page.count("<strong>No budget line yet.</strong>") == 2
    assert "/rounds/neighbour-fund/results" in page


def test_counts_of_points_are_those_of_the_forums_own_pages(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    world = make_world(session)
    assert summary(session, now=CAME) == Summary()
    first, second, third = (world.point(now=CAME) for _ in range(3))
    world.answer(first, text=NO)
    session.commit()
    late = CAME + timedelta(days=45)
    for now in (CAME, CAME + timedelta(days=1), late):
        told = summary(session, now=now)
        whole = tally(point_queries.public_views(session, world.forum, now=now))
        assert told.counts == whole.counts
    worst = summary(session, now=late).worst
    assert worst is not None
    assert worst.number == second.number < third.number
    clock.at = late
    page = text_of(client)
    assert f"<strong>Late:</strong> point {second.number}" in page
    assert re.search(r"wait and are late</dt>\s*<dd>2</dd>", page)
