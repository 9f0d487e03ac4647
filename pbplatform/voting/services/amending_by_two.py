"""What two people ask and confirm when something is amended. Source: docs/rules/amendments.md."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.rounds.domain.amendments import Outage, instant_of
from pbplatform.rounds.models import Round
from pbplatform.voting.policies import refuse_to_extend_voting, refuse_to_withdraw_project
from pbplatform.voting.queries import pairing
from pbplatform.voting.services.amending import (
    extend_voting,
    extension_of,
    extensions_of,
    refuse_reason,
    withdraw_project,
)

_NEXT = timedelta(microseconds=1)
# Clerks enter paper, so they neither withdraw a project nor lengthen the time.
_ROLES = frozenset({Role.FACILITATOR, Role.AUDITOR})


def to_withdraw(round_: Round, *, number: int, reason: str) -> Asked:
    """What is asked: which project, and why."""
    facts = {"project": number, "reason": reason.strip()}
    return Asked(round_.path, round_.scope, facts)


def _refuse_to_withdraw(
    session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    number, reason = int(asked.facts["project"]), str(asked.facts["reason"])
    return refuse_to_withdraw_project(round_, number, now) or refuse_reason(reason)


def _withdraw(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    withdraw_project(
        session,
        pair=pair,
        round_id=pairing.round_of(session, asked).id,
        number=int(asked.facts["project"]),
        reason=str(asked.facts["reason"]),
        now=now,
    )


def _until_voting_ends(session: Session, asked: Asked, now: datetime) -> datetime:
    return max(pairing.round_of(session, asked).closes_at, now + _NEXT)


def to_extend(
    round_: Round, *, outage: Outage, closes_at: datetime, reason: str, now: datetime
) -> Asked:
    """What is asked: the outage, what was down, and both ends."""
    told = extension_of(round_, outage=outage, closes_at=closes_at, now=now).told
    # Whether the clock has ended voting is known when the second person confirms.
    facts = {name: fact for name, fact in told.items() if name != "after_shut"}
    return Asked(round_.path, round_.scope, {**facts, "reason": reason.strip()})


def _outage_of(asked: Asked) -> Outage:
    since, until = str(asked.facts["down_from"]), str(asked.facts["down_until"])
    return Outage(instant_of(since), instant_of(until))


def _refuse_to_extend(
    session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if asked.facts["before"] != instant_text(round_.closes_at):
        return Conflict("pair.other_facts")  # voting was extended meanwhile
    return refuse_reason(str(asked.facts["reason"])) or refuse_to_extend_voting(
        round_,
        outage=_outage_of(asked),
        closes_at=instant_of(str(asked.facts["closes_at"])),
        earlier=extensions_of(session, round_),
        now=now,
    )


def _extend(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    made = extend_voting(
        session,
        pair=pair,
        round_id=pairing.round_of(session, asked).id,
        outage=_outage_of(asked),
        closes_at=instant_of(str(asked.facts["closes_at"])),
        reason=str(asked.facts["reason"]),
        now=now,
    )
    if made.facts["before"] != asked.facts["before"]:
        raise Conflict("pair.other_facts")  # somebody else's extension came first


def _until_new_end(_session: Session, asked: Asked, now: datetime) -> datetime:
    return max(instant_of(str(asked.facts["closes_at"])), now + _NEXT)


WITHDRAW = pairing.act_in_round(
    name="ballot.withdraw",
    roles=_ROLES,
    refuse=_refuse_to_withdraw,
    perform=_withdraw,
    lapses_at=_until_voting_ends,
)
EXTEND = pairing.act_in_round(
    name="vote.extend",
    roles=_ROLES,
    refuse=_refuse_to_extend,
    perform=_extend,
    lapses_at=_until_new_end,
)
