"""The agenda of a meeting, item by item, with papers. Source: docs/rules/forums.md section 8."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.facts import tell_fact
from pbplatform.core.files import keep_file
from pbplatform.forums import queries
from pbplatform.forums.domain.papers import MOST_BYTES, PDF
from pbplatform.forums.kinds import ForumLog
from pbplatform.forums.models import AgendaItem, AgendaPaper, ForumSeries, Meeting
from pbplatform.forums.policies import refuse_to_set_agenda

MOST_ITEMS = 50
MOST_PAPERS = 20
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class ItemFacts:
    """One item of an agenda.

    Attributes:
        clock: time of day as 18:30; empty when not said.
    """

    title: str
    clock: str = ""
    opened_by: str = ""


def facts_of_item(item: AgendaItem) -> Facts:
    """What the page of an item shows before it is changed."""
    return {
        "title": item.title,
        "clock": item.clock,
        "opened_by": item.opened_by,
        "removed_at": item.removed_at,
    }


def add_item(
    session: Session, *, actor: ActorRef, meeting_id: int, facts: ItemFacts, now: datetime
) -> AgendaItem:
    """Put something on the agenda, behind what is there.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: the meeting was cancelled or has begun, no title, or too many items.
    """
    meeting, forum = _open(session, actor, meeting_id, now)
    _require_good(facts)
    items = queries.agenda(session, meeting_id)
    if len(items) >= MOST_ITEMS:
        raise Conflict("agenda.too_many", field="title")
    known = select(func.max(AgendaItem.number)).where(AgendaItem.meeting_id == meeting_id)
    item = AgendaItem(
        meeting_id=meeting_id,
        number=(session.scalar(known) or 0) + 1,
        place=max((each.place for each in items), default=0) + 1,
        clock=facts.clock,
        title=facts.title.strip(),
        opened_by=facts.opened_by.strip(),
    )
    session.add(item)
    session.flush()
    _log(session, actor, forum, meeting, now, "added", title=item.title)
    return item


def change_item(
    session: Session, *, actor: ActorRef, item_id: int, facts: ItemFacts, seen: str, now: datetime
) -> None:
    """Have an item say something else.

    Raises:
        NotAllowed, NotFound, Conflict: as `add_item`, or it is off the agenda.
        ChangedMeanwhile: it does not say what the page showed.
    """
    item, meeting, forum = _item(session, actor, item_id, now)
    require_same(seen, facts_of_item(item))
    _require_good(facts)
    before = item.title
    item.title, item.clock = facts.title.strip(), facts.clock
    item.opened_by = facts.opened_by.strip()
    _log(session, actor, forum, meeting, now, "changed", title=item.title, title_before=before)


def move_item(session: Session, *, actor: ActorRef, item_id: int, up: bool, now: datetime) -> None:
    """Have an item change places with the one before or after it; at an end it stays.

    Raises:
        NotAllowed, NotFound, Conflict: as `change_item`.
    """
    item, meeting, forum = _item(session, actor, item_id, now)
    items = queries.agenda(session, meeting.id)
    at = next(n for n, each in enumerate(items) if each.id == item.id)
    other = at - 1 if up else at + 1
    if 0 <= other < len(items):
        items[other].place, item.place = item.place, items[other].place
        _log(session, actor, forum, meeting, now, "moved", moved=item.title)


def remove_item(session: Session, *, actor: ActorRef, item_id: int, now: datetime) -> None:
    """Take an item off the agenda; it is kept, and the log says so.

    Raises:
        NotAllowed, NotFound, Conflict: as `change_item`.
    """
    item, meeting, forum = _item(session, actor, item_id, now)
    item.removed_at = now
    _log(session, actor, forum, meeting, now, "removed", title_before=item.title)


def put_back_item(session: Session, *, actor: ActorRef, item_id: int, now: datetime) -> None:
    """An item that was taken off stands on the agenda again, at its end.

    Raises:
        NotAllowed, NotFound, Conflict: as `change_item`; but it must be off the agenda.
    """
    item, meeting, forum = _item(session, actor, item_id, now, removed=True)
    items = queries.agenda(session, meeting.id)
    item.removed_at = None
    item.place = max((each.place for each in items), default=0) + 1
    _log(session, actor, forum, meeting, now, "put_back", title=item.title)


def add_paper(
    session: Session,
    *,
    actor: ActorRef,
    item_id: int,
    title: str,
    digest: bytes,
    size: int,
    now: datetime,
) -> AgendaPaper:
    """Add a file, whose bytes are in the store, to an item.

    Raises:
        NotAllowed, NotFound, Conflict: as `change_item`; no title, too large, or too many papers.
    """
    item, meeting, forum = _item(session, actor, item_id, now)
    if not title.strip():
        raise Conflict("agenda.paper_title_needed", field="title")
    if size > MOST_BYTES:
        raise Conflict("agenda.paper_too_long", field="file")
    if len(queries.papers(session, [item.id])) >= MOST_PAPERS:
        raise Conflict("agenda.too_many_papers", field="file")
    keep_file(session, digest=digest, media_type=PDF, size=size, now=now)
    paper = AgendaPaper(
        item_id=item.id, title=title.strip(), sha256=digest, size=size, added_at=now
    )
    session.add(paper)
    session.flush()
    sha256 = digest.hex()
    _log(session, actor, forum, meeting, now, "paper_added", paper=paper.title, sha256=sha256)
    return paper


def remove_paper(session: Session, *, actor: ActorRef, paper_id: int, now: datetime) -> None:
    """Take a paper away; the log keeps its name and the hash of its bytes.

    Raises:
        NotAllowed, NotFound, Conflict: as `change_item`.
    """
    paper = session.get(AgendaPaper, paper_id)
    if paper is None or paper.removed_at is not None:
        raise NotFound("agenda.not_found")
    _item_row, meeting, forum = _item(session, actor, paper.item_id, now)
    paper.removed_at = now
    sha256 = paper.sha256.hex()
    _log(session, actor, forum, meeting, now, "paper_removed", paper=paper.title, sha256=sha256)


def _open(
    session: Session, actor: ActorRef, meeting_id: int, now: datetime
) -> tuple[Meeting, ForumSeries]:
    """The meeting, locked, so that its items change one after the other."""
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_set_agenda(actor, forum, meeting, now):
        raise refusal
    return meeting, forum


def _item(
    session: Session, actor: ActorRef, item_id: int, now: datetime, *, removed: bool = False
) -> tuple[AgendaItem, Meeting, ForumSeries]:
    item = session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound("agenda.not_found")
    meeting, forum = _open(session, actor, item.meeting_id, now)
    session.refresh(item)
    if (item.removed_at is not None) != removed:
        raise Conflict("agenda.changed_meanwhile")
    return item, meeting, forum


def _require_good(facts: ItemFacts) -> None:
    if not facts.title.strip():
        raise Conflict("agenda.title_needed", field="title")
    if facts.clock and not _CLOCK.fullmatch(facts.clock):
        raise ValueError(facts.clock)


def _log(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    now: datetime,
    change: str,
    **told: str,
) -> None:
    audit.record(
        session,
        ForumLog.AGENDA_CHANGED,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        change=change,
        **told,
    )
    # Whoever writes an agenda saves it often: once a day is enough for those who follow it.
    tell_fact(
        session,
        "forums:agenda_changed",
        about=forum.path_to(meeting),
        title=forum.name,
        now=now,
        once=now.date().isoformat(),
        day=meeting.day.isoformat(),
    )
