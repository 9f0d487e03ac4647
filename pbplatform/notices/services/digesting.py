"""The mails of a day and of a week, a page of addresses in each transaction.

A digest has no rows of its own: the facts of its time are read when it is due. How far it is
written stands in its run, which moves in the transaction that writes. Source: docs/rules/notices.md
sections 8 and 9.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Contact
from pbplatform.core.facts import NewsFact, Topic
from pbplatform.core.outbox import announce_to_many
from pbplatform.notices.domain.choosing import ORDER, Choice, held_at, how_often
from pbplatform.notices.kinds import FOLLOW, OWN, Often
from pbplatform.notices.models import DigestRun, NoticeAddress, NoticeChoice
from pbplatform.notices.queries.addresses import choices_of
from pbplatform.notices.queries.things import find_thing
from pbplatform.notices.services.spreading import Known, concerned, mac_of

PAGE = 500
LONGEST = 20  # things in one mail
# The first digest of a place: nobody hears of what was before they followed.
_FIRST = timedelta(days=30)


@dataclass(frozen=True)
class Told:
    """One fact of the time that a digest tells of."""

    key16: bytes
    topic: Topic
    about: str
    at: datetime
    told: frozenset[str]


@dataclass
class Window:
    """The facts between two digests: the same for all addresses, so read once.

    Attributes:
        by_path: those that followers of a path are told.
        own: those that concern somebody who wants that in a digest, by address.
    """

    often: Often
    due_at: datetime
    by_path: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    own: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class _Line:
    """A fact for one address, and why."""

    fact: Told
    paths: list[str] = field(default_factory=list)
    own: bool = False


def run_that_is_due(session: Session, often: Often, due: datetime) -> DigestRun | None:
    """The oldest run that is not finished, else the one that fell due; None where none is.

    Args:
        due: the last instant at which one was due.
    """
    runs = select(DigestRun).where(DigestRun.often == often).order_by(DigestRun.due_at.desc())
    locked = runs.with_for_update()
    unfinished = session.scalars(locked.where(DigestRun.done_at.is_(None))).all()
    if unfinished:
        return unfinished[-1]
    newest = session.scalars(locked.limit(1)).first()
    if newest is not None and newest.due_at >= due:
        return None
    since = newest.due_at if newest else due - _FIRST
    run = DigestRun(often=often, due_at=due, since=since)
    session.add(run)
    session.flush()
    return run


def window_of(session: Session, run: DigestRun, known: Known) -> Window:
    """The facts that a run tells of, without those of things that are not public now."""
    window = Window(Often(run.often), run.due_at)
    public: dict[str, bool] = {}
    wanting = _want_own_in(session, window.often)
    facts = select(NewsFact).where(NewsFact.at > run.since, NewsFact.at <= run.due_at)
    for fact in session.scalars(facts.order_by(NewsFact.at, NewsFact.key16)):
        if fact.kind not in known.topics:
            continue
        if fact.about not in public:
            public[fact.about] = find_thing(session, fact.about) is not None
        if not public[fact.about]:
            continue
        topic = known.topics[fact.kind]
        told = Told(fact.key16, topic, fact.about, fact.at, frozenset(fact.told))
        for path in {fact.about, *fact.within}:
            window.by_path[path].append(told)
        for email in wanting & concerned(session, fact, known).keys() if wanting else ():
            window.own[email].append(told)
    return window


def digest_page(session: Session, run: DigestRun, window: Window, *, now: datetime) -> int:
    """Write the digests of the next addresses; how many addresses were looked at, 0 at the end."""
    query = select(NoticeAddress.id, NoticeAddress.email).where(
        NoticeAddress.id > run.reached, NoticeAddress.unreached_at.is_(None)
    )
    rows = session.execute(query.order_by(NoticeAddress.id).limit(PAGE)).all()
    if not rows:
        run.done_at = now
        return 0
    by_email = {row.email: row.id for row in rows}
    choices = choices_of(session, by_email.values())
    lines, languages = _lines(session, list(by_email), window, now)
    for email, address_id in by_email.items():
        found = _newest(session, email, lines.get(email, {}), choices.get(address_id, []), window)
        if found:
            _announce(session, email, found, window, languages.get(email, ""), now)
    run.reached = rows[-1].id
    return len(rows)


def _lines(
    session: Session, emails: list[str], window: Window, now: datetime
) -> tuple[dict[str, dict[bytes, _Line]], dict[str, str]]:
    """By address all that it follows or that concerns it, and the language of its page."""
    found: dict[str, dict[bytes, _Line]] = defaultdict(dict)
    languages = {}
    query = select(Contact.email, Contact.about, Contact.confirmed_at, Contact.language).where(
        Contact.email.in_(emails), Contact.purpose == FOLLOW, Contact.told_at(now)
    )
    for email, about, since, language in session.execute(query):
        languages[email] = language
        for fact in window.by_path.get(about, ()):
            if since is not None and since <= fact.at:
                found[email].setdefault(fact.key16, _Line(fact)).paths.append(about)
    for email in emails:
        for fact in window.own.get(email, ()):
            found[email].setdefault(fact.key16, _Line(fact)).own = True
    return found, languages


def _newest(
    session: Session,
    email: str,
    lines: dict[bytes, _Line],
    choices: list[Choice],
    window: Window,
) -> list[_Line]:
    """What this digest tells this address: the newest of each thing, what matters most first."""
    newest: dict[str, _Line] = {}
    for line in lines.values():
        fact = line.fact
        often = how_often(
            held_at(choices, fact.at),
            topic=fact.topic,
            about=fact.about,
            follows=line.paths,
            own=line.own,
        )
        if often is not window.often or (fact.told and _was_told(session, email, fact)):
            continue
        before = newest.get(fact.about)
        if before is None or before.fact.at <= fact.at:
            newest[fact.about] = line
    return sorted(newest.values(), key=_rank)


def _was_told(session: Session, email: str, fact: Told) -> bool:
    """Whether this address had a mail of its own of the fact; the list may not be hashed yet."""
    return email in fact.told or mac_of(session, email).hex() in fact.told


def _rank(line: _Line) -> tuple[bool, int, float, bytes]:
    fact = line.fact
    return (not line.own, ORDER.index(fact.topic), -fact.at.timestamp(), fact.key16)


def _announce(
    session: Session, email: str, lines: list[_Line], window: Window, language: str, now: datetime
) -> None:
    name = f"{window.often}|{window.due_at.isoformat()}|{email}"
    announce_to_many(
        session,
        "notices:digest",
        key16=hashlib.sha256(name.encode()).digest()[:16],
        now=now,
        to=email,
        facts=[[line.fact.key16.hex(), line.own] for line in lines[:LONGEST]],
        more=max(0, len(lines) - LONGEST),
        often=window.often.value,
        language=language,
    )


def _want_own_in(session: Session, often: Often) -> set[str]:
    """Addresses that ever chose to hear of their own things in such a digest."""
    query = (
        select(NoticeAddress.email)
        .join(NoticeChoice, NoticeChoice.address_id == NoticeAddress.id)
        .where(NoticeChoice.what == OWN, NoticeChoice.often == often)
    )
    return set(session.scalars(query))
