"""Objections to the roll. Source: docs/rules/voting.md section 1.25-28."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotFound
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollObjection

# What many pages ask is built once: to build a statement takes longer than to send it.
_WAITING = (
    select(RollObjection, Round)
    .join(Round, Round.id == RollObjection.round_id)
    .where(RollObjection.outcome == "", Round.closed_at.is_(None))
)


def objections(session: Session, round_id: int) -> list[RollObjection]:
    """All objections of a round, the newest first."""
    query = select(RollObjection).where(RollObjection.round_id == round_id)
    return list(session.scalars(query.order_by(RollObjection.number.desc())))


def objection(session: Session, round_id: int, number: int) -> RollObjection:
    """One objection; NotFound when there is none of this number."""
    found = session.get(RollObjection, (round_id, number))
    if found is None:
        raise NotFound("roll.objection_not_found")
    return found


def open_of_account(session: Session, round_id: int, account_id: int) -> int | None:
    """The number of this person's objection that waits for its answer, if there is one."""
    return session.scalar(
        select(RollObjection.number).where(
            RollObjection.round_id == round_id,
            RollObjection.account_id == account_id,
            RollObjection.outcome == "",
        )
    )


def refuse_open_objections(session: Session, round_id: int) -> Conflict | None:
    """Why the box is not closed while an objection is open; the refusal names them.

    Source: docs/rules/voting.md section 1.28.
    """
    own = (RollObjection.round_id == round_id, RollObjection.outcome == "")
    waiting = list(
        session.scalars(select(RollObjection.number).where(*own).order_by(RollObjection.number))
    )
    if not waiting:
        return None
    return Conflict("roll.objections_open", numbers=", ".join(map(str, waiting)))


@dataclass(frozen=True)
class WaitingObjection:
    """An open objection with its round, as a desk and its page show it."""

    objection: RollObjection
    round_: Round


def waiting_objections(session: Session) -> list[WaitingObjection]:
    """All open objections of rounds whose box is not closed, the earliest end first."""
    found = [WaitingObjection(*row) for row in session.execute(_WAITING)]
    return sorted(found, key=lambda each: (each.round_.closes_at, each.objection.number))
