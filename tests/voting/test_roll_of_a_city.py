"""What a roll of a city costs: each voter as much as in a village (docs/rules/running.md 8)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollProof
from pbplatform.voting.queries.register import count_without_letter, voters_without_letter
from pbplatform.voting.services.roll import import_roll
from tests.browsing import counted_steps
from tests.factories import BEGIN, COMMAND, make_place, make_round

FEW, MANY = 200, 1600
_APART = 2  # a table that is read anew for each voter makes it MANY / FEW


@pytest.fixture
def steps_of(app: Flask) -> dict[int, int]:
    """Tens of steps of SQLite's machine to ask who has no letter, by voters on the roll."""
    steps = {}
    with app.app_context():
        with transaction() as session:
            make_place(session)
            round_id = make_round(session).id
        had = 0
        for voters in (FEW, MANY):
            proofs = [number.to_bytes(32) for number in range(had, voters)]
            with transaction() as session:
                import_roll(session, actor=COMMAND, round_id=round_id, proofs=proofs, now=BEGIN)
            had = voters
            with counted_steps() as counted:
                assert count_without_letter(db.session(), round_id) == 0
            steps[voters] = counted[0]
    return steps


@pytest.mark.one_database
def test_asking_who_has_no_letter_reads_each_voter_once(steps_of: dict[int, int]) -> None:
    assert 0 < steps_of[MANY] < steps_of[FEW] * MANY / FEW * _APART


def test_voters_without_a_letter_are_found(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        round_: Round = make_round(session)
        proofs = [number.to_bytes(32) for number in range(6)]
        import_roll(session, actor=COMMAND, round_id=round_.id, proofs=proofs, now=BEGIN)
        own = RollProof.round_id == round_.id
        session.execute(delete(RollProof).where(own, RollProof.voter_no.in_([2, 5])))
        assert voters_without_letter(session, round_.id) == [2, 5]
        assert count_without_letter(session, round_.id) == 2
