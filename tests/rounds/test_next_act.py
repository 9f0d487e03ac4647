"""Every phase of a round says who acts next, by when, and what happens otherwise (ruling 37)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.next_act import next_act
from tests.conftest import TICK
from tests.factories import BEGIN, dates

OPENS = BEGIN + timedelta(days=150)
DATES = dates(OPENS)


def round_in(phase: Phase) -> tuple[Round, datetime]:
    """A round of the usual dates, and an instant at which it is in this phase."""
    round_ = Round(name="Fund", slug="fund", **vars(DATES), published_at=BEGIN)
    now = {
        Phase.DRAFT: BEGIN,
        Phase.SOON: DATES.ideas_open_at - TICK,
        Phase.IDEAS: DATES.ideas_open_at,
        Phase.REVIEW: DATES.ideas_close_at,
        Phase.READY: DATES.opens_at - TICK,
        Phase.VOTING: DATES.opens_at,
        Phase.COUNTING: DATES.closes_at,
        Phase.RESULTS: DATES.results_at,
    }[phase]
    if phase == Phase.DRAFT:
        round_.published_at = None
    if phase in (Phase.READY, Phase.VOTING, Phase.COUNTING, Phase.RESULTS):
        round_.frozen_at = DATES.review_close_at
    if phase == Phase.RESULTS:
        round_.counted_at = DATES.results_at
        round_.certified_at = DATES.results_at
    return round_, now


@pytest.mark.parametrize(
    "phase", [phase for phase in Phase if phase not in (Phase.RESULTS, Phase.CALLED_OFF)]
)
def test_open_round_names_who_acts_next_by_when_and_what_happens_otherwise(
    app: Flask, phase: Phase
) -> None:
    round_, now = round_in(phase)
    assert round_.phase(now) == phase
    with app.test_request_context("/"):
        app.preprocess_request()
        act = next_act(round_, now)
    assert act is not None
    assert act.who
    assert act.what
    assert act.by is not None
    assert act.otherwise
    assert not act.late


def test_round_with_a_certified_result_has_no_next_act_of_its_own(app: Flask) -> None:
    round_, now = round_in(Phase.RESULTS)
    assert round_.phase(now) == Phase.RESULTS
    assert next_act(round_, now) is None


@pytest.mark.parametrize(
    ("phase", "due", "who"),
    [
        (Phase.DRAFT, DATES.ideas_open_at, "The facilitator"),
        (Phase.REVIEW, DATES.opens_at, "The facilitator"),
        (Phase.COUNTING, DATES.results_at, "A clerk and an auditor"),
    ],
)
def test_whoever_acts_is_late_from_the_due_instant_on(
    app: Flask, phase: Phase, due: datetime, who: str
) -> None:
    round_, _now = round_in(phase)
    with app.test_request_context("/"):
        app.preprocess_request()
        before, at = next_act(round_, due - TICK), next_act(round_, due)
    assert before is not None
    assert at is not None
    assert (before.late, at.late) == (False, True)
    assert at.who == who


def provisional(**more: object) -> Round:
    """A round whose result is out and not certified."""
    round_, _now = round_in(Phase.RESULTS)
    round_.certified_at = None
    round_.objections_end_at = DATES.results_at + timedelta(days=7)
    round_.certify_due_at = DATES.results_at + timedelta(days=14)
    for name, value in more.items():
        setattr(round_, name, value)
    return round_


@pytest.mark.parametrize(
    ("days", "tick", "who", "late"),
    [
        (7, TICK, "Everybody", False),
        (7, timedelta(0), "The facilitator and an auditor", False),
        (14, TICK, "The facilitator and an auditor", False),
        (14, timedelta(0), "The facilitator and an auditor", True),
        (400, timedelta(0), "The facilitator and an auditor", True),
    ],
)
def test_provisional_result_names_who_objects_then_who_certifies_and_when_it_is_late(
    app: Flask, days: int, tick: timedelta, who: str, late: bool
) -> None:
    round_ = provisional()
    with app.test_request_context("/"):
        app.preprocess_request()
        act = next_act(round_, DATES.results_at + timedelta(days=days) - tick)
    assert act is not None
    assert (act.who, act.late) == (who, late)
    assert act.by in (round_.objections_end_at, round_.certify_due_at)


def test_result_that_was_found_wrong_waits_for_the_facilitator(app: Flask) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        act = next_act(provisional(recount_owed=True), DATES.results_at)
    assert act is not None
    assert act.who == "The facilitator"
    assert "counted again" in act.what
