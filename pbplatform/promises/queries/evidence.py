"""Evidence beside promises, projects and replies. Source: docs/rules/promises.md section 4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.places.models import Team
from pbplatform.promises.models import Evidence

# What many pages ask is built once: to build a statement takes longer than to send it.
_OF_SUBJECTS = (
    select(Evidence)
    .where(Evidence.subject.in_(bindparam("subjects", expanding=True)))
    .order_by(Evidence.subject, Evidence.day, Evidence.id)
)


def evidence_of(session: Session, subjects: Collection[str]) -> dict[str, list[Evidence]]:
    """Evidence by the path of what it belongs to, oldest first; also what was taken away."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for each in session.scalars(_OF_SUBJECTS, {"subjects": list(subjects)}):
        found[each.subject].append(each)
    return found


def attached_to(session: Session, evidence_id: int) -> tuple[Evidence, Team]:
    """One piece, locked, and the team it belongs to; NotFound when there is none."""
    row = session.scalars(
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("evidence.not_found")
    return row, session.get_one(Team, row.team_id)


def evidence_by_id(session: Session, evidence_id: int) -> Evidence:
    """One piece; NotFound when there is none."""
    found = session.get(Evidence, evidence_id)
    if found is None:
        raise NotFound("evidence.not_found")
    return found


def team_of(session: Session, piece: Evidence) -> Team:
    """The team that a piece belongs to."""
    return session.get_one(Team, piece.team_id)
