"""What of points is open with an official, and what stays with a team who leaves or stays.

Source: docs/rules/accounts.md section 9.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.places.models import Team
from pbplatform.points.models import AnswerDraft, Point
from pbplatform.points.queries import desk_items, point_views
from pbplatform.web.open_acts import OpenAct
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

DRAFT = "points.draft"
_ROLES = frozenset({str(Role.OFFICIAL), str(Role.ELECTED)})


def drafts_open_with(
    session: Session, account_ids: Collection[int], now: datetime
) -> list[OpenAct]:
    """Answers that these people are writing."""
    own = select(AnswerDraft, Team).join(Team, Team.id == AnswerDraft.team_id)
    drafts = session.execute(own.where(AnswerDraft.by_account_id.in_(account_ids))).all()
    if not drafts:
        return []
    wanted = Point.id.in_({draft.point_id for draft, _team in drafts})
    views = {view.point.id: view for view in point_views(session, wanted, now=now)}
    return [
        OpenAct(
            kind=DRAFT,
            key=str(view.point.id),
            account_id=draft.by_account_id,
            roles=_ROLES,
            scope=team.scope,
            what=_(
                "An answer being written to point %(number)s: %(title)s",
                number=view.point.number,
                title=view.point.title,
            ),
            url=f"/desk/official/points/{view.forum.slug}/{view.point.number}/answer",
            by=view.standing.due,
        )
        for draft, team in drafts
        for view in (views[draft.point_id],)
    ]


BUSY_WITH_ANSWERS = select(AnswerDraft.by_account_id)  # everybody who writes one


def stays_with_team(session: Session, scope: str, now: datetime) -> list[str]:
    """Answers that are due and promises that are open: a team's, whoever is in it."""
    kind, _colon, slug = scope.partition(":")
    if kind != "team":
        return []
    items = desk_items(session, [slug], now)
    due = sum(item.point is not None for item in items)
    promised = len(items) - due
    found = []
    if due:
        found.append(ngettext("%(num)s point to answer", "%(num)s points to answer", due))
    if promised:
        found.append(ngettext("%(num)s promise to keep", "%(num)s promises to keep", promised))
    return found
