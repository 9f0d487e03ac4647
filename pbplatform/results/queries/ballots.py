"""The public list of votes, a page at a time: read from where the page begins.

Source: docs/rules/results.md section 3.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, page_counted, page_with
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.models.marks import BALLOTS_PER_PAGE, BallotMark


def ballot_page(session: Session, round_id: int, *, page: int) -> Page[PublishedBallot]:
    """A page of the public list of ballots, also of those that do not count."""
    last = session.scalars(_marks(round_id).limit(1)).first()
    behind = select(func.count()).select_from(PublishedBallot).where(*_since(round_id, last))
    total = _first_of(last) + (session.scalar(behind) or 0)

    def read(offset: int) -> Sequence[PublishedBallot]:
        own = BallotMark.page <= offset // BALLOTS_PER_PAGE
        begin = session.scalars(_marks(round_id).where(own).limit(1)).first()
        query = (
            select(PublishedBallot)
            .where(*_since(round_id, begin))
            .order_by(PublishedBallot.tracker, PublishedBallot.copy)
            .limit(BALLOTS_PER_PAGE)
            .offset(offset - _first_of(begin))
        )
        return session.scalars(query).all()

    return page_counted(total, read, wanted=page, size=BALLOTS_PER_PAGE)


def page_of_tracker(session: Session, round_id: int, tracker: str) -> int | None:
    """The page on which a tracker stands, None when it is not in the list."""
    here = select(func.min(PublishedBallot.copy)).where(
        PublishedBallot.round_id == round_id, PublishedBallot.tracker == tracker
    )
    first = session.scalar(here)
    if first is None:
        return None
    by_tracker = tuple_(BallotMark.tracker, BallotMark.copy)
    marks = select(BallotMark).where(
        BallotMark.round_id == round_id, by_tracker <= tuple_(tracker, first)
    )
    marks = marks.order_by(BallotMark.tracker.desc(), BallotMark.copy.desc())
    begin = session.scalars(marks.limit(1)).first()
    before = select(func.count()).where(*_since(round_id, begin), _place() < tuple_(tracker, first))
    return page_with(_first_of(begin) + (session.scalar(before) or 0), BALLOTS_PER_PAGE)


def _marks(round_id: int) -> Select[BallotMark]:
    """The marks of a list, the last one first."""
    return (
        select(BallotMark).where(BallotMark.round_id == round_id).order_by(BallotMark.page.desc())
    )


def _first_of(mark: BallotMark | None) -> int:
    """How many votes stand before a mark."""
    return mark.page * BALLOTS_PER_PAGE if mark else 0


def _place() -> ColumnElement[tuple[str, int]]:
    return tuple_(PublishedBallot.tracker, PublishedBallot.copy)


def _since(round_id: int, mark: BallotMark | None) -> list[ColumnElement[bool]]:
    """The votes of a list from a mark on; without one all of them."""
    own = [PublishedBallot.round_id == round_id]
    return [*own, _place() >= tuple_(mark.tracker, mark.copy)] if mark else own
