"""Reading agendas and their papers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.forums.models import AgendaItem, AgendaPaper


def agenda(session: Session, meeting_id: int) -> list[AgendaItem]:
    """What stands on the agenda, in its order."""
    query = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.removed_at.is_(None)
    )
    return list(session.scalars(query.order_by(AgendaItem.place, AgendaItem.id)))


def removed_items(session: Session, meeting_id: int) -> list[AgendaItem]:
    """What was taken off the agenda, the newest first."""
    query = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.removed_at.is_not(None)
    )
    return list(session.scalars(query.order_by(AgendaItem.removed_at.desc(), AgendaItem.id)))


def papers(session: Session, item_ids: Iterable[int]) -> list[AgendaPaper]:
    """Papers of these items that were not taken away, in the order in which they came."""
    query = select(AgendaPaper).where(
        AgendaPaper.item_id.in_(list(item_ids)), AgendaPaper.removed_at.is_(None)
    )
    return list(session.scalars(query.order_by(AgendaPaper.id)))


def agenda_with_papers(
    session: Session, meeting_id: int
) -> list[tuple[AgendaItem, list[AgendaPaper]]]:
    """The agenda, each item with its papers."""
    items = agenda(session, meeting_id)
    found = papers(session, [item.id for item in items]) if items else []
    return [(item, [each for each in found if each.item_id == item.id]) for item in items]


def item_of(session: Session, meeting_id: int, number: int) -> AgendaItem:
    """An item of this meeting by its number, also one that was taken off.

    Raises:
        NotFound: there is none.
    """
    query = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.number == number
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("agenda.not_found")
    return found


def paper_of(session: Session, meeting_id: int, digest: str) -> AgendaPaper:
    """A paper of this meeting by the SHA-256 of its bytes, in hexadecimal.

    Raises:
        NotFound: there is none, or it or its item was taken away.
    """
    try:
        sha256 = bytes.fromhex(digest)
    except ValueError:
        raise NotFound("agenda.not_found") from None
    query = (
        select(AgendaPaper)
        .join(AgendaItem, AgendaItem.id == AgendaPaper.item_id)
        .where(
            AgendaPaper.sha256 == sha256,
            AgendaItem.meeting_id == meeting_id,
            AgendaPaper.removed_at.is_(None),
            AgendaItem.removed_at.is_(None),
        )
    )
    found = session.scalars(query.order_by(AgendaPaper.id).limit(1)).first()
    if found is None:
        raise NotFound("agenda.not_found")
    return found
