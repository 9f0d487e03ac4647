"""What waits for those who decide about words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.actor import Actor, covers
from pbplatform.moderation.kinds import CaseState, Standing
from pbplatform.moderation.models import TextCase, TextDecision, TextReport

# What many pages ask is built once: to build a statement takes longer than to send it.
_CASES = (
    select(TextCase).where(TextCase.state == CaseState.OPEN).order_by(TextCase.look_by, TextCase.id)
)
_LOOKS = (
    select(TextDecision)
    .where(TextDecision.standing == Standing.ASKED)
    .order_by(TextDecision.look_by, TextDecision.number)
)


@dataclass(frozen=True)
class CaseView:
    """A text that waits, with its reports, the oldest first."""

    case: TextCase
    reports: tuple[TextReport, ...]
    today: date

    @property
    def is_late(self) -> bool:
        return self.case.state == CaseState.OPEN and self.today > self.case.look_by


@dataclass(frozen=True)
class DecisionView:
    """A decision as it stands on a day.

    Attributes:
        nobody: a second look was asked for, and nobody may give it.
    """

    decision: TextDecision
    today: date
    nobody: bool = False

    @property
    def can_be_asked_again(self) -> bool:
        """Whether the author can still ask for a second look."""
        last = self.decision.ask_by
        return self.decision.standing == Standing.STANDS and last is not None and self.today <= last

    @property
    def is_late(self) -> bool:
        """Whether the second look is late."""
        due = self.decision.look_by
        return self.decision.standing == Standing.ASKED and due is not None and self.today > due


def reports_of(session: Session, case_ids: Iterable[int]) -> dict[int, list[TextReport]]:
    """Reports by case, the oldest first."""
    found: dict[int, list[TextReport]] = {}
    wanted = list(case_ids)
    if not wanted:
        return found
    query = select(TextReport).where(TextReport.case_id.in_(wanted))
    for report in session.scalars(query.order_by(TextReport.sent_at, TextReport.id)):
        found.setdefault(report.case_id, []).append(report)
    return found


def waiting_cases(session: Session, actor: Actor, *, today: date) -> list[CaseView]:
    """Reported texts that this person may decide about by their roles, the earliest due first."""
    own = [case for case in session.scalars(_CASES) if actor.holds(Role.FACILITATOR, case.scope)]
    reports = reports_of(session, [case.id for case in own])
    return [CaseView(case, tuple(reports.get(case.id, ())), today) for case in own]


def waiting_looks(
    session: Session, actor: Actor, *, now: datetime, today: date
) -> list[DecisionView]:
    """Second looks that this person may give, or see to, the earliest due first."""
    asked = session.scalars(_LOOKS).all()
    grants = grants_that_look(session, now) if asked else []
    found = []
    for decision in asked:
        able = others(grants, decision)
        sees_to_it = not able and actor.holds(Role.FACILITATOR, decision.scope)
        if actor.account_id in able or sees_to_it:
            found.append(DecisionView(decision, today, nobody=not able))
    return found


def view_of(
    session: Session, decision: TextDecision, *, now: datetime, today: date
) -> DecisionView:
    """A decision with whether anybody may give the second look that was asked for."""
    asked = decision.standing == Standing.ASKED
    return DecisionView(
        decision, today, nobody=asked and not others(grants_that_look(session, now), decision)
    )


def others(grants: Iterable[RoleGrant], decision: TextDecision) -> set[int]:
    """Accounts that may give the second look at a decision."""
    never = {decision.by_account_id, *decision.authors}
    return {
        grant.account_id
        for grant in grants
        if grant.role == Role.AUDITOR or covers(grant.scope, decision.scope)
    } - never


def grants_that_look(session: Session, now: datetime) -> list[RoleGrant]:
    """Roles of now whose holders may give a second look somewhere."""
    roles = or_(RoleGrant.role == Role.FACILITATOR, RoleGrant.role == Role.AUDITOR)
    return list(session.scalars(select(RoleGrant).where(roles, RoleGrant.holding_at(now))))
