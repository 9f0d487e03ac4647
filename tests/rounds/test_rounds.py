"""A round's windows and its freeze. Source: docs/rules/rounds.md."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.rounds import queries, services
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.standing import timeline
from tests.conftest import TICK
from tests.factories import BEGIN, COMMAND, POUND, dates, make_person, make_place, make_round

OPENS = BEGIN + timedelta(days=150)
CLOSES = OPENS + timedelta(days=9)
BENCHES = services.ProjectFacts(number=4, title="Quiet benches", cost_minor=1_800_000)


def frozen_round(session: Session) -> Round:
    make_place(session)
    round_ = make_round(session, opens_at=OPENS)
    services.put_on_ballot(session, round_id=round_.id, facts=BENCHES)
    services.freeze(
        session, actor=COMMAND, round_id=round_.id, urn_key=b"\x04key", now=OPENS - TICK
    )
    return round_


@pytest.mark.parametrize(
    ("now", "expected"),
    [(OPENS - TICK, False), (OPENS, True), (CLOSES - TICK, True), (CLOSES, False)],
)
def test_urn_takes_envelopes_from_opening_until_just_before_closing(
    session: Session, now: datetime, expected: bool
) -> None:
    round_ = frozen_round(session)
    session.flush()
    assert round_.is_open(now) is expected
    found = session.scalars(select(Round).where(Round.open_at(now))).all()
    assert found == ([round_] if expected else [])


def test_urn_stays_shut_after_the_close_entry_whatever_the_clock_says(session: Session) -> None:
    round_ = frozen_round(session)
    round_.closed_at = OPENS + timedelta(days=1)
    session.flush()
    assert not round_.is_open(OPENS + timedelta(days=2))
    assert not session.scalars(select(Round).where(Round.open_at(OPENS + timedelta(days=2)))).all()


@pytest.mark.parametrize("shift", [-TICK, timedelta(0)])
def test_ideas_window_is_half_open(session: Session, shift: timedelta) -> None:
    make_place(session)
    round_ = make_round(session)
    for edge, inside in (
        (round_.ideas_open_at, shift >= timedelta(0)),
        (round_.ideas_close_at, shift < timedelta(0)),
    ):
        now = edge + shift
        assert round_.takes_ideas(now) is inside
        found = session.scalars(select(Round).where(Round.taking_ideas_at(now))).all()
        assert bool(found) is inside


def test_vote_does_not_open_when_nothing_was_frozen(session: Session) -> None:
    make_place(session)
    round_ = make_round(session, opens_at=OPENS)
    assert not round_.is_open(OPENS)
    assert round_.phase(OPENS) is Phase.REVIEW


def test_definition_hash_covers_projects_money_rule_and_window(session: Session) -> None:
    round_ = frozen_round(session)
    frozen = queries.definition(session, round_.id)
    assert frozen is not None
    told = json.loads(frozen.body)
    assert told["projects"] == [{"n": 4, "title": "Quiet benches", "cost_minor": 1_800_000}]
    assert told["money_minor"] == 50_000_000
    assert told["closes_at"].startswith("2027-03-09T")
    assert told["urn_key"] == b"\x04key".hex()


def test_frozen_ballot_takes_no_project_and_no_new_date(session: Session) -> None:
    round_ = frozen_round(session)
    with pytest.raises(Conflict, match="frozen"):
        services.put_on_ballot(session, round_id=round_.id, facts=BENCHES)
    with pytest.raises(Conflict, match="frozen"):
        services.take_off_ballot(session, round_id=round_.id, number=4)
    with pytest.raises(Conflict, match="frozen"):
        services.move_dates(
            session,
            actor=COMMAND,
            round_id=round_.id,
            dates=dates(OPENS + timedelta(days=1)),
            reason="storm",
            now=OPENS,
        )


def test_freeze_needs_a_project_and_a_facilitator(session: Session) -> None:
    make_place(session)
    round_ = make_round(session)
    with pytest.raises(Conflict, match="no_project"):
        services.freeze(session, actor=COMMAND, round_id=round_.id, urn_key=b"k", now=BEGIN)
    rosa = make_person(session, "Rosa")
    with pytest.raises(NotAllowed):
        services.freeze(session, actor=rosa, round_id=round_.id, urn_key=b"k", now=BEGIN)


def test_public_dates_move_only_later_and_with_a_reason(session: Session) -> None:
    make_place(session)
    round_ = make_round(session, opens_at=OPENS)
    later = dates(OPENS + timedelta(days=7))
    with pytest.raises(Conflict, match="reason_needed"):
        services.move_dates(
            session, actor=COMMAND, round_id=round_.id, dates=later, reason=" ", now=BEGIN
        )
    earlier = dates(OPENS - timedelta(days=1))
    with pytest.raises(Conflict, match="only_later"):
        services.move_dates(
            session, actor=COMMAND, round_id=round_.id, dates=earlier, reason="x", now=BEGIN
        )
    services.move_dates(
        session, actor=COMMAND, round_id=round_.id, dates=later, reason="a storm", now=BEGIN
    )
    assert round_.opens_at == OPENS + timedelta(days=7)


def test_dates_out_of_order_name_the_field(session: Session) -> None:
    make_place(session)
    wrong = dates(OPENS)
    wrong = services.RoundDates(**{**wrong.__dict__, "closes_at": OPENS})
    with pytest.raises(Conflict) as refused:
        services.create_round(
            session,
            actor=COMMAND,
            name="Fund",
            money_minor=1,
            currency=POUND,
            dates=wrong,
            max_choices=1,
        )
    assert refused.value.field == "closes_at"


def test_timeline_marks_one_stage_as_now(session: Session) -> None:
    round_ = frozen_round(session)
    states = [stage.state for stage in timeline(round_, OPENS)]
    assert states == ["done", "done", "now", "next", "next"]
