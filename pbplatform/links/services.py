"""Tying one thing to another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.links.kinds import LinkKind
from pbplatform.links.models import Link


def tie(session: Session, earlier: str, kind: LinkKind, later: str, *, now: datetime) -> None:
    """Say what the earlier thing is to the later one; saying it again changes nothing.

    The slice that ties asks its own policy and writes its own entry in the log.

    Args:
        earlier, later: paths without a stroke before them and without decoration.
    """
    if session.get(Link, (earlier, kind.value, later)) is None:
        session.add(Link(from_path=earlier, kind=kind.value, to_path=later, made_at=now))
        session.flush()


def untie(session: Session, earlier: str, kind: LinkKind, later: str) -> None:
    """Take a tie back that was made by mistake; where there is none, nothing happens."""
    found = session.get(Link, (earlier, kind.value, later))
    if found is not None:
        session.delete(found)
        session.flush()
