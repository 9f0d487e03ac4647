"""Who is told of prices, conditions and decisions: delegates, officials, facilitators."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import email_of, holders
from pbplatform.core.outbox import announce
from pbplatform.places.models import Team
from pbplatform.proposals.models import Proposal
from pbplatform.review import queries
from pbplatform.rounds.models import Committee, Round


def tell_delegates(
    session: Session,
    fact: str,
    round_: Round,
    proposal: Proposal,
    *,
    now: datetime,
    but: int | None = None,
    **told: Any,
) -> list[str]:
    """Announce a fact about a proposal to all delegates of its committee but one."""
    committee = session.get_one(Committee, proposal.committee_id)
    here = {each.account_id for each in queries.members(session, round_, committee, now=now)}
    return _tell(session, fact, here - {but}, proposal, now=now, **told)


def tell_team(
    session: Session,
    fact: str,
    whose: Team,
    proposal: Proposal,
    *,
    now: datetime,
    but: int | None = None,
    **told: Any,
) -> list[str]:
    """Announce a fact about a proposal to the officials of a team but one."""
    held = holders(session, now=now, scopes=[whose.scope], role=Role.OFFICIAL)
    return _tell(
        session, fact, {each.account_id for each in held} - {but}, proposal, now=now, **told
    )


def tell_facilitators(
    session: Session, fact: str, round_: Round, proposal: Proposal, *, now: datetime, **told: Any
) -> list[str]:
    """Announce a fact about a proposal to the facilitators of the round and of the place."""
    held = holders(session, now=now, scopes=[round_.scope, "place"], role=Role.FACILITATOR)
    return _tell(session, fact, {each.account_id for each in held}, proposal, now=now, **told)


def _tell(
    session: Session,
    fact: str,
    account_ids: Collection[int | None],
    proposal: Proposal,
    *,
    now: datetime,
    **told: Any,
) -> list[str]:
    addresses = []
    for account_id in sorted(key for key in account_ids if key is not None):
        if to := email_of(session, account_id):
            announce(session, f"review:{fact}", now=now, to=to, number=proposal.number, **told)
            addresses.append(to)
    return addresses
