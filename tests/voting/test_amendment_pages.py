"""Amendments as voters and desks meet them. Rules: docs/rules/amendments.md."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from pbplatform.accounts.models import PairAct
from pbplatform.audit import services as audit
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.domain.amendments import Outage
from pbplatform.rounds.models import RoundAmendment
from tests.conftest import SetClock
from tests.factories import make_person
from tests.pages import hidden_field, sign_in
from tests.voting.amending import WHY, extend, withdraw
from tests.voting.by_page import HOME, cast, choose, election, in_box, prove, slip_of
from tests.voting.elections import CLOSES, OPENS, Election

__all__ = ["election"]
DESK = "/desk/facilitator/rounds/neighbour-fund"
SAID = "Project 9, Project 9, was withdrawn from the vote. It cannot win."


@pytest.fixture
def without_9(app: Flask, election: Election) -> Election:
    """The election while people vote, project 9 withdrawn."""
    with app.app_context(), transaction() as session:
        withdraw(session, election, 9)
    return election


def take_9_away(app: Flask, election: Election) -> None:
    with app.app_context(), transaction() as session:
        withdraw(session, election, 9)


def test_withdrawn_project_is_struck_with_its_reason_and_cannot_be_ticked(
    client: FlaskClient, without_9: Election
) -> None:
    page = client.get(HOME).text
    assert SAID in page
    assert WHY in page
    assert "<del>9. " in page
    assert 'id="p9"' not in page
    assert 'id="p7"' in page


def test_form_that_names_it_comes_back_with_a_sentence_and_the_other_ticks(
    client: FlaskClient, without_9: Election
) -> None:
    page = choose(client, 4, 9)
    assert page.status_code == 422
    assert "so not in your choices any more: project 9." in page.text
    assert page.text.count(" checked") == 1
    assert "£18,000" in page.text
    # Three were ticked, two are left: that is not too many.
    assert "You chose 3." not in choose(client, 4, 7, 9).text


def test_choices_kept_before_the_withdrawal_lead_back_to_the_ballot_without_it(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    choose(client, 4, 9)
    prove(client, election.codes[0])
    slip = slip_of(client)
    take_9_away(app, election)
    assert client.get(f"{HOME}/check").status_code == 302
    refused = cast(client, slip)
    assert refused.status_code == 409
    assert "project 9" in refused.text
    assert in_box(app) == 0
    page = client.get(HOME).text
    assert page.count(" checked") == 1


def test_browser_that_seals_is_given_no_row_of_a_withdrawn_project(
    client: FlaskClient, without_9: Election
) -> None:
    client.post(HOME, data={"here": "1", "action": "next"})
    prove(client, without_9.codes[0])
    page = client.get(f"{HOME}/check").text
    assert 'data-number="7"' in page
    assert 'data-number="9"' not in page
    assert SAID in page


@pytest.mark.parametrize("path", ["/rounds/neighbour-fund", "/rounds/neighbour-fund/rules"])
def test_pages_of_the_round_say_what_was_withdrawn_and_why(
    client: FlaskClient, without_9: Election, path: str
) -> None:
    page = client.get(path).text
    assert SAID in page
    assert WHY in page


def test_amendments_are_a_file(client: FlaskClient, without_9: Election) -> None:
    told = json.loads(client.get("/rounds/neighbour-fund/rules/amendments.json").text)
    assert [(one["amendment"], one["kind"], one["project"]) for one in told] == [
        (1, "withdrawn", 9)
    ]
    assert told[0]["reason"] == WHY


def test_ballot_log_tells_it_in_words_once_its_hour_is_over(
    app: Flask, client: FlaskClient, without_9: Election
) -> None:
    told = "Amendment 1: project 9 was withdrawn from the vote."
    assert told not in client.get("/log/rounds/neighbour-fund").text
    with app.app_context(), transaction() as session:
        audit.fold(session, audit.ensure_log(session, "rounds/neighbour-fund"))
    assert told in client.get("/log/rounds/neighbour-fund").text


def test_first_page_offers_no_withdrawn_project(client: FlaskClient, without_9: Election) -> None:
    page = client.get("/").text
    assert "The 3 projects you can vote for" in page


def test_every_page_of_the_vote_prints_the_new_end_with_its_reason(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        outage = Outage(OPENS, OPENS + timedelta(hours=3))
        extend(session, election, CLOSES + timedelta(hours=2), outage=outage, now=clock.at)
    for path in (HOME, "/rounds/neighbour-fund", "/rounds/neighbour-fund/rules"):
        page = client.get(path).text
        assert "The server was down." in page
        assert "Letters and posters still say the older end." in page
    clock.at = CLOSES + timedelta(hours=1)
    choose(client, 4)
    prove(client, election.codes[0])
    assert cast(client, slip_of(client)).status_code == 200


def fields(name: str, day: date, at: str) -> dict[str, str]:
    parts = (("day", day.day), ("month", day.month), ("year", day.year))
    return {**{f"{name}-{part}": str(n) for part, n in parts}, f"{name}_time": at}


def test_asking_changes_nothing_and_stale_or_bad_forms_ask_for_nothing(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        bea = make_person(session, "Bea", role="facilitator")
    sign_in(app, client, bea, clock)
    seen = hidden_field(client.get(f"{DESK}/withdraw/9").text, "seen")
    assert client.post(f"{DESK}/withdraw/9", data={"reason": WHY}).status_code == 409
    assert client.post(f"{DESK}/withdraw/9", data={"seen": seen}).status_code == 422
    take_9_away(app, election)
    stale = client.post(f"{DESK}/withdraw/7", data={"reason": WHY, "seen": seen})
    assert stale.status_code == 409
    assert "Projects withdrawn already" in stale.text
    assert "is withdrawn already" in client.get(f"{DESK}/withdraw/9").text
    assert client.get(f"{DESK}/withdraw/8").status_code == 404
    wrong = {
        **fields("down_from", OPENS.date(), "7pm"),
        **fields("down_until", OPENS.date(), "6pm"),
        **fields("closes_at", CLOSES.date(), "11pm"),
        "reason": "Down",
        "seen": hidden_field(client.get(f"{DESK}/extend").text, "seen"),
    }
    refused = client.post(f"{DESK}/extend", data=wrong)
    assert refused.status_code == 422
    assert "It must end after it began" in refused.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PairAct)) == 0
        assert db.session.scalar(select(func.count()).select_from(RoundAmendment)) == 1


@pytest.mark.parametrize("path", ["amend", "withdraw/9", "extend"])
def test_desk_is_for_facilitators_and_auditors_of_the_round(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock, path: str
) -> None:
    with app.app_context(), transaction() as session:
        carla = make_person(session, "Carla", role="clerk", scope=f"round:{election.slug}")
        ada = make_person(session, "Ada", role="auditor")
    assert client.get(f"{DESK}/{path}").status_code == 302
    sign_in(app, client, carla, clock)
    assert client.get(f"{DESK}/{path}").status_code == 403
    sign_in(app, client, ada, clock)
    assert client.get(f"{DESK}/{path}").status_code == 200
