"""What an address follows, what it chose, and whose link a mail carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account, Contact
from pbplatform.core.errors import NotFound
from pbplatform.core.secrets import token_hash
from pbplatform.notices.domain.choosing import Choice, held_at
from pbplatform.notices.kinds import FOLLOW, Often
from pbplatform.notices.models import NoticeAddress, NoticeChoice


@dataclass(frozen=True)
class Followed:
    """One thing that an address follows, and how often it hears of it."""

    about: str
    often: Often
    until: datetime


# What many pages ask is built once: to build a statement takes longer than to send it.
_ADDRESS = select(NoticeAddress).where(NoticeAddress.email == bindparam("email"))
_UNREACHED = (
    select(NoticeAddress.unreached_kind, func.count())
    .where(NoticeAddress.unreached_at.is_not(None))
    .group_by(NoticeAddress.unreached_kind)
    .order_by(func.count().desc(), NoticeAddress.unreached_kind)
)


@dataclass(frozen=True)
class UnreachedCount:
    """How many addresses mails of one kind do not reach; never whose."""

    kind: str
    count: int


def address_of(session: Session, email: str, *, lock: bool = False) -> NoticeAddress | None:
    """The row of an address, letter case aside."""
    query = _ADDRESS
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query, {"email": email.strip().lower()})


def address_of_token(session: Session, token: str) -> NoticeAddress:
    """Whose link this is; NotFound where it was forgotten, or never was."""
    found = session.scalar(
        select(NoticeAddress).where(NoticeAddress.token_hash == token_hash(token))
    )
    if found is None:
        raise NotFound("notice.no_address")
    return found


def choices_of(session: Session, address_ids: Iterable[int]) -> dict[int, list[Choice]]:
    """All that these addresses chose, by address."""
    query = select(
        NoticeChoice.address_id, NoticeChoice.what, NoticeChoice.since, NoticeChoice.often
    ).where(NoticeChoice.address_id.in_(list(address_ids)))
    found: dict[int, list[Choice]] = defaultdict(list)
    for address_id, what, since, often in session.execute(query):
        found[address_id].append((what, since, often))
    return found


def chosen_now(session: Session, email: str, *, now: datetime) -> dict[str, Often]:
    """What an address chose, as it holds now."""
    address = address_of(session, email)
    choices = choices_of(session, [address.id]).get(address.id, []) if address else []
    return held_at(choices, now)


def followed_by(session: Session, email: str, *, now: datetime) -> list[Followed]:
    """What an address follows, by path."""
    held = chosen_now(session, email, now=now)
    query = select(Contact.about, Contact.until).where(
        Contact.email == email.strip().lower(), Contact.purpose == FOLLOW, Contact.told_at(now)
    )
    return [
        Followed(about, held.get(about, Often.WEEKLY), until)
        for about, until in session.execute(query.order_by(Contact.about))
    ]


def follows(session: Session, email: str, paths: Collection[str], *, now: datetime) -> list[str]:
    """Which of these paths an address follows now."""
    query = select(Contact.about).where(
        Contact.email == email.strip().lower(),
        Contact.purpose == FOLLOW,
        Contact.about.in_(list(paths)),
        Contact.told_at(now),
    )
    return list(session.scalars(query))


def has_account(session: Session, email: str) -> bool:
    """Whether somebody signs in with this address."""
    return bool(session.scalar(select(exists().where(Account.email == email))))


def is_unreached(session: Session, email: str) -> bool:
    """Whether mails do not reach an address."""
    address = address_of(session, email)
    return address is not None and address.unreached_at is not None


def unreached_counts(session: Session) -> list[UnreachedCount]:
    """How many addresses mails do not reach, by the kind of the mail, most first."""
    return [UnreachedCount(*row) for row in session.execute(_UNREACHED)]
