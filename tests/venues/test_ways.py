"""A facilitator says how people can vote. Source: docs/rules/paper.md section 1."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion, VenueLog
from pbplatform.venues.queries.ways import exclusion_of, ways_of
from pbplatform.venues.services.ways import Ways
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import BEGIN, make_person, make_place, make_round
from tests.logged import waiting_entries

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

WAYS = "/desk/facilitator/rounds/neighbour-fund/ways"


@pytest.fixture
def round_(session: Session, client: FlaskClient, clock: SetClock) -> Round:
    make_place(session)
    made = make_round(session)
    facilitator = make_person(session, "Fay", role="facilitator")
    session.commit()
    clock.at = BEGIN + timedelta(days=1)
    sign_in(client, facilitator, clock.at)
    return made


def says(
    client: FlaskClient,
    status: int = 302,
    paper: str = "first",
    day: date | None = None,
    **more: str,
) -> str:
    g.pop("_login_user", None)
    page = client.get(WAYS).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    kept = {"day": day.day, "month": day.month, "year": day.year} if day else {}
    data = {"seen": seen, "paper": paper, **more}
    data.update({f"papers_kept_until-{part}": str(value) for part, value in kept.items()})
    answer = client.post(WAYS, data=data)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def test_ways_are_said_changed_and_logged_once_each(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    day = round_.results_at.date() + timedelta(days=90)
    says(client, day=day, helped="y")
    session.expire_all()
    assert Ways.of(ways_of(session, round_.id)) == Ways(Exclusion.FIRST, False, True, day)
    says(client, day=day, helped="y")  # the same again
    says(client, paper="")
    session.expire_all()
    assert exclusion_of(session, round_.id) is Exclusion.NO_PAPER
    told = [entry for entry in waiting_entries(session) if entry["kind"] == VenueLog.WAYS_SAID]
    said = {(entry["data"]["paper"], entry["data"]["papers_kept_until"]) for entry in told}
    assert said == {("first", day.isoformat()), ("", "")}
    assert len(told) == 2


def test_day_for_papers_is_needed_with_paper_and_only_then(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    later = round_.results_at.date() + timedelta(days=90)
    assert "Enter the day until which the papers are kept" in says(client, 422)
    assert "takes no paper. Leave the day empty" in says(client, 422, paper="", day=later)
    assert "Enter a later day" in says(client, 422, day=round_.results_at.date())
    assert ways_of(session, round_.id) is None


def test_page_that_shows_what_holds_no_more_changes_nothing(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    day = round_.results_at.date() + timedelta(days=90)
    old = client.get(WAYS).text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    says(client, day=day)
    answer = client.post(WAYS, data={"seen": old, "paper": "", "kiosk": "y"})
    assert answer.status_code == 409
    session.expire_all()
    assert exclusion_of(session, round_.id) is Exclusion.FIRST


def test_frozen_round_shows_its_ways_and_takes_no_other(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    day = round_.results_at.date() + timedelta(days=90)
    says(client, paper="replaces", day=day)
    session.expire_all()
    session.get_one(Round, round_.id).frozen_at = BEGIN
    session.commit()
    g.pop("_login_user", None)
    page = " ".join(client.get(WAYS).text.split())
    assert "The ballot is frozen. The ways to vote stay as they are." in page
    assert "two people first take the online vote out" in page
    assert "<form class=" not in page.split("<main")[1]
    assert client.post(WAYS, data={"seen": "", "paper": ""}).status_code == 409
