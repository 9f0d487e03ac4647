"""The mailbox page: what was sent, and what is about to be."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.outbox import OutboxRow, opened
from pbplatform.core.sealed_words import CannotBeOpened
from pbplatform.notices.jobs.delivery import all_it_says, readers
from pbplatform.notices.models import DevMail
from pbplatform.notices.words import Letterhead, Mail, NoSuchMail, render

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """A mail as the mailbox page shows it; `waiting` means the worker has not sent it yet."""

    to: str
    subject: str
    body: str
    at: datetime
    waiting: bool


def mailbox(
    session: Session, *, head: Letterhead, now: datetime, to: str = "", newest: int = 50
) -> list[Shown]:
    """The newest mails first, with those still in the outbox, so that nobody waits for a worker.

    Args:
        to: only those to this address; empty for all.
    """
    query = select(DevMail).order_by(DevMail.sent_at.desc()).limit(newest)
    if to:
        query = query.where(DevMail.to_address == to)
    sent = session.scalars(query).all()
    known = {mail.key16 for mail in sent}
    shown = [
        Shown(mail.to_address, mail.subject, mail.body, mail.sent_at, waiting=False)
        for mail in sent
    ]
    for row, mail in _waiting(session, head, now, to, newest):
        if row.key16 not in known:
            shown.append(Shown(mail.to, mail.subject, mail.body, row.due_at, waiting=True))
    # Mails not sent yet are the newest, whatever instant their next attempt has.
    return sorted(shown, key=lambda mail: (mail.waiting, mail.at), reverse=True)[:newest]


def _waiting(
    session: Session, head: Letterhead, now: datetime, to: str, newest: int
) -> Sequence[tuple[OutboxRow, Mail]]:
    query = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    if to:
        query = query.where(OutboxRow.payload["to"].as_string() == to)
    rows = session.scalars(query.order_by(OutboxRow.due_at.desc()).limit(newest)).all()
    found = []
    for row, reader in zip(rows, readers(session, [row.payload for row in rows]), strict=True):
        try:
            facts = all_it_says(session, row.kind, opened(session, row), now=now)
            if facts is None:
                continue
            mail = render(row.kind, facts, key16=row.key16, head=head, reader=reader)
        except (NoSuchMail, KeyError, CannotBeOpened):
            log.info("%s has no mail to show", row.kind)
        else:
            found.append((row, mail))
    return found
