"""From every desk a link leads to what comes next: nobody has to know an address."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.transaction import transaction
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import BallotProject, Round
from tests.browsing import sign_in
from tests.conftest import NOON, SetClock
from tests.factories import make_person, make_place, make_round, make_team
from tests.people import signed_in
from tests.voting.elections import CLOSES, OPENS, PROJECTS, make_election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

FUND = "/desk/facilitator/rounds/neighbour-fund"
ROLL = "/desk/clerk/rounds/neighbour-fund/roll"


@pytest.fixture
def election(app: Flask, tmp_path: Path) -> int:
    """A frozen round with a roll."""
    with app.app_context(), transaction() as session:
        return make_election(session, tmp_path).round_id


def test_desk_of_a_draft_leads_neither_to_roll_nor_box(app: Flask, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session, published=False)
    page = signed_in(app, "Bea", role="facilitator")[0].get(FUND).text
    assert ROLL not in page
    assert f"{FUND}/box" not in page


@pytest.mark.parametrize(
    ("at", "phase", "says"),
    [
        (OPENS - timedelta(hours=1), Phase.READY, "Waits for voting to open"),
        (OPENS, Phase.VOTING, "Takes votes"),
        (CLOSES, Phase.COUNTING, "To do"),
    ],
)
def test_desk_of_a_round_leads_to_roll_and_box_once_it_is_frozen(
    client: FlaskClient,
    session: Session,
    election: int,
    clock: SetClock,
    at: datetime,
    phase: Phase,
    says: str,
) -> None:
    clock.at = at
    assert session.get_one(Round, election).phase(at) is phase
    bea = make_person(session, "Bea", role="facilitator")
    session.commit()
    sign_in(client, bea, at)
    page = client.get(FUND).text
    assert f'href="{ROLL}"' in page
    assert f'href="{FUND}/box"' in page
    assert says in page


def test_clerks_desk_leads_to_the_rolls_of_their_own_rounds(app: Flask, election: int) -> None:
    with app.app_context(), transaction() as session:
        make_round(session, name="Other Fund")
        make_round(session, name="Draft Fund", published=False)
    carla, _person = signed_in(app, "Carla", role="clerk", scope="round:neighbour-fund")
    assert 'href="/desk/clerk"' in carla.get("/desk").text
    page = carla.get("/desk/clerk").text
    assert 'href="/desk/clerk/rounds/neighbour-fund/roll"' in page
    assert 'href="/desk/facilitator/rounds/neighbour-fund/box"' in page
    assert "Other Fund" not in page
    nobody, _person = signed_in(app, "Nobody", role="clerk", scope="round:gone")
    assert "No round of yours is public yet." in nobody.get("/desk/clerk").text
    audit, _person = signed_in(app, "Ada", role="auditor")
    assert 'href="/desk/auditor"' in audit.get("/desk").text
    page = audit.get("/desk/auditor").text
    assert "Nothing waits for you now." in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert carla.get("/desk/auditor").status_code == 403
    assert "/desk/facilitator/rounds/neighbour-fund/box" in page
    assert "/desk/clerk/rounds/neighbour-fund/roll" in page
    assert "/desk/two-people" in page
    assert "Draft Fund" not in page


@pytest.mark.parametrize("path", ["roll", "box"])
def test_clerk_goes_back_from_roll_and_box_to_a_desk_of_theirs(
    app: Flask, election: int, path: str
) -> None:
    asked = f"/desk/{'clerk' if path == 'roll' else 'facilitator'}/rounds/neighbour-fund/{path}"
    carla, _person = signed_in(app, "Carla", role="clerk", scope="round:neighbour-fund")
    bea, _person = signed_in(app, "Bea", role="facilitator")
    assert 'href="/desk/clerk"' in carla.get(asked).text
    assert 'href="/desk/facilitator/rounds/neighbour-fund"' in bea.get(asked).text


def test_facilitators_desk_leads_to_ideas_and_winners(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    page = signed_in(app, "Bea", role="facilitator")[0].get("/desk/facilitator").text
    for path in ("ideas", "projects", "rounds", "forums", "roles", "place"):
        assert f'href="/desk/facilitator/{path}"' in page


def test_officials_desk_leads_to_costings_and_projects(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session)
    tom, _person = signed_in(app, "Tom", role="official", scope="team:parks")
    assert 'href="/desk/official"' in tom.get("/desk").text
    page = tom.get("/desk/official").text
    for path in ("costings", "projects"):
        assert f'href="/desk/official/{path}"' in page
        assert tom.get(f"/desk/official/{path}").status_code == 200
    ruth, _person = signed_in(app, "Ruth", role="elected", scope="team:parks")
    assert 'href="/desk/official"' in ruth.get("/desk").text
    page = ruth.get("/desk/official").text
    assert "/desk/official/costings" not in page
    assert "/desk/official/projects" not in page


def test_round_page_shows_the_projects_of_the_ballot_once_it_is_frozen(
    app: Flask, session: Session, election: int
) -> None:
    page = app.test_client().get("/rounds/neighbour-fund").text
    for number, _cost in PROJECTS:
        assert f"Project {number}" in page
        assert f'href="/rounds/neighbour-fund/proposals/{number}"' in page
    assert page.count('class="pb-pic"') == len(PROJECTS)
    session.get_one(BallotProject, (election, 4)).source_id = "4"
    session.commit()
    page = app.test_client().get("/rounds/neighbour-fund").text
    assert 'href="/rounds/neighbour-fund/proposals/4"' not in page
    open_round = make_round(session, name="Open Fund", opens_at=NOON + timedelta(days=100))
    session.add(BallotProject(round_id=open_round.id, number=1, title="Benches", cost_minor=1))
    session.commit()
    assert "Benches" not in app.test_client().get(f"/{open_round.path}").text
