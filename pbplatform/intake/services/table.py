"""Slips of a meeting are typed into its table. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.sealed_words import seal
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.domain.table import FIELD_LETTERS, IDEA, POINT, Typed
from pbplatform.intake.kinds import MOST_ROWS, ROW_DAYS, ContactBy, IntakeLog
from pbplatform.intake.models import SlipHand, SlipRow
from pbplatform.intake.policies import refuse_to_judge_row, refuse_to_type
from pbplatform.intake.services.telling import tell_of_first_row, tell_typists, waits_here

HIGHEST_SLIP = 99_999
SAME = re.compile(r"row:\d{1,9}|rounds/[\w-]{1,80}/ideas/\d{1,9}|forums/[\w-]{1,80}/points/\d{1,9}")


@dataclass(frozen=True, kw_only=True)
class SentRow:
    """One row of a page.

    Attributes:
        key: 24 hexadecimal digits, made by the page; the same row sent again has the same.
        revision: the one that the page showed; 0 for a row that was empty.
        window: of the page, where scripts run: it may save over what it saved itself.
    """

    key: str
    revision: int
    typed: Typed
    window: str = ""


@dataclass(frozen=True)
class Saved:
    """What came of the rows of a page.

    Attributes:
        kept: how many are new or changed now.
        clashes: keys of rows that somebody else changed meanwhile; nothing of them was saved.
        gone: keys of rows that are published, and cannot be changed any more.
    """

    kept: int
    clashes: tuple[str, ...]
    gone: tuple[str, ...]


def save_rows(
    session: Session, *, actor: ActorRef, meeting_id: int, rows: Sequence[SentRow], now: datetime
) -> Saved:
    """Keep what was typed, row by row. A row without a word in it is left alone.

    Raises:
        NotAllowed: not a facilitator or clerk of the forum.
        Conflict: the meeting has not begun or is cancelled, too many rows wait, or what came
            is too long or no row of ours.
    """
    meeting = _locked(session, actor, meeting_id, now)
    known = _known(session, meeting.id, [each.key for each in rows])
    highest = session.scalar(select(func.max(SlipRow.n)).where(SlipRow.meeting_id == meeting.id))
    n, kept, clashes, gone = highest or 0, 0, [], []
    was_empty = not waits_here(session, meeting.id)
    for each in rows:
        _require_whole(each)
        row = known.get(each.key)
        if row is None:
            if not each.typed.has_words:
                continue
            n += 1
            row = SlipRow(
                meeting_id=meeting.id, key=each.key, n=n, revision=0, key16=secrets.token_bytes(16)
            )
            row.changed_at = now
            session.add(row)
            known[each.key] = row
        elif row.published_at is not None:
            gone.append(each.key)
            continue
        elif _same(row, each.typed):
            continue
        elif row.revision != each.revision and not _saved_here(row, each):
            clashes.append(each.key)
            continue
        _fill(session, row, each.typed, now)
        row.window = each.window
        _sign(session, row, actor, now)
        kept += 1
    if (waits := waits_here(session, meeting.id)) > MOST_ROWS:
        raise Conflict("table.full")
    if was_empty and waits:
        forum = session.get_one(ForumSeries, meeting.forum_id)
        tell_of_first_row(session, forum, meeting, but=actor.account_id, now=now)
    return Saved(kept, tuple(clashes), tuple(gone))


def erase_row(session: Session, *, actor: ActorRef, meeting_id: int, n: int, now: datetime) -> None:
    """A row that is not published goes, and what was sealed with it.

    Raises:
        NotAllowed, Conflict: as `save_rows`; also no such row, or it is published.
    """
    meeting = _locked(session, actor, meeting_id, now)
    row = waiting_row(session, meeting.id, n)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    told = {} if row.slip is None else {"slip": row.slip}
    session.execute(delete(SlipHand).where(SlipHand.row_id == row.id))
    session.execute(delete(SlipRow).where(SlipRow.id == row.id))
    path = forum.path_to(meeting)
    audit.record(session, IntakeLog.TABLE_ERASED, actor=actor, subject=path, now=now, **told)


def say_again(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    n: int,
    revision: int,
    same: str,
    now: datetime,
) -> None:
    """Mark that a row says again what another row, an idea or a point says; or that it does not.

    Who marks it has changed the row, and does not publish it.

    Args:
        same: as in `Typed`; empty where it says something of its own.
        revision: the one that the page showed.
    Raises:
        NotAllowed, Conflict: as `save_rows`; also no such row, or it was changed meanwhile.
    """
    meeting = _locked(session, actor, meeting_id, now)
    row = waiting_row(session, meeting.id, n)
    if row.revision != revision:
        raise Conflict("table.changed_meanwhile")
    if same and SAME.fullmatch(same) is None:
        raise Conflict("table.broken")
    if row.same == same:
        return
    row.same = same
    row.revision += 1
    row.window, row.returned_why, row.changed_at = "", "", now
    _sign(session, row, actor, now)
    session.flush()


def give_back(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    n: int,
    revision: int,
    reason: str,
    now: datetime,
) -> None:
    """Somebody who did not type a row gives it back to its typists, with a reason.

    Args:
        revision: the one that the page showed.
    Raises:
        NotAllowed: not staff of the forum, or they typed it.
        Conflict: no reason, or it was changed, published or erased meanwhile.
    """
    meeting = _locked(session, actor, meeting_id, now)
    row = waiting_row(session, meeting.id, n)
    hands = session.scalars(select(SlipHand.account_id).where(SlipHand.row_id == row.id))
    if refusal := refuse_to_judge_row(actor, set(hands)):
        raise refusal
    why = tidy_line(reason)
    if not why:
        raise Conflict("table.reason_needed", field="reason")
    if len(why) > FIELD_LETTERS["reason"]:
        raise Conflict("intake.too_long", field="reason", letters=FIELD_LETTERS["reason"])
    if row.revision != revision:
        raise Conflict("table.no_row")
    row.returned_why = why
    session.flush()
    forum = session.get_one(ForumSeries, meeting.forum_id)
    tell_typists(session, forum, meeting, row, now=now)


def forget_old_rows(session: Session, *, now: datetime) -> None:
    """Rows that nobody published go 30 days after they were changed last."""
    old = select(SlipRow.id).where(
        SlipRow.published_at.is_(None), SlipRow.changed_at < now - timedelta(days=ROW_DAYS)
    )
    found = list(session.scalars(old))
    session.execute(delete(SlipHand).where(SlipHand.row_id.in_(found)))
    session.execute(delete(SlipRow).where(SlipRow.id.in_(found)))


def waiting_row(session: Session, meeting_id: int, n: int) -> SlipRow:
    """A row that is not published, locked.

    Raises:
        Conflict: there is none.
    """
    query = select(SlipRow).where(
        SlipRow.meeting_id == meeting_id, SlipRow.n == n, SlipRow.published_at.is_(None)
    )
    row = session.scalar(query.with_for_update())
    if row is None:
        raise Conflict("table.no_row")
    return row


def _locked(session: Session, actor: ActorRef, meeting_id: int, now: datetime) -> Meeting:
    """The meeting, held so that two who type at once get numbers one after the other."""
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_type(actor, forum.scope, meeting, now):
        raise refusal
    return meeting


def _known(session: Session, meeting_id: int, keys: Sequence[str]) -> dict[str, SlipRow]:
    query = select(SlipRow).where(SlipRow.meeting_id == meeting_id, SlipRow.key.in_(keys))
    query = query.with_for_update().execution_options(populate_existing=True)
    return {row.key: row for row in session.scalars(query)}


def _require_whole(sent: SentRow) -> None:
    """Refuses what no page of ours sends."""
    typed = sent.typed
    head, _colon, number = typed.goes.partition(":")
    goes_well = not typed.goes or (
        number.isascii() and (number.isdigit() if f"{head}:" == IDEA else f"{head}:" == POINT)
    )
    slip_well = typed.slip is None or 0 < typed.slip <= HIGHEST_SLIP
    known_well = re.fullmatch("[0-9a-f]{24}", sent.key) and re.fullmatch(
        "([0-9a-f]{12})?", sent.window
    )
    same_well = not typed.same or SAME.fullmatch(typed.same)
    if not (known_well and goes_well and slip_well and same_well):
        raise Conflict("table.broken")
    for field in ("title", "text", "place", "name", "reach"):
        if len(tidy_text(getattr(typed, field))) > FIELD_LETTERS[field]:
            raise Conflict("intake.too_long", letters=FIELD_LETTERS[field])


def _saved_here(row: SlipRow, sent: SentRow) -> bool:
    """Whether the same page saved this row last, and the answer to it was lost."""
    return bool(sent.window) and row.window == sent.window


def _words(typed: Typed) -> dict[str, object]:
    is_idea = typed.goes.startswith(IDEA)
    return {
        "slip": typed.slip,
        "round_id": int(typed.goes.removeprefix(IDEA)) if is_idea else None,
        "sort": typed.goes.removeprefix(POINT) if typed.goes and not is_idea else "",
        "title": tidy_line(typed.title),
        "text": tidy_text(typed.text),
        "place": tidy_line(typed.place),
        "name": tidy_line(typed.name),
        "consent": typed.consent,
        "contact": typed.contact,
        "same": typed.same,
    }


def _same(row: SlipRow, typed: Typed) -> bool:
    """Whether nothing changed; a new address is always a change."""
    words = _words(typed)
    return not typed.reach.strip() and all(getattr(row, name) == words[name] for name in words)


def _fill(session: Session, row: SlipRow, typed: Typed, now: datetime) -> None:
    if typed.contact != row.contact or typed.contact is ContactBy.NONE:
        row.sealed_reach = ""
    for name, value in _words(typed).items():
        setattr(row, name, value)
    if typed.contact is not ContactBy.NONE and typed.reach.strip():
        row.sealed_reach = seal(session, {"reach": tidy_text(typed.reach)}, key16=row.key16)
    row.revision += 1
    row.returned_why = ""
    row.changed_at = now
    session.flush()


def _sign(session: Session, row: SlipRow, actor: ActorRef, now: datetime) -> None:
    if actor.account_id is None:
        raise NotAllowed("account.sign_in_first")
    if session.get(SlipHand, (row.id, actor.account_id)) is None:
        session.add(
            SlipHand(
                row_id=row.id,
                account_id=actor.account_id,
                name=actor.name,
                role=actor.role or "",
                at=now,
            )
        )
        session.flush()
