"""Calls for another letter. Source: docs/rules/voting.md section 12."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.models import LetterWish, RollEntry


def wishes(session: Session, round_id: int) -> list[LetterWish]:
    """All calls of a round, the newest first."""
    query = select(LetterWish).where(LetterWish.round_id == round_id)
    return list(session.scalars(query.order_by(LetterWish.wish_no.desc())))


def open_wish(session: Session, round_id: int, voter_no: int) -> LetterWish | None:
    """The call of this voter that waits, if there is one."""
    return session.scalar(
        select(LetterWish).where(
            LetterWish.round_id == round_id,
            LetterWish.voter_no == voter_no,
            LetterWish.settled == "",
        )
    )


def took_the_call(session: Session, round_id: int, voter_no: int, account_id: int | None) -> bool:
    """Whether this person noted the voter's call that waits."""
    wish = open_wish(session, round_id, voter_no)
    return wish is not None and wish.by_id == account_id


def voter_of(session: Session, round_id: int, who: bytes | int) -> int | None:
    """The voter with this keyed hash of a register's number, or with this number on the roll."""
    own = RollEntry.register_hash == who if isinstance(who, bytes) else RollEntry.voter_no == who
    return session.scalar(select(RollEntry.voter_no).where(RollEntry.round_id == round_id, own))


def rounds_with_wishes(
    session: Session, account_id: int | None, now: datetime
) -> list[tuple[Round, int]]:
    """Rounds in which calls wait that somebody else took, and how many."""
    query = (
        select(Round, func.count())
        .join(LetterWish, LetterWish.round_id == Round.id)
        .where(
            LetterWish.settled == "",
            LetterWish.by_id != account_id,
            Round.closes_at > now,
            Round.called_off_at.is_(None),
        )
        .group_by(Round.id)
        .order_by(Round.id)
    )
    return [(round_, count) for round_, count in session.execute(query)]
