"""What two people do to a roll that shrinks: strike voters, and put them back.

Source: docs/rules/voting.md section 1.17-21.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.places import queries as places
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.domain.numbers import read_numbers, written
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import RollSpare
from pbplatform.voting.policies import refuse_to_change_roll_by_two
from pbplatform.voting.queries import pairing
from pbplatform.voting.services.roll.striking import (
    Strike,
    Who,
    facts_to_strike,
    put_voters_back,
    refuse_numbers,
    refuse_return,
    strike_voters,
)

_act = partial(pairing.act_in_round, roles=frozenset({Role.CLERK, Role.FACILITATOR, Role.AUDITOR}))


def to_strike(session: Session, round_: Round, strike: Strike) -> Asked:
    """What is asked when voters are struck: numbers, reason, and how many votes lie in the box.

    No hash of an envelope is among the facts: what waits must join no voter with a vote. Random
    bits keep their public hash from telling numbers. The size of the roll is not among them: other
    strikes that are confirmed meanwhile do not stand in the way.
    """
    facts = _facts(session, round_, strike)
    return Asked(round_.path, round_.scope, {**facts, "random": secrets.token_hex(16)})


def _facts(session: Session, round_: Round, strike: Strike) -> dict[str, str | int]:
    facts = facts_to_strike(session, round_.id, strike)
    return {name: value for name, value in facts.items() if name != "roll"}


def strike_of(asked: Asked) -> Strike:
    """Whom two people strike, from what was asked."""
    facts = asked.facts
    numbers = read_numbers(str(facts["numbers"]))
    return Strike(numbers, Why(facts["why"]), int(facts["other"]), int(facts["spare"]))


def _refuse_to_strike(
    session: Session, _actor: ActorRef, asked: Asked, _now: datetime
) -> DomainError | None:
    round_, strike = pairing.round_of(session, asked), strike_of(asked)
    if refusal := refuse_to_change_roll_by_two(round_):
        return refusal
    if refusal := refuse_numbers(session, round_, strike):
        return refusal
    if strike.spare:
        spare = session.get(RollSpare, (round_.id, strike.spare))
        if spare is None:
            return Conflict("roll.no_such_spare", field="spare")
        if spare.used:
            return Conflict("roll.spare_used", field="spare")
    facts = _facts(session, round_, strike)
    if facts != {name: value for name, value in asked.facts.items() if name != "random"}:
        return Conflict("pair.other_facts")  # a vote was put in, or the roll changed, meanwhile
    return None


def _strike(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    # No cast is under way now: what both people saw of the box still holds, or nothing is done.
    if refusal := _refuse_to_strike(session, pair.second, asked, now):
        raise refusal
    strike_voters(
        session,
        who=Who.two(pair),
        round_id=round_.id,
        strike=strike_of(asked),
        seen=None,
        today=places.working_days(session).day_of(now),
        now=now,
    )


def to_put_back(round_: Round, numbers: tuple[int, ...], reason: str) -> Asked:
    """What is asked when voters were struck by mistake."""
    facts = {"numbers": written(numbers), "reason": reason, "random": secrets.token_hex(16)}
    return Asked(round_.path, round_.scope, facts)


def _refuse_to_put_back(
    session: Session, _actor: ActorRef, asked: Asked, _now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if refusal := refuse_to_change_roll_by_two(round_):
        return refusal
    if not asked.facts["reason"]:
        return Conflict("roll.reason_missing", field="reason")
    return refuse_return(session, round_.id, read_numbers(str(asked.facts["numbers"])))


def _put_back(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := _refuse_to_put_back(session, pair.second, asked, now):
        raise refusal
    put_voters_back(
        session,
        who=Who.two(pair),
        round_id=round_.id,
        numbers=read_numbers(str(asked.facts["numbers"])),
        reason=str(asked.facts["reason"]),
        seen=None,
        today=places.working_days(session).day_of(now),
        now=now,
    )


STRIKE = _act(name="roll.strike", refuse=_refuse_to_strike, perform=_strike)
PUT_BACK = _act(name="roll.put_back", refuse=_refuse_to_put_back, perform=_put_back)
