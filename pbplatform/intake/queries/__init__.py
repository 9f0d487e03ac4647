"""Reads of what was written down for somebody."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.sealed_words import CannotBeOpened, unseal
from pbplatform.forums.models import ForumSeries
from pbplatform.intake.kinds import ThingKind
from pbplatform.intake.models import SlipHand, SlipRow, StallEntry, Written
from pbplatform.points.models import Point
from pbplatform.proposals.models import Idea
from pbplatform.rounds.models import Round

_AT_ONCE = 500  # paths in a statement


@dataclass(frozen=True)
class PostalAddress:
    """Whom a letter is for, and where it goes, in lines."""

    name: str
    address: str


def written_at_path(session: Session, path: str, *, lock: bool = False) -> Written | None:
    """What is known of who said a thing; None where nobody wrote it down for somebody.

    Args:
        lock: hold it until the transaction ends, so that two who write about it come one after
            the other.
    """
    return session.get(Written, path, with_for_update=lock or None, populate_existing=lock)


def sent_with(session: Session, reference: str) -> list[str]:
    """Paths of what came from a stall with this reference; mostly one or none."""
    found = select(StallEntry.path).where(StallEntry.reference == reference)
    return list(session.scalars(found.order_by(StallEntry.sent_at)))


def path_of_key(session: Session, key: str) -> str | None:
    """What a device's key became; None when it has not come, or is no such key."""
    if re.fullmatch("[0-9a-f]{32}", key) is None:
        return None
    return session.scalar(select(StallEntry.path).where(StallEntry.key16 == bytes.fromhex(key)))


def scope_of(session: Session, written: Written) -> str:
    """The scope of the round or forum that a thing belongs to."""
    if written.kind == ThingKind.IDEA:
        return session.get_one(Round, session.get_one(Idea, written.thing_id).round_id).scope
    point = session.get_one(Point, written.thing_id)
    return session.get_one(ForumSeries, point.forum_id).scope


def wrote_it(session: Session, pairs: Collection[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    """Of these paths, each with an account: those that the account wrote down for somebody, or of
    whose slip it typed a part.
    """
    paths = sorted({path for path, _account_id in pairs})
    found: set[tuple[str, int]] = set()
    for start in range(0, len(paths), _AT_ONCE):
        some = paths[start : start + _AT_ONCE]
        own = select(Written.path, Written.by_id).where(Written.path.in_(some))
        typed = (
            select(SlipRow.path, SlipHand.account_id)
            .join(SlipHand, SlipHand.row_id == SlipRow.id)
            .where(SlipRow.path.in_(some), SlipRow.again.is_(False))
        )
        found.update((path, who) for path, who in session.execute(own.union(typed)))
    return frozenset(pairs) & found


def gets_letters(session: Session, path: str) -> bool:
    """Whether whoever said a thing left a postal address, and uses no account."""
    by_post = select(Written.path).where(
        Written.path == path, Written.sealed_address != "", Written.claimed_at.is_(None)
    )
    return session.scalar(by_post) is not None


def postal_address(session: Session, path: str) -> PostalAddress | None:
    """Where letters about a thing go; None where there is no address (any more).

    For whoever sends the letters; it stands on no page.
    """
    written = session.get(Written, path)
    if written is None or not written.sealed_address:
        return None
    try:
        opened = unseal(session, written.sealed_address, key16=written.key16)
    except CannotBeOpened:  # the secret of the installation changed: nobody can read it
        return None
    return PostalAddress(opened["name"], opened["address"])
