"""Projects that a team builds stay with it. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.places.models import Team
from pbplatform.web.open_acts import OpenActs
from pbplatform.web.sentences import ngettext


def projects_stay_with_team(session: Session, scope: str, _now: datetime) -> list[str]:
    """Projects that won and are not open yet; the public page names the post, not the person."""
    kind, _colon, slug = scope.partition(":")
    if kind != "team":
        return []
    query = (
        select(func.count())
        .select_from(Project)
        .join(Team, Team.id == Project.team_id)
        .where(Team.slug == slug, Project.step.not_in([Step.OPEN, Step.STOPPED]))
    )
    number = session.scalar(query) or 0
    if not number:
        return []
    return [ngettext("%(num)s project to build", "%(num)s projects to build", number)]


OPEN_ACTS = OpenActs("delivery.projects", staying=projects_stay_with_team)
