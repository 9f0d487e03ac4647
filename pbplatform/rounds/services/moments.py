"""Telling of moments that nobody presses, each once. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import instant_text
from pbplatform.core.facts import NewsFact, fact_key, tell_fact
from pbplatform.rounds.domain.moments import Moment, moments_now
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import published_rounds
from pbplatform.rounds.queries.audiences import DELEGATES

ON_ROLL = "voting.roll"
AUTHORS, SUPPORTERS = "proposals.round_authors", "proposals.round_supporters"
# Whom a moment concerns besides the followers of the round; higher slices say who they are.
_CONCERNED: Mapping[Moment, tuple[str, ...]] = {
    Moment.IDEAS_OPEN: (DELEGATES,),
    Moment.IDEAS_CLOSE_SOON: (),
    Moment.VOTING_OPENS: (DELEGATES, ON_ROLL, AUTHORS, SUPPORTERS),
    Moment.VOTING_CLOSES_SOON: (ON_ROLL,),
    Moment.VOTING_CLOSED: (ON_ROLL,),
}


def moments_to_tell(session: Session, *, now: datetime) -> list[int]:
    """Ids of rounds with a moment that is not told: a look without any lock, for the worker."""
    came = {
        fact_key(f"rounds:{moment}", round_.path, instant_text(at)): round_.id
        for round_ in published_rounds(session)
        for moment, at in moments_now(round_, now)
    }
    told = set(session.scalars(select(NewsFact.key16).where(NewsFact.key16.in_(list(came)))))
    return sorted({round_id for key, round_id in came.items() if key not in told})


def tell_moments(session: Session, *, round_id: int, now: datetime) -> int:
    """Tell the moments of a round that came and are not told; how many were told now."""
    round_ = session.get_one(Round, round_id, populate_existing=True)
    told = 0
    for moment, at in moments_now(round_, now):
        told += tell_fact(
            session,
            f"rounds:{moment}",
            about=round_.path,
            title=round_.name,
            audiences=[(each, round_.id) for each in _CONCERNED[moment]],
            now=now,
            once=instant_text(at),
            opens_at=instant_text(round_.opens_at),
            closes_at=instant_text(round_.closes_at),
            ideas_close_at=instant_text(round_.ideas_close_at),
            results_at=instant_text(round_.results_at),
        )
    return told
