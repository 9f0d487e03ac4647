"""Calls for another letter. Source: docs/rules/voting.md section 12."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.models import LetterWish, RollEntry

# What many pages ask is built once: to build a statement takes longer than to send it.
_GOING_ON = select(Round.id).where(
    Round.closes_at > bindparam("now"), Round.called_off_at.is_(None)
)
_BY_ROUND = (
    select(LetterWish.round_id, func.count().label("wishes"))
    .where(
        LetterWish.settled == "",
        LetterWish.by_id != bindparam("by"),
        LetterWish.round_id.in_(_GOING_ON),
    )
    .group_by(LetterWish.round_id)
    .subquery()
)
_WITH_WISHES = (
    select(Round, _BY_ROUND.c.wishes)
    .join(_BY_ROUND, _BY_ROUND.c.round_id == Round.id)
    .order_by(Round.id)
)


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
    rows = session.execute(_WITH_WISHES, {"by": account_id or 0, "now": now})
    return [(round_, count) for round_, count in rows]
