"""The pages of the public list of votes are marked once, when the box is opened.

Source: docs/decisions/0089-lists-are-counted-when-they-change.md.
"""

from __future__ import annotations

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.models.marks import BALLOTS_PER_PAGE, BallotMark

_NAMES = ("round_id", "page", "tracker", "copy")


def mark_ballots(session: Session, round_id: int) -> None:
    """Write which vote begins each page of a round's list, in the order of the database."""
    connection = session.connection()
    connection.execute(delete(BallotMark).where(BallotMark.round_id == round_id))
    connection.execute(insert(BallotMark).from_select(_NAMES, _beginnings(round_id)))


def marked_wrong(session: Session) -> list[int]:
    """Rounds whose list begins its pages with other votes than are marked, by id."""
    rounds = select(PublishedBallot.round_id).union(select(BallotMark.round_id))
    wrong = []
    for round_id in session.scalars(rounds).all():
        own = BallotMark.round_id == round_id
        marks = session.execute(
            select(*(getattr(BallotMark, name) for name in _NAMES))
            .where(own)
            .order_by(BallotMark.page)
        )
        begin = session.execute(_beginnings(round_id).order_by("page"))
        if [tuple(row) for row in marks] != [tuple(row) for row in begin]:
            wrong.append(round_id)
    return wrong


def _beginnings(round_id: int) -> Select[int, int, str, int]:
    of_list = func.row_number().over(order_by=(PublishedBallot.tracker, PublishedBallot.copy))
    own = (PublishedBallot.round_id, PublishedBallot.tracker, PublishedBallot.copy)
    place = (of_list - 1).label("place")
    placed = select(*own, place).where(PublishedBallot.round_id == round_id).subquery()
    page = (placed.c.place / BALLOTS_PER_PAGE).label("page")
    return select(placed.c.round_id, page, placed.c.tracker, placed.c.copy).where(
        placed.c.place % BALLOTS_PER_PAGE == 0
    )
