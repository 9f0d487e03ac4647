"""The public list of votes, a page at a time: read from where the page begins.

Source: docs/rules/results.md section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, page_counted, page_with
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.models.marks import BALLOTS_PER_PAGE, BallotMark


def ballot_page(session: Session, round_id: int, *, page: int) -> Page[PublishedBallot]:
    """A page of the public list of ballots, also of those that do not count."""
    last = session.scalars(_last_mark(), {"round": round_id}).first()
    behind = session.scalar(_behind(last is not None), _from(round_id, last)) or 0
    total = _first_of(last) + behind

    def read(offset: int) -> Sequence[PublishedBallot]:
        here = {"round": round_id, "page": offset // BALLOTS_PER_PAGE}
        begin = session.scalars(_mark_before(), here).first()
        asked = {**_from(round_id, begin), "after": offset - _first_of(begin)}
        return session.scalars(_rows_since(begin is not None), asked).all()

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


# What every page of the list asks is built once: to build a statement takes longer than to send it.
@cache
def _last_mark() -> Select[BallotMark]:
    own = BallotMark.round_id == bindparam("round")
    return select(BallotMark).where(own).order_by(BallotMark.page.desc()).limit(1)


@cache
def _mark_before() -> Select[BallotMark]:
    return _last_mark().where(BallotMark.page <= bindparam("page"))


@cache
def _behind(marked: bool) -> Select[int]:
    return select(func.count()).select_from(PublishedBallot).where(*_given(marked))


@cache
def _rows_since(marked: bool) -> Select[PublishedBallot]:
    return (
        select(PublishedBallot)
        .where(*_given(marked))
        .order_by(PublishedBallot.tracker, PublishedBallot.copy)
        .limit(BALLOTS_PER_PAGE)
        .offset(bindparam("after"))
    )


def _given(marked: bool) -> list[ColumnElement[bool]]:
    """What `_since` says, of a mark that `_from` names."""
    own: list[ColumnElement[bool]] = [PublishedBallot.round_id == bindparam("round")]
    begins = tuple_(
        bindparam("tracker", type_=PublishedBallot.tracker.type),
        bindparam("copy", type_=PublishedBallot.copy.type),
    )
    return [*own, _place() >= begins] if marked else own


def _from(round_id: int, mark: BallotMark | None) -> dict[str, Any]:
    asked: dict[str, Any] = {"round": round_id}
    return {**asked, "tracker": mark.tracker, "copy": mark.copy} if mark else asked


def _first_of(mark: BallotMark | None) -> int:
    """How many votes stand before a mark."""
    return mark.page * BALLOTS_PER_PAGE if mark else 0


def _place() -> ColumnElement[tuple[str, int]]:
    return tuple_(PublishedBallot.tracker, PublishedBallot.copy)


def _since(round_id: int, mark: BallotMark | None) -> list[ColumnElement[bool]]:
    """The votes of a list from a mark on; without one all of them."""
    own = [PublishedBallot.round_id == round_id]
    return [*own, _place() >= tuple_(mark.tracker, mark.copy)] if mark else own
