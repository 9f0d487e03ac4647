"""Delivering what was announced: claim, send outside every transaction, then mark.

A claimed row is due again a little later, so that a worker that dies while sending loses nothing; a
row that cannot be sent is tried again later and later and holds up no other.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from pbplatform.core.outbox import OutboxRow, claim_due, mark_done, mark_failed
from pbplatform.core.transaction import transaction
from pbplatform.notices.mailers import Mailer, MailNotSent
from pbplatform.notices.mails import Letterhead, NoSuchMail, render
from pbplatform.places import queries as places

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  # longer than a batch takes when every mail waits its whole patience
BATCH = 20


@dataclass(frozen=True)
class Claimed:
    """What a row says, apart from its session."""

    key16: bytes
    kind: str
    payload: dict[str, Any]
    due_at: datetime


def deliver_due(mailer: Mailer, *, public_url: str, now: datetime) -> int:
    """Deliver one batch of announced facts; returns how many mails were sent.

    A fact that names no address is done: there is nothing to send.
    Call in an application context, outside `transaction()`.
    """
    with transaction() as session:
        rows = claim_due(session, now=now, limit=BATCH)
        claimed = [Claimed(row.key16, row.kind, dict(row.payload), now + LEASE) for row in rows]
        for row in rows:
            row.due_at = now + LEASE
        if not claimed:
            return 0
        head, language = letterhead(session, public_url)
    with force_locale(language):
        return sum(_deliver(mailer, fact, head, now) for fact in claimed)


def letterhead(session: Session, public_url: str) -> tuple[Letterhead, str]:
    """What mails say of the place, and the language they are in."""
    place = places.the_place(session)
    if place is None:
        return Letterhead(place="pbplatform", public_url=public_url), "en"
    head = Letterhead(place=place.name, public_url=public_url, help_line=place.help_line)
    return head, place.languages[0]


def _deliver(mailer: Mailer, fact: Claimed, head: Letterhead, now: datetime) -> bool:
    try:
        if not fact.payload.get("to"):  # nobody to tell: nothing is left to do, or to keep
            _finish(fact, now=now, delivered=True)
            return False
        mail = render(fact.kind, fact.payload, key16=fact.key16, head=head)
        mailer.send(mail, now=now)
    except (NoSuchMail, MailNotSent, KeyError) as error:
        # The address stays out of the program's log: it is personal.
        log.warning("%s not delivered, kept for later: %s", fact.kind, type(error).__name__)
        _finish(fact, now=now, delivered=False)
        return False
    except Exception:  # one row that we fail at must not hold up the rest of the batch
        log.exception("%s not delivered, kept for later", fact.kind)
        _finish(fact, now=now, delivered=False)
        return False
    _finish(fact, now=now, delivered=True)
    return True


def _still_ours(session: Session, fact: Claimed) -> OutboxRow | None:
    """The row, unless another worker had it since: the lease tells whose it is."""
    row = session.get(OutboxRow, fact.key16, with_for_update=True)
    if row is None or row.done_at is not None or row.due_at != fact.due_at:
        return None
    return row


def _finish(fact: Claimed, *, now: datetime, delivered: bool) -> None:
    with transaction() as session:
        row = _still_ours(session, fact)
        if row is None:
            return
        if delivered:
            mark_done(row, now=now)
        else:
            mark_failed(row, now=now)
            if row.gave_up:
                log.error("%s given up after %d attempts, kept", fact.kind, row.attempts)
