"""The demonstration tells the truth about itself: every figure is worked out again here."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from pbplatform.audit import queries as log
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import Base, db
from pbplatform.delivery.models import Project
from pbplatform.demo import tour as tours
from pbplatform.demo.city.story import TOWN
from pbplatform.demo.seed import FIRST_START
from pbplatform.demo.trustee_acts import keys_of
from pbplatform.demo.voting_acts import Played, close_open_count
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Answer, Point, PointSupport
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal
from pbplatform.results import queries as results
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.voting.models import PublishedBallot, RollEntry, UrnEnvelope
from tests.demo.conftest import demonstration, put_away


def words(page: str) -> str:
    """What one reads, without tags, blanks made single."""
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    plain = re.sub(r"<svg.*?</svg>", " ", main.group(0), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def pounds(minor: int) -> str:
    return f"£{minor // 100:,}"


def test_first_page_tells_what_the_place_holds(hackford: Flask) -> None:
    page = words(hackford.test_client().get("/").text)
    with hackford.app_context():
        round_ = db.session.scalars(select(Round).where(Round.slug == "neighbour-fund-2027")).one()
        projects = db.session.scalars(
            select(BallotProject).where(BallotProject.round_id == round_.id)
        ).all()
        query = db.session.scalar(select(func.count()).select_from(Point))
        answered = db.session.scalar(select(func.count(func.distinct(Answer.point_id))))
        winners = db.session.scalar(
            select(func.count())
            .select_from(Project)
            .join(Round, Round.id == Project.round_id)
            .where(Round.slug == "neighbour-fund-2026")
        )
    assert pounds(round_.money_minor) in page
    assert f"The {len(projects)} projects you can vote for" in page
    for project in projects:
        assert f"{project.title} {pounds(project.cost_minor)}" in page
    assert f"{query} points get an answer" in page
    assert re.search(rf"are answered: \d+ on time, \d+ late {answered}\b", page)
    assert "4 days 9 hours" in page
    assert re.search(rf"Neighbour Fund 2026 ?: {winners} projects won", page)
    assert "4 working days late" in page


def test_result_page_tells_what_the_published_ballots_say(hackford: Flask) -> None:
    page = words(hackford.test_client().get("/rounds/neighbour-fund-2026/results").text)
    with hackford.app_context():
        round_ = db.session.scalars(select(Round).where(Round.slug == "neighbour-fund-2026")).one()
        ballots = db.session.scalars(
            select(PublishedBallot.choices).where(
                PublishedBallot.round_id == round_.id, PublishedBallot.invalid == ""
            )
        ).all()
        projects = db.session.scalars(
            select(BallotProject).where(BallotProject.round_id == round_.id)
        ).all()
        roll = db.session.scalar(
            select(func.count()).select_from(RollEntry).where(RollEntry.round_id == round_.id)
        )
    votes = Counter(int(number) for ballot in ballots for number in ballot.split(","))
    left, won = round_.money_minor, set()
    for project in sorted(projects, key=lambda each: -votes[each.number]):
        if project.cost_minor <= left:
            left -= project.cost_minor
            won.add(project.number)
    assert f"{len(won)} projects won" in page
    assert f"{pounds(round_.money_minor - left)} of {pounds(round_.money_minor)}" in page
    assert re.search(rf"people voted, [\d.]+% of the {roll:,} who could {len(ballots)}\b", page)
    served = sum(1 for ballot in ballots if won & {int(n) for n in ballot.split(",")})
    assert f"{served / len(ballots):.1%}" in page
    for project in projects:
        assert f"{project.title} {pounds(project.cost_minor)} {votes[project.number]:,}" in page


def test_equal_shares_let_a_project_with_far_fewer_votes_win_and_say_why(hackford: Flask) -> None:
    client = hackford.test_client()
    page = words(client.get("/rounds/canal-quarter-fund-2026/results").text)
    with hackford.app_context():
        round_ = db.session.scalars(
            select(Round).where(Round.slug == "canal-quarter-fund-2026")
        ).one()
        ballots = db.session.scalars(
            select(PublishedBallot.choices).where(PublishedBallot.round_id == round_.id)
        ).all()
        rows = results.rows_of(db.session(), round_.id)
        told = {project.title: (row.won, row.votes, row.cost_minor) for row, project in rows}
    votes = Counter(int(number) for ballot in ballots for number in ballot.split(","))
    assert {project.title: votes[project.number] for _, project in rows} == {
        title: number for title, (_won, number, _cost) in told.items()
    }
    garden, lamps = told["Garden at the Sidings"], told["Lamps on the towpath"]
    assert garden[0]
    assert not lamps[0]
    assert garden[1] * 2 < lamps[1]
    assert f"Why did a project with {garden[1]} votes win, and one with {lamps[1]} not?" in page
    # By most votes the Sidings would have got nothing.
    left, most = round_.money_minor, set()
    for title, (_won, _number, cost) in sorted(told.items(), key=lambda one: -one[1][1]):
        if cost <= left:
            left -= cost
            most.add(title)
    side = words(client.get("/rounds/canal-quarter-fund-2026/results/other-rules").text)
    for title, (won, _number, _cost) in told.items():
        assert re.search(
            rf"{title} £[\d,]+ \d+ {'Won' if won else 'Did not win'} "
            rf"{'Would win' if title in most else 'Would not win'}",
            side,
        )
    assert not {title for title in most if "Sidings" in title}


def story(app: Flask) -> list[tuple[str, str, dict[str, object]]]:
    """What the public log tells, without fingerprints, which depend on keys that are new."""
    with app.app_context():
        entries = log.all_entries(db.session(), log="site")
        told = [(e.told["at"], e.kind, e.told["data"]) for e in entries]
        db.session.remove()
    plain = [
        (at, kind, {name: value for name, value in data.items() if not _is_fingerprint(value)})
        for at, kind, data in told
    ]
    # Entries of one instant stand in the order of random keys.
    return sorted(plain, key=lambda entry: (entry[0], entry[1], json.dumps(entry[2])))


def _is_fingerprint(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def test_every_seed_tells_the_same_story_and_ends_with_the_same_winners(
    hackford: Flask, databases: Any, tmp_path: Path
) -> None:
    other = demonstration(databases, tmp_path)
    assert len(story(hackford)) > 250
    assert story(hackford) == story(other)
    with other.app_context():
        found = tours.tour(db.session(), now=FIRST_START)
        assert found is not None
        round_id, closes = found.round_.id, found.round_.closes_at
        played = Played(
            keys=keys_of(tmp_path / "keys", found.round_.slug),
            bea=acting("bea", "facilitator"),
            carla=acting("carla", "clerk"),
            ines=acting("ines", "auditor"),
            digits="1234567890",
            now=closes,
        )
        close_open_count(round_id, played)
        won = [project.title for _row, project in results.winners_of(db.session(), round_id)]
    assert won == [
        "Splash park",
        "Repair café",
        "Library on Sundays",
        "Quiet benches",
        "Youth sports evenings",
    ]
    put_away(other, databases)


def acting(key: str, role: str) -> ActorRef:
    account = tours.account_of(db.session(), key)
    assert account is not None
    return ActorRef("account", str(account.id), role, "place", account.name)


def test_place_begins_with_a_round_in_each_phase_and_points_of_each_kind(hackford: Flask) -> None:
    with hackford.app_context():
        phases = {
            round_.slug: str(round_.phase(FIRST_START))
            for round_ in db.session.scalars(select(Round))
        }
        assert db.session.scalar(select(func.count()).select_from(UrnEnvelope)) == 1190
        late = tours.tour(db.session(), now=FIRST_START)
    assert phases == {
        "neighbour-fund-2026": "results",
        "neighbour-fund-2027": "voting",
        "canal-quarter-fund-2026": "results",
        "schools-and-youth-fund-2027": "review",
        "green-streets-fund-2028": "ideas",
    }
    assert late is not None
    client = hackford.test_client()
    page = words(client.get("/forums/town-forum/points").text)
    for sign in (
        "Late.",
        "Waiting",
        "Clock stopped",
        "Answered on time",
        "The promise is under way",
    ):
        assert sign in page


def test_city_knows_what_the_town_has(hackford: Flask) -> None:
    def count(model: type[Base]) -> int:
        return db.session.scalar(select(func.count()).select_from(model)) or 0

    with hackford.app_context():
        assert count(Round) == TOWN.rounds
        assert count(Proposal) == TOWN.proposals
        assert count(Idea) == TOWN.ideas
        assert count(IdeaSupport) + count(PointSupport) == TOWN.supports
        assert count(ForumSeries) == TOWN.forums
        assert count(Point) == TOWN.points
        assert count(RollEntry) == TOWN.voters
