"""Reading results."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds.models import BallotProject, RoundDefinition
from pbplatform.rounds.queries import show_frozen
from pbplatform.voting.models import PublishedBallot

BALLOTS_PER_PAGE = 100


def result_of(session: Session, round_id: int) -> Result | None:
    """The result of a round, None until it is counted."""
    return session.get(Result, round_id)


def rows_of(session: Session, round_id: int) -> list[tuple[ResultRow, BallotProject]]:
    """Every project with what became of it: winners in order, then the others by votes."""
    asked = (
        select(ResultRow, BallotProject, RoundDefinition)
        .join(
            BallotProject,
            (BallotProject.round_id == ResultRow.round_id)
            & (BallotProject.number == ResultRow.number),
        )
        .join(RoundDefinition, RoundDefinition.round_id == ResultRow.round_id)
        .where(ResultRow.round_id == round_id)
        .order_by(ResultRow.rank)
    )
    return [
        (row, show_frozen(frozen.told, project)) for row, project, frozen in session.execute(asked)
    ]


def winners_of(session: Session, round_id: int) -> list[tuple[ResultRow, BallotProject]]:
    """The winners in the order in which they won."""
    return [(row, project) for row, project in rows_of(session, round_id) if row.won]


@dataclass(frozen=True)
class BallotPage:
    """One page of the public list of ballots.

    Attributes:
        first: the place of the first ballot of this page, from 1.
        total: all ballots of the round, also those that do not count.
    """

    ballots: list[PublishedBallot]
    page: int
    pages: int
    first: int
    total: int


def ballot_page(session: Session, round_id: int, *, page: int) -> BallotPage:
    """A page of the public list; a page beyond the ends is the nearest there is."""
    total = _count_ballots(session, round_id)
    pages = max(1, -(-total // BALLOTS_PER_PAGE))
    page = min(max(page, 1), pages)
    asked = (
        select(PublishedBallot)
        .where(PublishedBallot.round_id == round_id)
        .order_by(PublishedBallot.tracker, PublishedBallot.copy)
        .offset((page - 1) * BALLOTS_PER_PAGE)
        .limit(BALLOTS_PER_PAGE)
    )
    first = (page - 1) * BALLOTS_PER_PAGE + 1
    return BallotPage(list(session.scalars(asked)), page, pages, first, total)


def page_of_tracker(session: Session, round_id: int, tracker: str) -> int | None:
    """The page on which a tracker stands, None when it is not in the list."""
    here = select(PublishedBallot.copy).where(
        PublishedBallot.round_id == round_id, PublishedBallot.tracker == tracker
    )
    if session.scalars(here.limit(1)).first() is None:
        return None
    before = _count_ballots(session, round_id, PublishedBallot.tracker < tracker)
    return before // BALLOTS_PER_PAGE + 1


def _count_ballots(session: Session, round_id: int, *also: ColumnElement[bool]) -> int:
    asked = select(func.count()).select_from(PublishedBallot)
    return session.scalar(asked.where(PublishedBallot.round_id == round_id, *also)) or 0


def invalid_reasons(session: Session, round_id: int) -> dict[str, int]:
    """How many ballots do not count, by reason."""
    asked = (
        select(PublishedBallot.invalid, func.count())
        .where(PublishedBallot.round_id == round_id, PublishedBallot.invalid != "")
        .group_by(PublishedBallot.invalid)
        .order_by(PublishedBallot.invalid)
    )
    return {row.invalid: row[1] for row in session.execute(asked)}
