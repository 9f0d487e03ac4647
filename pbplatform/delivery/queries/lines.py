"""Winners that wait for their budget line: for a desk, which shows little of each.

Source: docs/rules/delivery.md section 1.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from pbplatform.delivery.models import Project
from pbplatform.delivery.queries.standings import (
    COURSE,
    OfRound,
    Standing,
    late_first,
    rounds_on,
    stood,
    winners,
)
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject


def without_line(session: Session, *, now: datetime) -> list[tuple[Standing, str]]:
    """Winners without a budget line with their titles, the worst off first; their columns alone."""
    rows = session.execute(_without_line()).all()
    of = rounds_on(session, {row.round_id for row in rows}, now=now)
    found = [
        (
            Standing(of[id_], number, *stood(of[id_], _NO_COURSE), None),
            _title(of[id_], number, title),
        )
        for id_, number, title in rows
    ]
    return sorted(found, key=lambda each: late_first(each[0]))


_NO_COURSE = (None,) * len(COURSE)


def _title(of: OfRound, number: int, title: str) -> str:
    """The frozen one, whatever its row was changed to since."""
    frozen = of.told.project(number) if of.told is not None else None
    return frozen.title if frozen is not None else title


@cache
def _without_line() -> Select[int, int, str]:
    """Built once: to build a statement takes longer than to send it."""
    query = select(ResultRow.round_id, ResultRow.number, BallotProject.title)
    on_ballot = and_(
        BallotProject.round_id == ResultRow.round_id, BallotProject.number == ResultRow.number
    )
    found = winners(query.select_from(ResultRow).join(BallotProject, on_ballot))
    return found.where(Project.number.is_(None))
