"""Reading results."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds.models import BallotProject


def result_of(session: Session, round_id: int) -> Result | None:
    """The result of a round, None until it is counted."""
    return session.get(Result, round_id)


def rows_of(session: Session, round_id: int) -> list[tuple[ResultRow, BallotProject]]:
    """Every project with what became of it: winners in order, then the others by votes."""
    asked = (
        select(ResultRow, BallotProject)
        .join(
            BallotProject,
            (BallotProject.round_id == ResultRow.round_id)
            & (BallotProject.number == ResultRow.number),
        )
        .where(ResultRow.round_id == round_id)
        .order_by(ResultRow.rank)
    )
    return [(row, project) for row, project in session.execute(asked)]


def winners_of(session: Session, round_id: int) -> list[tuple[ResultRow, BallotProject]]:
    """The winners in the order in which they won."""
    return [(row, project) for row, project in rows_of(session, round_id) if row.won]
