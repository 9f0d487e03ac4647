"""A fact becomes mails to those who want it at once, page by page.

Source: docs/rules/notices.md section 9.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, cast, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Contact
from pbplatform.core.facts import AudienceReader, NewsFact, Topic
from pbplatform.core.outbox import OutboxRow, announce_to_many
from pbplatform.core.sealed_words import own_secret
from pbplatform.notices.domain.choosing import held_at, how_often
from pbplatform.notices.kinds import FOLLOW, Often
from pbplatform.notices.models import NoticeAddress
from pbplatform.notices.queries.addresses import choices_of
from pbplatform.notices.queries.things import find_thing
from pbplatform.notices.services.following import LASTS, kept_address

PAGE = 500
_TOLD_KEPT = timedelta(days=30)
_RENEWED_EACH = timedelta(days=30)  # so that not every fact writes all its followers anew


@dataclass(frozen=True)
class Known:
    """What slices announce of facts.

    Attributes:
        topics: of each kind of fact.
        audiences: who is concerned, by name.
    """

    topics: Mapping[str, Topic]
    audiences: Mapping[str, AudienceReader]


@dataclass
class Reasons:
    """Why one address hears of a fact.

    Attributes:
        paths: what it follows, of what the fact is told to.
        audience: by which it is concerned anyway; empty where it is not.
    """

    paths: list[str] = field(default_factory=list)
    audience: str = ""
    language: str = ""


def spread_page(session: Session, known: Known, *, now: datetime) -> bool:
    """Write the next mails of the oldest fact; False where nothing is left to do."""
    fact = session.scalars(
        select(NewsFact)
        .where(NewsFact.spread_at.is_(None))
        .order_by(NewsFact.at, NewsFact.key16)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if fact is None:
        return False
    if fact.kind not in known.topics or find_thing(session, fact.about) is None:
        _finish(session, fact, now)
    elif fact.spread_to is None:
        _to_concerned(session, fact, known, now=now)
    else:
        _to_followers(session, fact, known, now=now)
    return True


def key_of(fact: NewsFact, email: str) -> bytes:
    """The name of the mail that tells this fact to this address: always the same."""
    return hashlib.sha256(fact.key16 + email.encode()).digest()[:16]


def mac_of(session: Session, email: str) -> bytes:
    """A keyed hash of an address, which nobody turns back without the installation's secret."""
    key = own_secret(session).encode()
    return hmac.new(key, email.strip().lower().encode(), hashlib.sha256).digest()[:16]


def forget_told(session: Session, *, now: datetime) -> None:
    """Who had a mail of their own is forgotten when no mail of the week can tell it again."""
    old = NewsFact.spread_at.is_not(None) & (NewsFact.at < now - _TOLD_KEPT)
    old &= NewsFact.at >= now - 2 * _TOLD_KEPT  # what is older was emptied before
    # Nearly all of a month are empty by now: the database passes them by, and none is loaded.
    anybody = cast(NewsFact.told, Text) != "[]"
    for fact in session.scalars(select(NewsFact).where(old, anybody)):
        fact.told = []


def concerned(session: Session, fact: NewsFact, known: Known) -> dict[str, str]:
    """Addresses that the fact concerns anyway, each with the first audience it is in."""
    found: dict[str, str] = {}
    for name, of_id in fact.audiences:
        reader = known.audiences.get(name)
        for email in reader(session, of_id) if reader else ():
            address = email.strip().lower()
            if address and address not in fact.told:
                found.setdefault(address, name)
    return found


def _to_concerned(session: Session, fact: NewsFact, known: Known, *, now: datetime) -> None:
    """A page of those whom it concerns; done before the first follower."""
    found = concerned(session, fact, known)
    waiting = sorted(found)
    written = 0
    for start in range(0, len(waiting), PAGE):
        page = waiting[start : start + PAGE]
        reasons = {email: Reasons(audience=found[email]) for email in page}
        _add_follows(session, fact, reasons)
        written += _write(session, fact, known, reasons, now=now)
        if written >= PAGE:
            return  # what is written already is found by its key next time
    fact.spread_to = 0


def _add_follows(session: Session, fact: NewsFact, reasons: dict[str, Reasons]) -> None:
    query = select(Contact).where(Contact.email.in_(list(reasons)), *_told_of(fact))
    for contact in session.scalars(query):
        reasons[contact.email].paths.append(contact.about)
        reasons[contact.email].language = contact.language


def _told_of(fact: NewsFact) -> tuple[ColumnElement[bool], ...]:
    return (
        Contact.purpose == FOLLOW,
        Contact.about.in_([fact.about, *fact.within]),
        Contact.confirmed_at <= fact.at,
        Contact.until > fact.at,
    )


def _to_followers(session: Session, fact: NewsFact, known: Known, *, now: datetime) -> None:
    """The next page of those who follow, in the order in which they asked."""
    query = (
        select(Contact.id, Contact.email)
        .where(*_told_of(fact), Contact.told_at(now), Contact.id > (fact.spread_to or 0))
        .order_by(Contact.id)
        .limit(PAGE)
    )
    rows = session.execute(query).all()
    if not rows:
        _renew(session, fact, now)
        _finish(session, fact, now)
        return
    reasons = {row.email: Reasons() for row in rows if row.email not in fact.told}
    _add_follows(session, fact, reasons)
    _write(session, fact, known, reasons, now=now)
    fact.spread_to = rows[-1].id


def _write(
    session: Session, fact: NewsFact, known: Known, reasons: dict[str, Reasons], *, now: datetime
) -> int:
    """Mails to those of a page who want this at once and have none yet; how many."""
    if not reasons:
        return 0
    query = select(NoticeAddress).where(NoticeAddress.email.in_(list(reasons)))
    rows = {row.email: row for row in session.scalars(query)}
    choices = choices_of(session, [row.id for row in rows.values()])
    keys = {key_of(fact, email): email for email in reasons}
    written = set(session.scalars(select(OutboxRow.key16).where(OutboxRow.key16.in_(list(keys)))))
    count = 0
    for key16, email in keys.items():
        row, why = rows.get(email), reasons[email]
        if key16 in written or (row is not None and row.unreached_at is not None):
            continue
        held = held_at(choices.get(row.id, []) if row else [], fact.at)
        often = how_often(
            held,
            topic=known.topics[fact.kind],
            about=fact.about,
            follows=why.paths,
            own=bool(why.audience),
        )
        if often is not Often.NOW:
            if why.audience and often is not Often.NEVER:
                kept_address(session, email)
            continue
        if row is None:
            kept_address(session, email)
        announce_to_many(
            session,
            "notices:news",
            key16=key16,
            now=now,
            to=email,
            fact=fact.key16.hex(),
            audience=why.audience,
            language=why.language,
        )
        count += 1
    return count


def _renew(session: Session, fact: NewsFact, now: datetime) -> None:
    """With news of a thing, the time for which it is followed begins again."""
    session.execute(
        update(Contact)
        .where(*_told_of(fact), Contact.until < now + LASTS - _RENEWED_EACH)
        .values(until=now + LASTS)
        .execution_options(synchronize_session=False)
    )


def _finish(session: Session, fact: NewsFact, now: datetime) -> None:
    """Told at once to all who want that; a digest asks later who had a mail of their own."""
    fact.spread_at, fact.told = now, [mac_of(session, email).hex() for email in fact.told]
