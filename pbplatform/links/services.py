"""Making and reading links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pbplatform.links.models import Link


def link(session: Session, *, from_path: str, kind: str, to_path: str, now: datetime) -> None:
    """Say that `from_path` led to `to_path` (`became`, `joined`, `raised-at`, `promised-in`)."""
    key = (from_path, kind, to_path)
    if session.get(Link, key) is None:
        session.add(Link(from_path=from_path, kind=kind, to_path=to_path, made_at=now))
        session.flush()


def links_of(session: Session, path: str) -> list[Link]:
    """Every link that begins or ends at `path`, oldest first."""
    asked = select(Link).where(or_(Link.from_path == path, Link.to_path == path))
    return list(session.scalars(asked.order_by(Link.made_at, Link.from_path, Link.to_path)))
