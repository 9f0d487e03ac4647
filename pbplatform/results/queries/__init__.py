"""Reading results."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from pbplatform.core.reading_once import read_once
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.queries.ballots import ballot_page as ballot_page
from pbplatform.results.queries.ballots import page_of_tracker as page_of_tracker
from pbplatform.rounds.models import BallotProject, Round, RoundDefinition
from pbplatform.rounds.queries import show_frozen
from pbplatform.voting.models import PublishedBallot


def result_of(session: Session, round_id: int, number: int | None = None) -> Result | None:
    """The result of a round, None until it is counted.

    Args:
        number: of the count; None for the one that holds, which is the newest.
    """

    def read() -> list[Result]:
        asked = {"round": round_id} if number is None else {"round": round_id, "number": number}
        return list(session.scalars(_result(number is None), asked))

    return next(iter(read_once(session, f"results.result {round_id} {number}", read)), None)


# What pages of results ask is built once: to build a statement takes longer than to send it.
@cache
def _result(newest: bool) -> Select[Result]:
    query = select(Result).where(Result.round_id == bindparam("round"))
    if not newest:
        query = query.where(Result.number == bindparam("number"))
    return query.order_by(Result.number.desc()).limit(1)


def results_of(session: Session, round_id: int) -> list[Result]:
    """All counts of a round, oldest first."""
    query = select(Result).where(Result.round_id == round_id)
    return list(session.scalars(query.order_by(Result.number)))


def rows_of(
    session: Session, round_id: int, number: int | None = None
) -> list[tuple[ResultRow, BallotProject]]:
    """Every project with what became of it: winners in order, then the others by votes.

    Args:
        number: of the count; None for the one that holds.
    """
    asked = {"round": round_id} if number is None else {"round": round_id, "number": number}
    rows = session.execute(_rows(number is None), asked)
    return [(row, show_frozen(frozen.told, project)) for row, project, frozen in rows]


@cache
def _rows(newest: bool) -> Select[ResultRow, BallotProject, RoundDefinition]:
    holds = select(Round.result_number).where(Round.id == bindparam("round")).scalar_subquery()
    return (
        select(ResultRow, BallotProject, RoundDefinition)
        .join(
            BallotProject,
            (BallotProject.round_id == ResultRow.round_id)
            & (BallotProject.number == ResultRow.number),
        )
        .join(RoundDefinition, RoundDefinition.round_id == ResultRow.round_id)
        .where(
            ResultRow.round_id == bindparam("round"),
            ResultRow.result_number == (holds if newest else bindparam("number")),
        )
        .order_by(ResultRow.rank)
    )


def winners_of(session: Session, round_id: int) -> list[tuple[ResultRow, BallotProject]]:
    """The winners in the order in which they won."""
    return [(row, project) for row, project in rows_of(session, round_id) if row.won]


def won_before(session: Session, round_id: int, number: int) -> bool:
    """Whether a project won in any count of its round, also in one that was found wrong."""
    query = select(ResultRow.number).where(
        ResultRow.round_id == round_id,
        ResultRow.number == number,
        ResultRow.position.is_not(None),
    )
    return session.scalars(query.limit(1)).first() is not None


_NOTHING: Any = literal_column("''")  # as the index of those that do not count has it


def invalid_reasons(session: Session, round_id: int) -> dict[str, int]:
    """How many ballots do not count, by reason."""
    query = (
        select(PublishedBallot.invalid, func.count())
        .where(PublishedBallot.round_id == round_id, PublishedBallot.invalid != _NOTHING)
        .group_by(PublishedBallot.invalid)
        .order_by(PublishedBallot.invalid)
    )
    return {row.invalid: row[1] for row in session.execute(query)}
