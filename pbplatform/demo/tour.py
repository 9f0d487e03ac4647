"""Where the tour stands: worked out from the place, never remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.demo.people import ON_ROLL, PERSONAS
from pbplatform.demo.plot.rounds import NOW
from pbplatform.points.models import Answer, Point
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollEntry

ROSAS_NUMBER = ON_ROLL.index("rosa") + 1
LATE_POINT = "Bins behind Sidings Row"


@dataclass(frozen=True)
class Tour:
    """What has happened of the seven steps.

    Attributes:
        late_point: number of the point that is late at the start.
    """

    round_: Round
    voted: bool
    closed: bool
    counted: bool
    answered: bool
    late_point: int


def tour(session: Session, *, now: datetime) -> Tour | None:
    """The state of the tour; None when this is not Hackford."""
    round_ = session.scalar(select(Round).where(Round.slug == NOW.slug))
    point = session.scalar(select(Point).where(Point.title == LATE_POINT))
    if round_ is None or point is None:
        return None
    entry = session.get(RollEntry, (round_.id, ROSAS_NUMBER))
    answers = session.scalar(select(Answer.id).where(Answer.point_id == point.id).limit(1))
    return Tour(
        round_=round_,
        voted=entry is not None and entry.marked,
        closed=now >= round_.closes_at,
        counted=round_.counted_at is not None,
        answered=answers is not None,
        late_point=point.number,
    )


def account_of(session: Session, persona: str) -> Account | None:
    """The account of one of the people a visitor can be."""
    if persona not in PERSONAS:
        return None
    return session.scalar(select(Account).where(Account.email == f"{persona}@hackford.example"))


def persona_of(session: Session, account_id: int) -> str:
    """Which of the people this account is; empty for anybody else."""
    email = session.scalar(select(Account.email).where(Account.id == account_id)) or ""
    key = email.split("@")[0]
    return key if key in PERSONAS else ""


def next_close(session: Session, *, now: datetime) -> datetime | None:
    """When the vote that is open, or opens next, closes."""
    return session.scalar(
        select(Round.closes_at)
        .where(Round.frozen_at.is_not(None), Round.closed_at.is_(None), Round.closes_at > now)
        .order_by(Round.closes_at)
        .limit(1)
    )
