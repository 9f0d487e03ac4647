"""Amendments as tests make them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.actor import ActorRef
from pbplatform.rounds.domain.amendments import Outage
from pbplatform.rounds.models import RoundAmendment
from pbplatform.voting.services.amending import extend_voting, withdraw_project
from tests.voting.elections import CLOSES, OPENS, Election

BEA = ActorRef("account", "1", "facilitator", "place", "Bea")
ADA = ActorRef("account", "2", "auditor", "place", "Ada")
BOTH = Pair(BEA, ADA)  # two people of whom the rule was asked
DURING = OPENS + timedelta(days=1)
WHY = "The land is not ours."
DOWN = "The server was down."
HOUR = timedelta(hours=1)
OUTAGE = Outage(CLOSES - 3 * HOUR, CLOSES - HOUR)


def withdraw(
    session: Session, election: Election, number: int, now: datetime = DURING
) -> RoundAmendment:
    return withdraw_project(
        session, pair=BOTH, round_id=election.round_id, number=number, reason=WHY, now=now
    )


def extend(
    session: Session,
    election: Election,
    closes_at: datetime = CLOSES + HOUR,
    *,
    outage: Outage = OUTAGE,
    now: datetime = CLOSES - HOUR,
) -> RoundAmendment:
    return extend_voting(
        session,
        pair=BOTH,
        round_id=election.round_id,
        outage=outage,
        closes_at=closes_at,
        reason=DOWN,
        now=now,
    )
