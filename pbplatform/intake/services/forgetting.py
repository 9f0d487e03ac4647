"""What is known of a person goes when it is not needed. Source: docs/rules/intake.md section 6."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.intake.kinds import ADDRESS_DAYS, ThingKind
from pbplatform.intake.models import Written
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Whoever claimed a thing is taken out of it; that it was claimed stays."""
    own = update(Written).where(Written.claimed_by_id == whose.account_id)
    session.execute(own.values(claimed_by_id=None))


def forget_address(session: Session, path: str) -> None:
    """The postal address of whoever said a thing goes: they want no more letters."""
    session.execute(update(Written).where(Written.path == path).values(sealed_address=""))


def forget_old_addresses(session: Session, *, now: datetime) -> None:
    """Postal addresses go after 400 days, and those of an idea that was taken away."""
    since = func.coalesce(Written.reach_since, Written.written_at)
    old = update(Written).where(
        Written.sealed_address != "", since < now - timedelta(days=ADDRESS_DAYS)
    )
    session.execute(old.values(sealed_address=""))
    taken_back = select(Idea.id).where(Idea.state == IdeaState.WITHDRAWN)
    ideas = update(Written).where(
        Written.sealed_address != "",
        Written.kind == ThingKind.IDEA,
        Written.thing_id.in_(taken_back),
    )
    session.execute(ideas.values(sealed_address=""))
