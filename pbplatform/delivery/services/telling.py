"""Telling of a winner: whoever sent or supported its ideas, its team, and who follows it.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.core.actor import ActorRef
from pbplatform.core.facts import tell_fact
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.services.loading import Winner
from pbplatform.places.models import Team
from pbplatform.places.queries import TEAM
from pbplatform.proposals.queries.audiences import behind


def tell(
    session: Session,
    fact: str,
    found: Winner,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    actor: ActorRef | None = None,
    team: Team | None = None,
    once: str = "",
) -> bool:
    """Write a fact about a winner; whoever did it is not told of it.

    Args:
        fact: its kind without the slice.
        facts: what its sentence needs beside the title.
        team: its team, where the winner was read before it had one.
        once: as of `tell_fact`.
    Returns:
        Whether it was written.
    """
    round_, owner = found.round_, team or found.owner
    stands = behind(session, round_, found.ballot.number)
    account = actor.account_id if actor else None
    return tell_fact(
        session,
        f"delivery:{fact}",
        about=found.path,
        title=found.ballot.title,
        within=[round_.path, *stands.paths, *([owner.path] if owner else [])],
        audiences=[*stands.audiences, *([(TEAM, owner.id)] if owner else [])],
        told=[email_of(session, account)] if account else [],
        now=now,
        once=once,
        **facts,
    )


def money_facts(found: Winner, minor: int) -> dict[str, Any]:
    """An amount as a fact carries it, in minor units with its currency."""
    round_ = found.round_
    return {
        "amount_minor": minor,
        "currency": [round_.currency_code, round_.currency_exponent],
    }


def tell_of_step(
    session: Session, found: Winner, step: Step, words: str, *, actor: ActorRef, now: datetime
) -> None:
    """A step that was taken; an opening and a look back have news of their own."""
    fact = {Step.OPEN: "opened", Step.LOOKED_BACK: "looked_back"}.get(step, "step")
    facts = {"step": str(step), "reason": words}
    tell(session, fact, found, facts, actor=actor, now=now)


def tell_of_update(
    session: Session,
    found: Winner,
    words: str,
    spent_minor: int | None,
    *,
    actor: ActorRef,
    now: datetime,
) -> None:
    """What a team wrote, with the money spent so far where it says so."""
    spent = money_facts(found, spent_minor) if spent_minor is not None else {}
    tell(session, "update", found, {"words": words, **spent}, actor=actor, now=now)
