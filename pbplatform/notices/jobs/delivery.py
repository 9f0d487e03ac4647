"""Delivering what was announced: claim, send outside every transaction, then mark.

One at a time, and before each one what somebody waits for: a sign-in link never stands behind two
thousand mails about an answer. A claimed row is due again a little later, so that a worker that
dies while sending loses nothing; a row that cannot be sent is tried again later and later, or given
up where the address is at fault, and holds up no other. Source: docs/rules/notices.md section 3.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import languages_of
from pbplatform.accounts.services import (
    CONTACT_MAIL,
    SIGN_IN_LINK,
    link_goes_out,
    token_of_contact,
)
from pbplatform.core import outbox
from pbplatform.core.outbox import Lane, OutboxRow, claim_due, mark_done, mark_failed
from pbplatform.core.post import POST
from pbplatform.core.sealed_words import CannotBeOpened
from pbplatform.core.transaction import transaction
from pbplatform.letters.services import make_letter
from pbplatform.notices.jobs.mailers import Mailer, MailNotSent, MailRefused
from pbplatform.notices.kinds import Unreached
from pbplatform.notices.queries.addresses import is_unreached
from pbplatform.notices.services.following import does_not_reach
from pbplatform.notices.services.spreading import mac_of
from pbplatform.notices.services.telling import SPREAD, as_it_is_now
from pbplatform.notices.words import Letterhead, NoSuchMail, letter_words, render
from pbplatform.notices.words.news import topics
from pbplatform.places import queries as places

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  # longer than one mail takes when every step waits its whole patience
MOST_AT_ONCE = 50
# The worker has other work: after this long it looks at that before it sends on.
SECONDS_AT_ONCE = 5.0


@dataclass(frozen=True)
class Claimed:
    """What a row says, apart from its session, and who reads it.

    Attributes:
        payload: None where there is nothing to send.
        reader: the reader's language as a BCP 47 tag; None where we do not know it.
    """

    key16: bytes
    kind: str
    payload: dict[str, Any] | None
    due_at: datetime
    reader: str | None


def deliver_due(mailer: Mailer, *, public_url: str, now: datetime) -> int:
    """Deliver announced facts for some seconds; returns how many mails were sent.

    A fact that names no address is done: there is nothing to send.
    Call in an application context, outside `transaction()`.
    """
    sent, until = 0, time.monotonic() + SECONDS_AT_ONCE
    for _turn in range(MOST_AT_ONCE):
        claimed = _claim(public_url, now)
        if claimed is None:
            break
        sent += _deliver(mailer, *claimed, now)
        if time.monotonic() > until:
            break
    return sent


def _claim(public_url: str, now: datetime) -> tuple[Claimed, Letterhead] | None:
    with transaction() as session:
        row = next(iter(claim_due(session, now=now)), None)
        if row is None:
            return None
        row.due_at = now + LEASE
        payload = _facts(session, row, now)
        reader = readers(session, [payload])[0] if payload else None
        fact = Claimed(row.key16, row.kind, payload, row.due_at, reader)
        return fact, letterhead(session, public_url)


def _facts(session: Session, row: OutboxRow, now: datetime) -> dict[str, Any] | None:
    """All that the mail needs; None where nobody is to be told, or nobody waits any more."""
    try:
        payload = outbox.opened(session, row)
    except CannotBeOpened:
        log.warning("%s was sealed under an older secret: not sent", row.kind)
        return None
    if not payload.get("to"):
        return None
    if _by_post(payload):
        # What opens something for its reader is never printed.
        return None if "token" in payload else payload
    if row.lane != Lane.AWAITED and is_unreached(session, str(payload["to"])):
        return None
    if row.kind == SIGN_IN_LINK and not link_goes_out(session, token=payload["token"], now=now):
        return None
    return all_it_says(session, row.kind, payload, now=now, renew=True)


def _by_post(payload: Mapping[str, Any]) -> bool:
    return str(payload.get("to", "")).startswith(POST)


def all_it_says(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    renew: bool = False,
) -> dict[str, Any] | None:
    """All that a mail says, as it is now; arguments and results as in `with_stop`."""
    if kind in SPREAD:
        return as_it_is_now(session, kind, payload, topics(), now=now, renew=renew)
    return with_stop(session, kind, payload, renew=renew)


def with_stop(
    session: Session, kind: str, payload: Mapping[str, Any], *, renew: bool = False
) -> dict[str, Any] | None:
    """The same for somebody without an account: with the link that stops the news.

    Args:
        renew: make another link where the secret changed since; for whoever may write.
    Returns:
        None where the address was forgotten meanwhile: nothing is sent to it.
    Raises:
        CannotBeOpened: the secret changed, and no other link is to be made.
    """
    if "contact" not in payload:
        return dict(payload)
    token = token_of_contact(session, payload["contact"], renew=renew)
    if token is None:
        return None
    # The first mail asks whether it is wanted, so it has its own link.
    stop = "" if kind == CONTACT_MAIL else f"news/{token}/stop"
    return {**payload, "token": token, "stop": stop}


def readers(session: Session, payloads: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """The language of whoever reads each mail: that of their account, else that of the page on
    which they asked for it, else None."""
    known = languages_of(session, [str(payload.get("to", "")) for payload in payloads])
    return [
        known.get(str(payload.get("to", "")).strip().lower()) or payload.get("language") or None
        for payload in payloads
    ]


def letterhead(session: Session, public_url: str) -> Letterhead:
    """What mails say of the place, and the languages they may be in."""
    place = places.the_place(session)
    if place is None:
        return Letterhead(place="pbplatform", public_url=public_url)
    return Letterhead(
        place=place.name,
        public_url=public_url,
        help_line=place.help_in_a_line,
        languages=tuple(place.languages),
    )


def _deliver(mailer: Mailer, fact: Claimed, head: Letterhead, now: datetime) -> bool:
    try:
        if fact.payload is None:
            _finish(fact, now=now, delivered=True)
            return False
        if _by_post(fact.payload):
            _write_letter(fact, fact.payload, head, now)
            return False
        mail = render(fact.kind, fact.payload, key16=fact.key16, head=head, reader=fact.reader)
        mailer.send(mail, now=now)
    except MailRefused as error:
        log.error("%s given up: %s", fact.kind, error.reason)
        _finish(fact, now=now, delivered=False, for_good=True, is_address=error.is_address)
        return False
    except (NoSuchMail, MailNotSent, KeyError) as error:
        # The address stays out of the program's log: it is personal.
        log.warning("%s not delivered, kept for later: %s", fact.kind, type(error).__name__)
        _finish(fact, now=now, delivered=False)
        return False
    except Exception:  # one row that we fail at must not hold up the others
        log.exception("%s not delivered, kept for later", fact.kind)
        _finish(fact, now=now, delivered=False)
        return False
    _finish(fact, now=now, delivered=True)
    return True


def _write_letter(
    fact: Claimed, payload: Mapping[str, Any], head: Letterhead, now: datetime
) -> None:
    """A letter in place of a mail; the row is done in the same transaction.

    Source: docs/rules/letters.md section 1.
    """
    words = letter_words(fact.kind, payload, head=head, reader=fact.reader)
    path = str(payload["to"]).removeprefix(POST)
    with transaction() as session:
        row = _still_ours(session, fact)
        if row is None:
            return
        make_letter(session, key16=fact.key16, kind=fact.kind, path=path, words=words, now=now)
        mark_done(row, now=now)


def _still_ours(session: Session, fact: Claimed) -> OutboxRow | None:
    """The row, unless another worker had it since: the lease tells whose it is."""
    row = session.get(OutboxRow, fact.key16, with_for_update=True, populate_existing=True)
    if row is None or row.done_at is not None or row.due_at != fact.due_at:
        return None
    return row


def _finish(
    fact: Claimed,
    *,
    now: datetime,
    delivered: bool,
    for_good: bool = False,
    is_address: bool = False,
) -> None:
    with transaction() as session:
        row = _still_ours(session, fact)
        if row is None:
            return
        if delivered:
            to = str(fact.payload["to"]) if fact.payload else ""
            mark_done(row, now=now, to_mac=mac_of(session, to) if to else None)
        else:
            mark_failed(row, now=now, for_good=for_good)
            if is_address and fact.payload:
                to, why = str(fact.payload["to"]), Unreached.REFUSED
                does_not_reach(session, email=to, kind=fact.kind, why=why, now=now)
            if row.gave_up:
                log.error("%s given up after %d attempts, kept", fact.kind, row.attempts)
