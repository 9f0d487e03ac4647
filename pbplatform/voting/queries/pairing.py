"""Two people in a round, and the two who type the numbers of its lot.

Source: docs/rules/accounts.md section 5.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.accounts.policies import refuse_to_pair
from pbplatform.accounts.queries import standing_of
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import DomainError, NotAllowed
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.pairing import act_in_round, public_before, round_of
from pbplatform.voting.models import LotNumber

__all__ = ["act_in_round", "public_before", "round_of"]  # of the rounds themselves


def typed_by_person(lot: LotNumber) -> bool:
    """Not by a command: a replay types both numbers itself."""
    return lot.first_key.startswith("account:")


def first_of_lot(session: Session, round_: Round, lot: LotNumber, now: datetime) -> HeldRole | None:
    """Who typed the number first, if they still hold their role."""
    key = lot.first_key.removeprefix("account:")
    if not key.isdecimal():
        return None
    return standing_of(session, int(key), lot.first_role, round_.scope, now=now)


def refuse_first_of_lot(
    session: Session, round_: Round, actor: ActorRef, now: datetime
) -> DomainError | None:
    """Why this person may not be one of the two: a role that nobody could have known of."""
    if actor.account_id is None:
        return None
    own = standing_of(session, actor.account_id, actor.role, round_.scope, now=now)
    if own is None:
        return NotAllowed("pair.not_your_role")
    if own.since > public_before(session, round_, now):
        return NotAllowed("pair.role_too_new")
    return None


def refuse_second_of_lot(
    session: Session,
    round_: Round,
    lot: LotNumber,
    first: HeldRole | None,
    actor: ActorRef,
    now: datetime,
) -> DomainError | None:
    """Why this person may not type the number after the first one; None when they may."""
    if typed_by_person(lot) != (actor.account_id is not None):
        return NotAllowed("pair.not_your_role")
    if first is None:
        return None
    own = standing_of(session, actor.account_id or 0, actor.role, round_.scope, now=now)
    if own is None:
        return NotAllowed("pair.not_your_role")
    return refuse_to_pair(
        first,
        own,
        public_before=public_before(session, round_, now),
        given_before=two_working_days_before(session, now),
    )
