"""Calls for another letter: noted by one person, carried out by two others.

Source: docs/rules/voting.md section 12.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.places import queries as places
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import LetterWish
from pbplatform.voting.policies import refuse_to_wish_letter
from pbplatform.voting.queries.wishes import open_wish, voter_of


def wish_letter(
    session: Session, *, actor: ActorRef, round_id: int, who: bytes | int, now: datetime
) -> int:
    """Note that a voter asks for another letter; the number of the wish. The roll stays as it is.

    A voter whose wish waits already gets its number again.

    Args:
        who: keyed hash of their number in the register; of a roll without one, their voter number.
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: not frozen, voting is over, or nobody on the roll has this number.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_wish_letter(actor, round_, now):
        raise refusal
    voter = voter_of(session, round_id, who)
    if voter is None:
        raise Conflict("wish.not_on_roll", field="number")
    if (waits := open_wish(session, round_id, voter)) is not None:
        return waits.wish_no
    own = select(func.max(LetterWish.wish_no)).where(LetterWish.round_id == round_id)
    number = (session.scalar(own) or 0) + 1
    session.add(
        LetterWish(
            round_id=round_id,
            wish_no=number,
            voter_no=voter,
            asked_on=places.working_days(session).day_of(now),
            by_id=actor.account_id,
        )
    )
    session.flush()
    audit.record(
        session,
        VoteLog.LETTER_WISHED,
        actor=actor,
        subject=round_.path,
        now=now,
        wish=number,
        origin="phone",
    )
    return number


def drop_wish(
    session: Session, *, actor: ActorRef, round_id: int, wish_no: int, now: datetime
) -> None:
    """The letter was found, or nobody can say who called: the letter that counts goes on counting.

    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        Conflict: there is no such wish, or it is settled.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_wish_letter(actor, round_, now):
        raise refusal
    wish = session.get(LetterWish, (round_id, wish_no), populate_existing=True)
    if wish is None or wish.settled:
        raise Conflict("wish.settled")
    wish.settled = "dropped"
    session.flush()
    audit.record(
        session,
        VoteLog.LETTER_WISH_DROPPED,
        actor=actor,
        subject=round_.path,
        now=now,
        wish=wish_no,
    )


def settle_wishes(session: Session, round_id: int, voter_no: int) -> None:
    """The voter has another letter; the caller holds the round's lock and wrote the entry."""
    session.execute(
        update(LetterWish)
        .where(
            LetterWish.round_id == round_id,
            LetterWish.voter_no == voter_no,
            LetterWish.settled == "",
        )
        .values(settled="done")
    )


def forget_old_wishes(session: Session, *, now: datetime) -> None:
    """Once voting is over no row says who asked for another letter."""
    over = select(Round.id).where(or_(Round.closes_at <= now, Round.called_off_at.is_not(None)))
    session.execute(delete(LetterWish).where(LetterWish.round_id.in_(over)))
