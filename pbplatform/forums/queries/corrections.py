"""Reading corrections of minutes and what was decided on them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.forums.kinds import CorrectionState
from pbplatform.forums.models import Correction, CorrectionDecision, Meeting

# What many pages ask is built once: to build a statement takes longer than to send it.
_UNDECIDED = (
    select(Correction, Meeting)
    .join(Meeting, Meeting.id == Correction.meeting_id)
    .where(
        Meeting.forum_id.in_(bindparam("forums", expanding=True)),
        Correction.state == CorrectionState.OPEN,
    )
    .order_by(Correction.came_at, Correction.id)
)


def corrections_of(session: Session, meeting_id: int) -> list[Correction]:
    """Corrections of a meeting's minutes, by number."""
    query = select(Correction).where(Correction.meeting_id == meeting_id)
    return list(session.scalars(query.order_by(Correction.number)))


def correction_by_number(session: Session, meeting_id: int, number: int) -> Correction:
    """A correction; NotFound when there is none of this number."""
    query = select(Correction).where(
        Correction.meeting_id == meeting_id, Correction.number == number
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("correction.not_found")
    return found


def decisions_of(
    session: Session, corrections: Iterable[Correction]
) -> dict[int, list[CorrectionDecision]]:
    """Decisions by the id of their correction, the first one first."""
    ids = [each.id for each in corrections]
    if not ids:
        return {}
    query = select(CorrectionDecision).where(CorrectionDecision.correction_id.in_(ids))
    found: dict[int, list[CorrectionDecision]] = {}
    for each in session.scalars(query.order_by(CorrectionDecision.n)):
        found.setdefault(each.correction_id, []).append(each)
    return found


def undecided_corrections(
    session: Session, forum_ids: Iterable[int]
) -> list[tuple[Correction, Meeting]]:
    """Corrections that wait for a decision in these forums, the oldest first."""
    rows = session.execute(_UNDECIDED, {"forums": list(forum_ids)})
    return [(correction, meeting) for correction, meeting in rows]
