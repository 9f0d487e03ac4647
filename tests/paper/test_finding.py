"""A clerk finds a voter by the number of the register.

Source: docs/rules/voting.md section 11.19.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.kinds import AsideWhy
from pbplatform.paper.models.handing import PaperIssue
from pbplatform.paper.services.aside import set_aside
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.registers.hashing import check_of, hashes_of
from pbplatform.voting.models import DONE, RollEntry, RollImport
from tests.conftest import SetClock
from tests.paper.rounds import DURING, SCOPE, clerk, make_paper_election
from tests.voting.elections import OPENS, Election
from tests.voting.roll_by_page import somebody

pytestmark = pytest.mark.one_database
DESK = "/desk/clerk/rounds/neighbour-fund/paper"
# So long that no hash or salt has it by chance; blanks and capitals make no difference.
TYPED = "ab 4700470047-x"
FOUND = "This is number 3 on the roll. Nothing is marked yet."


@pytest.fixture
def election(app: Flask, settings: Settings, clock: SetClock) -> Election:
    """A round whose third voter has the number AB4700470047-X in the register."""
    clock.at = DURING
    keys = Path(settings.key_dir)
    key = KeyStore(keys).make_register_key("neighbour-fund")
    (digest,) = hashes_of(key, ["AB4700470047-X"])
    with app.app_context(), transaction() as session:
        made = make_paper_election(session, keys)
        entry = session.get_one(RollEntry, (made.round_id, 3))
        entry.register_hash = digest
        session.add(
            RollImport(
                round_id=made.round_id,
                import_no=1,
                state=DONE,
                key_check=check_of(key),
                total=1,
                first_voter=3,
                unchanged=0,
                missing=0,
                left_out=0,
                number_column="",
                state_column="",
                area_column="",
                asked_by=int(clerk(session, "Hanna").key),
                asked_role="clerk",
                by_operator=False,
            )
        )
        return made


@pytest.fixture
def carla(app: Flask, client: FlaskClient, clock: SetClock, election: Election) -> FlaskClient:
    return somebody(app, clock, "Carla", role="clerk", scope=SCOPE)


def finds(client: FlaskClient, page: str, typed: str = TYPED, status: int = 200) -> str:
    client.get(f"{DESK}/{page}")
    answer = client.post(f"{DESK}/{page}", data={"find": "y", "register": typed})
    assert answer.status_code == status, answer.text
    assert "4700470047" not in answer.text
    assert "4700470047" not in answer.request.url
    assert answer.headers["Cache-Control"] == "no-store"
    return " ".join(answer.text.split())


def everything_stored(app: Flask) -> str:
    with app.app_context():
        # Numbers of tables are drawn: they have any digits.
        tables = set(inspect(db.engine).get_table_names()) - {"page_version"}
        rows = [db.session.execute(text(f'SELECT * FROM "{name}"')).all() for name in tables]  # noqa: S608
    return repr(rows)


@pytest.mark.parametrize("page", ["give", "back"])
def test_voter_is_found_and_nothing_is_marked_or_kept(
    app: Flask, carla: FlaskClient, page: str
) -> None:
    told = finds(carla, page)
    assert FOUND in told
    assert 'name="numbers"' in told
    assert 'value="3"' in told
    with app.app_context():
        assert db.session.scalars(select(PaperIssue)).all() == []
    assert "4700470047" not in everything_stored(app)


def test_paper_is_given_to_who_was_found(app: Flask, carla: FlaskClient) -> None:
    finds(carla, "give")
    assert carla.post(f"{DESK}/give", data={"numbers": "3", "how": "hand"}).status_code == 302
    with app.app_context():
        assert [row.voter_no for row in db.session.scalars(select(PaperIssue))] == [3]
    assert "4700470047" not in everything_stored(app)


def test_voter_of_a_vote_to_be_replaced_and_of_a_paper_under_a_condition_is_found(
    app: Flask, carla: FlaskClient, election: Election
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(RoundWays, election.round_id).paper = Exclusion.REPLACES
        n = set_aside(
            session,
            actor=clerk(session, "Cora"),
            round_id=election.round_id,
            why=AsideWhy.NOT_FOUND,
            today=DURING.date(),
            now=DURING,
        )
    for page in ("replace", f"aside/{n}"):
        told = finds(carla, page)
        assert FOUND in told
        assert 'value="3"' in told


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("AB47-X", 422, "Nobody on the roll has this number in the register."),
        ("", 422, "Enter the number in the register"),
        ("9" * 61, 422, "60"),
        ("%00'; --", 422, "Nobody on the roll has this number in the register."),
    ],
)
def test_number_that_finds_nobody_is_said_beside_its_field(
    carla: FlaskClient, typed: str, status: int, said: str
) -> None:
    told = finds(carla, "give", typed, status)
    assert said in told
    assert 'id="register-error"' in told
    if typed:
        assert typed not in told


def test_without_the_key_or_a_register_it_is_said(
    app: Flask, carla: FlaskClient, settings: Settings, election: Election
) -> None:
    KeyStore(settings.key_dir).destroy(election.slug)
    assert "The key of this round’s register is not on this machine." in finds(
        carla, "give", status=422
    )
    with app.app_context(), transaction() as session:
        session.execute(text("DELETE FROM roll_import"))
    assert "Number in the register" not in carla.get(f"{DESK}/give").text
    assert "Nothing is marked yet." not in finds(carla, "give", status=422)


def test_nobody_else_finds_voters(
    app: Flask, clock: SetClock, election: Election, client: FlaskClient
) -> None:
    other = somebody(app, clock, "Otto", role="clerk", scope="round:other")
    auditor = somebody(app, clock, "Ada", role="auditor")
    for person, page in ((other, "give"), (auditor, "give"), (other, "back")):
        sent = {"find": "y", "register": TYPED}
        person.get("/desk")
        assert person.post(f"{DESK}/{page}", data=sent).status_code == 403
    assert client.get(f"{DESK}/give").status_code == 302
    assert OPENS < DURING < OPENS + timedelta(days=9)
