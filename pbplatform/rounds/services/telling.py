"""Telling those whom a round concerns. Source: docs/rules/rounds.md sections 2, 11 to 13."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.canonical import instant_text
from pbplatform.core.concerned import concerned
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.delegates import delegates_addresses

CONCERNED = "rounds.round"


def tell_concerned(
    session: Session, fact: str, round_: Round, *, now: datetime, **told: Any
) -> None:
    """Announce a fact about a round to everybody whom it concerns, and to who follows it.

    Args:
        told: what the mail of this fact shows beside the round: instants and days in ISO, amounts
            in minor units, codes, words of staff.
    """
    delegates = delegates_addresses(session, round_, now=now)
    addresses = sorted({*concerned(session, CONCERNED, round_.id), *delegates})
    for address in addresses:
        announce(
            session,
            f"rounds:{fact}",
            now=now,
            to=address,
            name=round_.name,
            path=f"/{round_.path}",
            **told,
        )
    path, name = round_.path, round_.name
    kind = f"rounds:{fact}"
    tell_fact(session, kind, about=path, title=name, told=addresses, now=now, **told)


def tell_of_ballot(session: Session, round_: Round, *, projects: int, now: datetime) -> None:
    """Followers of a round hear that its ballot is final, and when voting opens."""
    tell_fact(
        session,
        "rounds:ballot_final",
        about=round_.path,
        title=round_.name,
        now=now,
        projects=projects,
        opens_at=instant_text(round_.opens_at),
    )
