"""Facts that others must hear of, written with the change and delivered after it (ruling 2).

Services announce; `notices` reads and sends. Nobody imports `notices`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.own_data import Whose
from pbplatform.core.privacy import not_personal, personal
from pbplatform.core.sealed_words import seal, unseal
from pbplatform.core.written_together import add_row

MAX_ATTEMPTS = 8
_SEALED = "sealed"
DONE_ROWS_KEPT = timedelta(days=7)


class Lane(IntEnum):
    """What leaves first (docs/rules/notices.md section 9)."""

    AWAITED = 0
    PERSONAL = 1
    BULK = 2


class OutboxRow(Base):
    """One fact to deliver. `done_at` set means delivered; its payload is then emptied."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_lane", "done_at", "gave_up", "lane", "due_at", "key16"),)

    key16: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=not_personal())
    kind: Mapped[str] = mapped_column(String(60), info=not_personal())
    payload: Mapped[dict[str, Any]] = mapped_column(
        JSON,
        info=personal(
            why="to deliver a message", seen_by="the worker", until="emptied when delivered"
        ),
    )
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gave_up: Mapped[bool] = mapped_column(default=False)
    # Read no more: `lane` says it.
    awaited: Mapped[bool] = mapped_column(
        default=False, comment="somebody waits for it: goes before all that nobody waits for"
    )
    lane: Mapped[int] = mapped_column(
        default=Lane.PERSONAL,
        comment="0 somebody waits for it, 1 to one person, 2 to many; the lower goes first",
    )
    to_mac: Mapped[bytes | None] = mapped_column(
        LargeBinary(16),
        comment="keyed hash of the address it was sent to",
        info=personal(
            why="so that nobody but the mail server that took a mail can report its address",
            seen_by="nobody",
            until="7 days after the mail was sent",
        ),
    )


def announce(session: Session, kind: str, *, now: datetime, **payload: Any) -> None:
    """Write a fact beside the change that made it true.

    Args:
        payload: `to`, the address of whoever is told; ids, numbers, days in ISO, amounts in minor
            units, codes, and people's own words as they gave them. Never a sentence of ours: the
            mail is put into words when it is sent, in its reader's language.
    Source: docs/rules/notices.md section 4.
    """
    row = {"key16": secrets.token_bytes(16), "kind": kind, "payload": payload, "due_at": now}
    add_row(session, OutboxRow, row)


def announce_awaited(
    session: Session, kind: str, *, now: datetime, secret: Mapping[str, str], **payload: Any
) -> None:
    """Write what somebody sits and waits for: it goes before all that nobody waits for.

    Args:
        secret: what opens something for whoever reads it, such as the token of a link; in the
            database only this installation can read it.
    """
    key16 = secrets.token_bytes(16)
    words = {**payload, _SEALED: seal(session, secret, key16=key16)}
    session.add(OutboxRow(key16=key16, kind=kind, payload=words, due_at=now, lane=Lane.AWAITED))


def announce_to_many(
    session: Session, kind: str, *, key16: bytes, now: datetime, **payload: Any
) -> None:
    """Write one of many mails about one thing: it leaves when no other mail waits.

    Args:
        key16: made of what it tells and whom, so that the same mail written twice is one row.
    """
    session.add(OutboxRow(key16=key16, kind=kind, payload=payload, due_at=now, lane=Lane.BULK))


def opened(session: Session, row: OutboxRow) -> dict[str, Any]:
    """All that a row says, with what was sealed.

    Raises:
        CannotBeOpened: the secret of the installation changed since.
    """
    words = dict(row.payload)
    sealed = words.pop(_SEALED, "")
    return {**words, **unseal(session, sealed, key16=row.key16)} if sealed else words


def claim_due(session: Session, *, now: datetime, limit: int = 1) -> Sequence[OutboxRow]:
    """Rows due now, what somebody waits for first, locked for this worker.

    `SKIP LOCKED`; on SQLite the file lock serves.
    """
    due = (
        select(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= now, OutboxRow.gave_up.is_(False))
        .order_by(OutboxRow.lane, OutboxRow.due_at, OutboxRow.key16)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(due).all()


def mark_done(row: OutboxRow, *, now: datetime, to_mac: bytes | None = None) -> None:
    """Delivered: forget what it said.

    Args:
        to_mac: keyed hash of the address it was sent to, for bounces that come back.
    """
    row.done_at, row.to_mac = now, to_mac
    row.payload = {}


def mark_old_done(session: Session, *, before: datetime) -> None:
    """Of all rows due before an instant: delivered when they were due."""
    old = update(OutboxRow).where(OutboxRow.due_at < before)
    session.execute(old.values(done_at=OutboxRow.due_at, to_mac=None, payload={}))


def mark_failed(row: OutboxRow, *, now: datetime, for_good: bool = False) -> None:
    """Try again later, each time later; give up visibly after `MAX_ATTEMPTS`, or at once."""
    row.attempts += 1
    row.due_at = now + timedelta(minutes=2**row.attempts)
    row.gave_up = for_good or row.attempts >= MAX_ATTEMPTS


def forget_done(session: Session, *, now: datetime) -> None:
    """Drop rows delivered more than a week ago; they are empty already."""
    session.execute(delete(OutboxRow).where(OutboxRow.done_at < now - DONE_ROWS_KEPT))


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Drop mails to a person that are not sent yet, and their name out of those to others.

    The name stays where the person acted in public. Source: docs/rules/privacy.md section 3.
    """
    email, name = whose.email, "" if whose.held_a_role else whose.name
    waiting = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    for row in session.scalars(waiting):
        if email and str(row.payload.get("to", "")).strip().lower() == email:
            session.delete(row)
        elif name and name in row.payload.values():
            row.payload = {key: "" if it == name else it for key, it in row.payload.items()}
    session.flush()


def try_again(session: Session, *, now: datetime) -> int:
    """Make rows that were given up due again; returns how many."""
    again = update(OutboxRow).where(OutboxRow.gave_up.is_(True))
    found = session.execute(again.values(gave_up=False, attempts=0, due_at=now))
    return int(found.rowcount)  # type: ignore[attr-defined]
