"""Reading amendments. Source: docs/rules/amendments.md."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.rounds.domain.amendments import AmendmentKind
from pbplatform.rounds.models import Round, RoundAmendment


def amendments_of(session: Session, round_: Round) -> list[RoundAmendment]:
    """All amendments of a round by number; one query only where it has any."""
    if not (round_.withdrawn or round_.amended_closes_at):
        return []
    return stored_amendments(session, round_.id)


def stored_amendments(session: Session, round_id: int) -> list[RoundAmendment]:
    """Every row, also one that is not in force; for checks."""
    query = select(RoundAmendment).where(RoundAmendment.round_id == round_id)
    return list(session.scalars(query.order_by(RoundAmendment.n)))


def withdrawal_of(session: Session, round_: Round, number: int) -> RoundAmendment | None:
    """The amendment that withdrew a project; None while it stands on the ballot."""
    if number not in round_.withdrawn:
        return None
    return next(
        (
            each
            for each in amendments_of(session, round_)
            if each.kind == AmendmentKind.WITHDRAWN and each.facts["project"] == number
        ),
        None,
    )
