"""Voters who are struck from the roll, and put back. Source: docs/rules/voting.md section 1.17-24.

Before the freeze one keeper of the roll does it, from then to the close two people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.models import Account
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.outbox import announce
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting import queries
from pbplatform.voting.domain.numbers import written
from pbplatform.voting.kinds import VoteLog, Why
from pbplatform.voting.models import STRUCK_OFF, RollAccount, RollEntry, RollStrike
from pbplatform.voting.policies import refuse_to_change_roll_by_two, refuse_to_keep_roll
from pbplatform.voting.queries.roll_history import named_on_roll
from pbplatform.voting.services.roll.envelopes import empty_places
from pbplatform.voting.services.roll.spares import add_one_by_spare


@dataclass(frozen=True)
class Strike:
    """Whom to strike, and why.

    Attributes:
        numbers: ascending.
        other: of a double, the number that stays; 0 where none is named.
        spare: of a voter who is replaced after the freeze, the spare letter of the new number.
    """

    numbers: tuple[int, ...]
    why: Why
    other: int = 0
    spare: int = 0


@dataclass(frozen=True)
class Who:
    """Who acts: one keeper of the roll, or two people."""

    actor: ActorRef
    told: Mapping[str, str | int]
    late: bool

    @classmethod
    def one(cls, actor: ActorRef) -> Who:
        return cls(actor, {}, late=False)

    @classmethod
    def two(cls, pair: Pair) -> Who:
        return cls(pair.actor, pair.told, late=True)

    def refuse(self, round_: Round) -> DomainError | None:
        """Why they may not change the roll now."""
        if self.late:
            return refuse_to_change_roll_by_two(round_)
        return refuse_to_keep_roll(self.actor, round_)


def facts_to_strike(session: Session, round_id: int, strike: Strike) -> dict[str, str | int]:
    """What a page shows before anybody is struck, and what must still hold when it is done."""
    named = named_on_roll(session, round_id, strike.numbers)
    return {
        "numbers": written(strike.numbers),
        "why": str(strike.why),
        "other": strike.other,
        "spare": strike.spare,
        "votes": len(named.voted),
        # Told only where there is some: rounds without paper ask as they always did.
        **({"papers": len(named.paper)} if named.paper else {}),
        "roll": queries.roll_size(session, round_id),
    }


def refuse_numbers(session: Session, round_: Round, strike: Strike) -> Conflict | None:
    """Why just these may not be struck for this reason; None when they may."""
    named = named_on_roll(session, round_.id, strike.numbers)
    if named.missing:
        return _about("roll.no_such_voters", named.missing)
    if named.struck:
        return _about("roll.struck_already", named.struck)
    if named.paper and not strike.why.keeps_vote:
        return _about("roll.paper_is_out", named.paper)
    late, many = round_.frozen_at is not None, len(strike.numbers) > 1
    if strike.why is Why.DOUBLE and (late or strike.other):
        return _refuse_double(session, round_, strike, voted=bool(named.voted), many=many)
    if strike.why is Why.REPLACED and late:
        if many:
            return Conflict("roll.one_at_a_time", field="numbers")
        if named.voted:
            return Conflict("roll.voted_already", field="numbers")
        if not strike.spare:
            return Conflict("roll.spare_missing", field="spare")
    return None


def _refuse_double(
    session: Session, round_: Round, strike: Strike, *, voted: bool, many: bool
) -> Conflict | None:
    """A double has another number, and the one without a vote is struck."""
    if many:
        return Conflict("roll.one_at_a_time", field="numbers")
    if not strike.other:
        return Conflict("roll.other_missing", field="other")
    if strike.other in strike.numbers:
        return Conflict("roll.other_is_the_same", field="other")
    other = named_on_roll(session, round_.id, (strike.other,))
    if other.missing or other.struck:
        return Conflict("roll.no_such_voter", field="other")
    if voted and not (other.voted or other.paper):
        return Conflict("roll.strike_the_other", field="numbers", other=strike.other)
    return None


def _about(code: str, numbers: Sequence[int]) -> Conflict:
    shown = written(numbers[:20]) + (" …" if len(numbers) > 20 else "")
    return Conflict(code, field="numbers", numbers=shown)


def strike_voters(
    session: Session,
    *,
    who: Who,
    round_id: int,
    strike: Strike,
    seen: str | None,
    today: date,
    now: datetime,
) -> int:
    """Strike voters from the roll; what becomes of their votes follows from the reason.

    Args:
        seen: what the page showed (`facts_to_strike`, sealed); None where two people's facts were
            compared already.
        today: the day in the place, which the letters of the struck are told.
    Returns:
        How many are on the roll now.
    Raises:
        NotAllowed, Conflict: not theirs to do, not now, not these numbers, or not as was seen.
    """
    # Casts share the lock on the round: none is under way while marks and envelopes change.
    round_ = lock_round(session, round_id)
    if refusal := who.refuse(round_) or refuse_numbers(session, round_, strike):
        raise refusal
    if seen is not None:
        require_same(seen, facts_to_strike(session, round_id, strike))
    named = named_on_roll(session, round_id, strike.numbers)
    voted, papers = named.voted, len(named.paper)
    # A paper that is out may come back, and nobody can say whose it is: its voter counts on.
    kept = {*voted, *named.paper} if strike.why.keeps_vote else set()
    taken = set(voted) - kept
    instead = strike.other or None
    if strike.why is Why.REPLACED and who.late:
        instead = add_one_by_spare(session, round_id, strike.spare)
    _write_strikes(session, round_id, strike, kept, taken, instead, who.late, today)
    _strike_off(session, round_id, strike.numbers)
    empty_places(session, round_, sorted(taken), actor=who.actor, told=who.told, now=now)
    _unlink(session, round_, strike, kept - set(named.paper), taken, now)
    size = queries.roll_size(session, round_id)
    _record(session, round_, who, strike, len(kept), papers, instead, size, now)
    return size


def _write_strikes(
    session: Session,
    round_id: int,
    strike: Strike,
    kept: set[int],
    taken: set[int],
    instead: int | None,
    late: bool,
    today: date,
) -> None:
    states = session.execute(
        select(RollEntry.voter_no, RollEntry.state).where(
            RollEntry.round_id == round_id, RollEntry.voter_no.in_(strike.numbers)
        )
    )
    was = {row.voter_no: row.state for row in states}
    newest = select(func.max(RollStrike.strike_no)).where(RollStrike.round_id == round_id)
    act = (session.scalar(newest) or 0) + 1
    rows: list[dict[str, Any]] = [
        {
            "round_id": round_id,
            "voter_no": number,
            "strike_no": act,
            "why": str(strike.why),
            "was": was[number],
            "left": number not in kept,
            "taken_out": number in taken,
            "late": late,
            "struck_on": today,
            "instead": instead,
        }
        for number in strike.numbers
    ]
    session.execute(insert(RollStrike), rows)


def _strike_off(session: Session, round_id: int, numbers: Sequence[int]) -> None:
    session.execute(
        update(RollEntry)
        .where(RollEntry.round_id == round_id, RollEntry.voter_no.in_(numbers))
        .values(state=STRUCK_OFF)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _unlink(
    session: Session,
    round_: Round,
    strike: Strike,
    kept: set[int],
    taken: set[int],
    now: datetime,
) -> None:
    """Accounts that were linked to these numbers are told, and linked no more."""
    own = (RollAccount.round_id == round_.id, RollAccount.voter_no.in_(strike.numbers))
    linked = session.execute(
        select(RollAccount.voter_no, Account.email)
        .join(Account, Account.id == RollAccount.account_id)
        .where(*own, Account.email.is_not(None))
    ).all()
    for number, email in linked:
        vote = "stays" if number in kept else "out" if number in taken else ""
        announce(
            session,
            "voting:struck",
            now=now,
            to=email,
            round=round_.name,
            path=f"{round_.path}/roll",
            why=str(strike.why),
            vote=vote,
            until=instant_text(round_.closes_at) if now < round_.closes_at else "",
        )
    session.execute(delete(RollAccount).where(*own))


def _record(
    session: Session,
    round_: Round,
    who: Who,
    strike: Strike,
    kept: int,
    papers: int,
    instead: int | None,
    size: int,
    now: datetime,
) -> None:
    told: dict[str, Any] = {
        "numbers": written(strike.numbers),
        "why": str(strike.why),
        "left": len(strike.numbers) - kept,
        "size": size,
        **({"kept": kept - papers} if kept - papers or papers else {}),
        **({"papers": papers} if papers else {}),
        **({"instead": instead} if instead else {}),
        **who.told,
    }
    kind = VoteLog.ROLL_STRUCK
    if strike.why is Why.REPLACED and who.late:
        kind, told = VoteLog.ROLL_REPLACED, {**told, "added": 1, "spare": strike.spare}
    audit.record(session, kind, actor=who.actor, subject=round_.path, now=now, **told)


def facts_to_put_back(
    session: Session, round_id: int, numbers: Sequence[int], reason: str
) -> dict[str, str | int]:
    """What a page shows before anybody is put back, and what must still hold when it is done."""
    return {
        "numbers": written(numbers),
        "reason": reason,
        "roll": queries.roll_size(session, round_id),
    }


def refuse_return(session: Session, round_id: int, numbers: Sequence[int]) -> Conflict | None:
    """Why just these may not be put back; None when they may."""
    named = named_on_roll(session, round_id, numbers)
    if named.missing:
        return _about("roll.no_such_voters", named.missing)
    if there := sorted(set(numbers) - set(named.struck)):
        return _about("roll.not_struck", there)
    # Else one person would be on the roll under two numbers.
    for strike in _standing(session, round_id, numbers):
        if strike.why == Why.REPLACED and strike.instead is not None:
            place = named_on_roll(session, round_id, (strike.instead,))
            if not place.missing and not place.struck:
                return Conflict("roll.replaced_by", field="numbers", other=strike.instead)
    return None


def _standing(session: Session, round_id: int, numbers: Sequence[int]) -> Sequence[RollStrike]:
    """Why these are struck now."""
    return session.scalars(
        select(RollStrike).where(
            RollStrike.round_id == round_id,
            RollStrike.voter_no.in_(numbers),
            RollStrike.put_back_on.is_(None),
        )
    ).all()


def put_voters_back(
    session: Session,
    *,
    who: Who,
    round_id: int,
    numbers: Sequence[int],
    reason: str,
    seen: str | None,
    today: date,
    now: datetime,
) -> int:
    """Put voters back who were struck by mistake; the same letters count again.

    A vote that was taken out does not come back.

    Args:
        seen: what the page showed (`facts_to_put_back`, sealed); None as for `strike_voters`.
    Returns:
        How many are on the roll now.
    Raises:
        NotAllowed, Conflict: not theirs to do, not now, not these numbers, or not as was seen.
    """
    round_ = lock_round(session, round_id)
    if refusal := who.refuse(round_) or refuse_return(session, round_id, numbers):
        raise refusal
    if not reason:
        raise Conflict("roll.reason_missing", field="reason")
    if seen is not None:
        require_same(seen, facts_to_put_back(session, round_id, numbers, reason))
    strikes = _standing(session, round_id, numbers)
    _return_states(session, round_id, strikes)
    for strike in strikes:
        strike.put_back_on, strike.put_back_late = today, who.late
    returned = sum(strike.left for strike in strikes)
    session.flush()
    session.expire_all()
    size = queries.roll_size(session, round_id)
    audit.record(
        session,
        VoteLog.ROLL_PUT_BACK,
        actor=who.actor,
        subject=round_.path,
        now=now,
        numbers=written(numbers),
        returned=returned,
        size=size,
        reason=reason,
        **who.told,
    )
    return size


def _return_states(session: Session, round_id: int, strikes: Sequence[RollStrike]) -> None:
    """Each is what they were before they were struck."""
    for was in {strike.was for strike in strikes}:
        those = [strike.voter_no for strike in strikes if strike.was == was]
        session.execute(
            update(RollEntry)
            .where(RollEntry.round_id == round_id, RollEntry.voter_no.in_(those))
            .values(state=was)
            .execution_options(synchronize_session=False)
        )
