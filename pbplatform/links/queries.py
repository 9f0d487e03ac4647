"""Which things are tied to which."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
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


def links_of_kind(session: Session, kind: LinkKind) -> Sequence[Link]:
    """All ties of one kind, the oldest first."""
    order = (Link.made_at, Link.from_path, Link.to_path)
    return session.scalars(select(Link).where(Link.kind == kind.value).order_by(*order)).all()
