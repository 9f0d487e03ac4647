"""Authors and those who reported are told what became of a text.

Source: docs/rules/moderation.md sections 1 and 4.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account
from pbplatform.core.actor import PLACE
from pbplatform.core.outbox import announce
from pbplatform.moderation.kinds import Outcome, Standing
from pbplatform.moderation.models import TextCase, TextDecision, TextReport
from pbplatform.moderation.queries.desk import grants_that_look, others


def _told(decision: TextDecision) -> dict[str, str | int]:
    return {
        "decision": decision.number,
        "sort": decision.kind,
        "named": decision.named,
        "outcome": decision.outcome,
        "standing": decision.standing,
        "rule": decision.rule,
        "reason": decision.looked_reason or decision.reason,
        "path": f"/moderation/{decision.number}",
    }


def tell_authors(session: Session, fact: str, decision: TextDecision, *, now: datetime) -> None:
    """Announce a decision, or what became of it, to those who wrote the text."""
    query = select(Account.email).where(
        Account.id.in_(decision.authors), Account.email.is_not(None)
    )
    by = decision.ask_by.isoformat() if decision.ask_by else ""
    for email in session.scalars(query.order_by(Account.id)):
        announce(session, f"moderation:{fact}", now=now, to=email, by=by, **_told(decision))


def tell_lookers(session: Session, decision: TextDecision, *, now: datetime) -> None:
    """Announce a wish for a second look to all who may give it.

    Where nobody may, those who can appoint somebody are told: the facilitators of the place.
    """
    grants = grants_that_look(session, now)
    able = others(grants, decision)
    told = able or {
        grant.account_id
        for grant in grants
        if grant.role == Role.FACILITATOR and grant.scope == PLACE
    }
    query = select(Account.email).where(Account.id.in_(told), Account.email.is_not(None))
    due = decision.look_by.isoformat() if decision.look_by else ""
    path = f"/moderation/{decision.number}" if not able else f"/desk/second-looks/{decision.number}"
    for email in session.scalars(query.order_by(Account.id)):
        announce(
            session,
            "moderation:look_asked",
            now=now,
            to=email,
            decision=decision.number,
            by=due,
            nobody=not able,
            path=path,
        )


def tell_reporters(session: Session, decision: TextDecision, *, now: datetime) -> None:
    """Announce what became of a text to those who left an address, and forget it when it is over.

    Words that were left stay for good, and a decision that was looked at again is settled too.
    """
    query = (
        select(TextReport)
        .join(TextCase, TextCase.id == TextReport.case_id)
        .where(TextCase.decision == decision.number, TextReport.email != "")
    )
    settled = (Standing.TAKEN_BACK, Standing.CONFIRMED)
    is_over = decision.outcome == Outcome.LEFT or decision.standing in settled
    for report in session.scalars(query.order_by(TextReport.id)):
        announce(session, "moderation:reporter", now=now, to=report.email, **_told(decision))
        if is_over:
            report.email = ""
    session.flush()
