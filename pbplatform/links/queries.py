"""Which things are tied to which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from pbplatform.links.kinds import LinkKind
from pbplatform.links.models import Link


def links_of(session: Session, paths: Collection[str]) -> Sequence[Link]:
    """All ties of these things, in both directions, the oldest first; one read."""
    if not paths:
        return []
    ends = or_(Link.from_path.in_(paths), Link.to_path.in_(paths))
    known = Link.kind.in_([kind.value for kind in LinkKind])
    order = (Link.made_at, Link.from_path, Link.to_path, Link.kind)
    return session.scalars(select(Link).where(known, ends).order_by(*order)).all()


def pairs_of(session: Session, paths: Collection[str]) -> list[tuple[str, str]]:
    """The same as (earlier, later) pairs of paths, for the walk along a thread."""
    return [(each.from_path, each.to_path) for each in links_of(session, paths)]


def tied_from(session: Session, beginning: str, kind: LinkKind) -> Sequence[Link]:
    """Ties of one kind from everything whose path begins like this, the oldest first; one read.

    Args:
        beginning: with its last stroke, so that a longer name is not taken for this one.
    """
    return session.scalars(_tied(beginning, kind)).all()


# Built once for a thing: to build a statement takes longer than to send it.
@lru_cache(maxsize=256)
def _tied(beginning: str, kind: LinkKind) -> Select[Link]:
    begins = Link.from_path.startswith(beginning, autoescape=True)
    query = select(Link).where(Link.kind == kind.value, begins)
    return query.order_by(Link.made_at, Link.from_path, Link.to_path)


def links_of_kind(session: Session, kind: LinkKind) -> Sequence[Link]:
    """All ties of one kind, the oldest first."""
    return session.scalars(_OF_KIND, {"kind": kind.value}).all()


_OF_KIND = (
    select(Link)
    .where(Link.kind == bindparam("kind"))
    .order_by(Link.made_at, Link.from_path, Link.to_path)
)
