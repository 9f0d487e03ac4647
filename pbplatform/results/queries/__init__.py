"""Reading results."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, count_of, page_from, page_with
from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds.models import BallotProject, Round, RoundDefinition
from pbplatform.rounds.queries import show_frozen
from pbplatform.voting.models import PublishedBallot

BALLOTS_PER_PAGE = 100


def result_of(session: Session, round_id: int, number: int | None = None) -> Result | None:
    """The result of a round, None until it is counted.

    Args:
        number: of the count; None for the one that holds, which is the newest.
    """
    query = select(Result).where(Result.round_id == round_id)
    if number is not None:
        query = query.where(Result.number == number)
    return session.scalars(query.order_by(Result.number.desc()).limit(1)).first()


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
    holds = select(Round.result_number).where(Round.id == round_id).scalar_subquery()
    query = (
        select(ResultRow, BallotProject, RoundDefinition)
        .join(
            BallotProject,
            (BallotProject.round_id == ResultRow.round_id)
            & (BallotProject.number == ResultRow.number),
        )
        .join(RoundDefinition, RoundDefinition.round_id == ResultRow.round_id)
        .where(
            ResultRow.round_id == round_id,
            ResultRow.result_number == (holds if number is None else number),
        )
        .order_by(ResultRow.rank)
    )
    return [
        (row, show_frozen(frozen.told, project)) for row, project, frozen in session.execute(query)
    ]


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


def ballot_page(session: Session, round_id: int, *, page: int) -> Page[PublishedBallot]:
    """A page of the public list of ballots, also of those that do not count."""
    query = (
        select(PublishedBallot)
        .where(PublishedBallot.round_id == round_id)
        .order_by(PublishedBallot.tracker, PublishedBallot.copy)
    )

    def read(part: Select[PublishedBallot]) -> list[PublishedBallot]:
        return list(session.scalars(part))

    return page_from(session, query, read, wanted=page, size=BALLOTS_PER_PAGE)


def page_of_tracker(session: Session, round_id: int, tracker: str) -> int | None:
    """The page on which a tracker stands, None when it is not in the list."""
    here = select(PublishedBallot.copy).where(
        PublishedBallot.round_id == round_id, PublishedBallot.tracker == tracker
    )
    if session.scalars(here.limit(1)).first() is None:
        return None
    before = select(PublishedBallot.copy).where(
        PublishedBallot.round_id == round_id, PublishedBallot.tracker < tracker
    )
    return page_with(count_of(session, before), BALLOTS_PER_PAGE)


def invalid_reasons(session: Session, round_id: int) -> dict[str, int]:
    """How many ballots do not count, by reason."""
    query = (
        select(PublishedBallot.invalid, func.count())
        .where(PublishedBallot.round_id == round_id, PublishedBallot.invalid != "")
        .group_by(PublishedBallot.invalid)
        .order_by(PublishedBallot.invalid)
    )
    return {row.invalid: row[1] for row in session.execute(query)}
