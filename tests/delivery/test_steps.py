"""Steps are taken in order, say what was spent, and a wrong one is taken back in public.

Source: docs/rules/delivery.md section 2.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import ORDER, Step
from pbplatform.delivery.words.sentences import steps_shown
from tests.browsing import sign_in as sign_in_at
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, bea, project_with_line, tom
from tests.factories import make_person
from tests.pages import confirm, hidden_field
from tests.voting.elections import Election

DESK = "/desk/rounds/neighbour-fund/projects/4"
PAGE = "/rounds/neighbour-fund/projects/4-project-4"
LATER = WON + 2 * DAY
STOP = services.StopFacts(reason="Sold.", decided_by="The council", money_goes="Next round")
TAKEN = [step for step in Step if step is not Step.WON]


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return project_with_line(session, tmp_path)


def to(session: Session, election: Election, step: Step, **told: object) -> None:
    given = {"actor": tom(session), "round_id": election.round_id, "number": 4, "now": LATER}
    services.set_step(session, **{**given, "step": step, **told})


def project(session: Session, election: Election) -> queries.ProjectView:
    return queries.project_view(session, election.round_id, 4, now=LATER)


def reach(session: Session, election: Election, step: Step) -> None:
    """By every step in between; a stop from building."""
    if step is Step.STOPPED:
        reach(session, election, Step.BUILDING)
        given = {"actor": tom(session), "round_id": election.round_id, "number": 4, "now": LATER}
        services.stop_project(session, facts=STOP, **given)
        return
    for each in ORDER[1 : ORDER.index(step) + 1]:
        to(session, election, each, spent_minor=5 if each is Step.OPEN else None)


@pytest.mark.parametrize("step", ORDER[2:6])
def test_steps_are_left_out_only_with_a_reason(
    session: Session, election: Election, step: Step
) -> None:
    with pytest.raises(Conflict, match="reason_needed"), session.begin_nested():
        to(session, election, step, spent_minor=1)
    to(session, election, step, words="It needs nothing else.", spent_minor=1)
    news = queries.news_of(session, election.round_id, 4)
    assert news[0].words == "It needs nothing else."
    shown = {each.name: each for each in steps_shown(project(session, election), news)}
    assert (shown["Designing with residents"].state, shown["Designing with residents"].text) == (
        "left",
        "Left out",
    )


def test_project_opens_only_with_a_word_on_its_money(session: Session, election: Election) -> None:
    reach(session, election, Step.BUILDING)
    for told in ({}, {"spent_minor": 0}):
        with pytest.raises(Conflict, match="spent_needed"), session.begin_nested():
            to(session, election, Step.OPEN, **told)
    to(session, election, Step.OPEN, spent_minor=0, words="A firm gave it.")
    assert project(session, election).step is Step.OPEN


@pytest.mark.parametrize("step", TAKEN)
def test_every_step_and_the_stop_have_a_way_back_that_keeps_what_was_said(
    session: Session, election: Election, step: Step
) -> None:
    reach(session, election, step)
    before = queries.steps_taken(queries.news_of(session, election.round_id, 4))
    given = {"actor": tom(session), "round_id": election.round_id, "number": 4, "now": LATER}
    with pytest.raises(Conflict, match="reason_needed"), session.begin_nested():
        services.take_step_back(session, words=" ", **given)
    services.take_step_back(session, words="The wrong project.", **given)
    news = queries.news_of(session, election.round_id, 4)
    assert queries.steps_taken(news) == before[:-1]
    assert project(session, election).step is (before[-2][0] if before[:-1] else Step.WON)
    assert (news[0].kind, news[0].words, news[0].step) == ("taken-back", "The wrong project.", step)
    assert any(told.step == step or told.kind == "stop" for told in news[1:])
    assert queries.stop_of(session, election.round_id, 4) is None
    kinds = [json.loads(body)["kind"] for body in session.scalars(select(LogPending.body))]
    assert "delivery:step:taken_back" in kinds
    if before[:-1]:
        services.take_step_back(session, words="That one too.", **given)
        assert queries.steps_taken(queries.news_of(session, election.round_id, 4)) == before[:-2]


def test_step_is_taken_back_by_its_team_and_a_stop_by_the_facilitator_too(
    session: Session, election: Election
) -> None:
    given = {"round_id": election.round_id, "number": 4, "now": LATER, "words": "Wrong."}
    with pytest.raises(Conflict, match="nothing_to_take_back"):
        services.take_step_back(session, actor=tom(session), **given)
    reach(session, election, Step.BUILDING)
    for other in (bea(session, election), make_person(session, "Rosa")):
        with pytest.raises(NotAllowed):
            services.take_step_back(session, actor=other, **given)
    services.stop_project(
        session,
        actor=bea(session, election),
        round_id=election.round_id,
        number=4,
        facts=STOP,
        now=LATER,
    )
    services.take_step_back(session, actor=bea(session, election), **given)
    assert project(session, election).step is Step.BUILDING


def test_press_on_a_page_that_is_out_of_date_does_nothing_and_says_what_changed(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    clock.at = LATER
    official = tom(session)
    session.commit()
    sign_in_at(client, official, LATER)
    old = {"seen": hidden_field(client.get(f"{DESK}/step").text, "seen")}
    assert confirm(client, f"{DESK}/step", step="designing").status_code == 302
    refused = client.post(f"{DESK}/step", data={**old, "step": "permissions"})
    assert refused.status_code == 409
    assert "The step: before Won, now Designing with residents." in refused.text
    assert client.post(f"{DESK}/step", data={"step": "permissions"}).status_code == 409
    wrong = confirm(client, f"{DESK}/take-back", words="The wrong project.")
    assert wrong.status_code == 302
    page = client.get(PAGE).text
    assert "Recorded by mistake and taken back: Designing with residents" in page
    assert "The wrong project." in page
