"""Followers of a round are told what changed at its voting places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.core.actor import ActorRef
from pbplatform.core.facts import tell_fact
from pbplatform.rounds.models import Round
from pbplatform.venues.models import Venue


def tell_of_venue(
    session: Session,
    fact: str,
    round_: Round,
    venue: Venue,
    *,
    actor: ActorRef,
    now: datetime,
    **told: Any,
) -> None:
    """Nothing is told of a round that is a draft. Source: docs/rules/venues.md section 1.7."""
    if round_.published_at is None:
        return
    account = actor.account_id
    tell_fact(
        session,
        f"venues:{fact}",
        about=round_.path,
        title=round_.name,
        told=[email_of(session, account)] if account else [],
        now=now,
        place=venue.name,
        **told,
    )
