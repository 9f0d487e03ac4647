"""Storing one count: its figures, its rows, its number. Source: docs/rules/results.md section 1."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.results.domain.tally import Tallied
from pbplatform.results.models import Result, ResultRow


def store_count(
    session: Session,
    round_id: int,
    tallied: Tallied,
    now: datetime,
    *,
    roll: int,
    voted: int,
    number: int = 1,
) -> Result:
    """Store a count with its rows; it never changes afterwards.

    Args:
        roll: voters on the roll.
        voted: envelopes in the closed box.
        number: which count of the round.
    """
    result = Result(
        round_id=round_id,
        number=number,
        counted_at=now,
        roll=roll,
        envelopes=voted,
        valid=tallied.result.ballots,
        invalid=voted - tallied.result.ballots,
        with_a_winner=tallied.with_a_winner,
        budget_minor=tallied.result.budget_minor,
        spent_minor=tallied.result.spent_minor,
        ties=[
            {
                "projects": [int(key) for key in tie.projects],
                "settled_by": list(tie.settled_by),
                "changed_outcome": tie.changed_outcome,
            }
            for tie in tallied.result.ties
        ],
        compared=tallied.compared,
        document=tallied.document,
        sha256=tallied.sha256,
    )
    session.add(result)
    session.flush()
    session.add_all(_rows(round_id, number, tallied))
    return result


def _rows(round_id: int, number: int, tallied: Tallied) -> list[ResultRow]:
    """What became of each project: winners in order, then the others by votes."""
    position = {key: place for place, key in enumerate(tallied.result.winners, start=1)}
    ordered = sorted(
        tallied.result.outcomes,
        key=lambda outcome: (
            position.get(outcome.key, len(position) + 1),
            -outcome.score,
            int(outcome.key),
        ),
    )
    return [
        ResultRow(
            round_id=round_id,
            result_number=number,
            number=int(outcome.key),
            position=position.get(outcome.key),
            rank=rank,
            votes=outcome.score,
            cost_minor=outcome.cost_minor,
            reason=str(outcome.reason),
            numbers={**outcome.numbers, **tallied.notes.get(outcome.key, {})},
        )
        for rank, outcome in enumerate(ordered, start=1)
    ]
