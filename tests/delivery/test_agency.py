"""Somebody acts next on every project that is not final (ruling 37)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import FINAL, Step
from pbplatform.delivery.words.next_act import next_act
from pbplatform.promises.queries import checks_to_ask
from tests.delivery.winners import DAY, WON, counted_election, project_with_line
from tests.factories import COMMAND
from tests.voting.elections import Election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NOT_FINAL = [step for step in Step if step not in FINAL]


def reach(session: Session, election: Election, step: Step) -> None:
    """Bring project 4 to a step."""
    if step is Step.LOOKED_BACK:
        reach(session, election, Step.OPEN)
    if step is not Step.WON:
        services.set_step(
            session,
            actor=COMMAND,
            round_id=election.round_id,
            number=4,
            step=step,
            now=WON + DAY,
            words="It needs nothing else.",
            spent_minor=1_700_000,
        )


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("days", [3, 400])
@pytest.mark.parametrize("step", NOT_FINAL)
def test_every_step_that_is_not_final_shows_who_acts_next_by_when_and_what_if_not(
    app: Flask, session: Session, tmp_path: Path, step: Step, days: int, dated: bool
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    reach(session, election, step)
    if dated:
        services.set_next_step(
            session,
            actor=COMMAND,
            round_id=election.round_id,
            number=4,
            words="Go on",
            due=date(2027, 6, 1),
            now=WON + DAY,
        )
    view = queries.project_view(session, election.round_id, 4, now=WON + days * DAY)
    with app.test_request_context():
        act = next_act(view)
    assert act is not None
    # Residents are asked four weeks after it was called open; until then nobody of the team acts.
    asked_first = step is Step.OPEN and days == 3
    assert act.who == ("We" if asked_first else "Parks")
    assert act.what
    assert act.by is not None
    assert act.otherwise
    assert act.late == (days == 400)


@pytest.mark.parametrize("days", [1, 30])
def test_winner_without_a_line_waits_for_the_facilitator(
    app: Flask, session: Session, tmp_path: Path, days: int
) -> None:
    election = counted_election(session, tmp_path / "keys")
    view = queries.project_view(session, election.round_id, 4, now=WON + days * DAY)
    with app.test_request_context():
        act = next_act(view)
    assert act is not None
    assert (act.by, act.late) == (view.line_due, days == 30)


@pytest.mark.parametrize("step", sorted(FINAL))
def test_nobody_acts_on_what_is_final(
    app: Flask, session: Session, tmp_path: Path, step: Step
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    if step is Step.STOPPED:
        facts = services.StopFacts(reason="Sold.", decided_by="Council", money_goes="Next round")
        services.stop_project(
            session,
            actor=COMMAND,
            round_id=election.round_id,
            number=4,
            facts=facts,
            now=WON + DAY,
        )
    else:
        reach(session, election, step)
        asked = WON + 29 * DAY
        (check,) = checks_to_ask(session, today=asked.date(), of_promises=False)
        services.ask_about_project(session, check_id=check, now=asked)
    view = queries.project_view(session, election.round_id, 4, now=WON + 400 * DAY)
    with app.test_request_context():
        assert next_act(view) is None
