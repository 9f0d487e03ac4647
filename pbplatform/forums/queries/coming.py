"""Reading who comes to a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.secrets import token_hash
from pbplatform.forums.models import Meeting, Registration


@dataclass(frozen=True)
class ComingCounts:
    """How many people come, and how many wait for a place."""

    placed: int = 0
    waiting: int = 0


def coming_counts(session: Session, meeting_id: int) -> ComingCounts:
    """How many people said that they come to a meeting."""
    query = (
        select(Registration.placed, func.sum(Registration.people))
        .where(Registration.meeting_id == meeting_id)
        .group_by(Registration.placed)
    )
    found = {bool(placed): int(people) for placed, people in session.execute(query)}
    return ComingCounts(found.get(True, 0), found.get(False, 0))


def room_left(session: Session, meeting: Meeting) -> int | None:
    """How many more people have room; None where there is no limit."""
    if meeting.capacity is None:
        return None
    return max(0, meeting.capacity - coming_counts(session, meeting.id).placed)


def registrations(session: Session, meeting_id: int) -> list[Registration]:
    """Everybody who registered, the first first."""
    query = select(Registration).where(Registration.meeting_id == meeting_id)
    return list(session.scalars(query.order_by(Registration.number)))


def waiting_list(session: Session, meeting_id: int) -> list[Registration]:
    """Who waits for a place, the first first."""
    return [row for row in registrations(session, meeting_id) if not row.placed]


def registration(session: Session, meeting_id: int, number: int) -> Registration:
    """A registration by its number.

    Raises:
        NotFound: there is none.
    """
    query = select(Registration).where(
        Registration.meeting_id == meeting_id, Registration.number == number
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("registration.not_found")
    return found


def registration_of_token(session: Session, token: str) -> Registration:
    """A registration by its private link.

    Raises:
        NotFound: it was cancelled, or forgotten.
    """
    query = select(Registration).where(Registration.token_hash == token_hash(token))
    found = session.scalar(query)
    if found is None:
        raise NotFound("registration.not_found")
    return found
