"""Second answers that nobody can give. Source: docs/rules/points.md section 6.3."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import holders
from pbplatform.points.domain.standing import LAST_STAGE
from pbplatform.points.models import Answer, Point
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.points import may_be_open
from pbplatform.points.queries.view import PointView


def without_seniors(session: Session, views: Iterable[PointView], *, now: datetime) -> set[int]:
    """Points whose answer is due from somebody more senior, where no such person holds a role.

    One read, and none where no second answer waits.
    """
    waiting = [
        view
        for view in views
        if view.standing.is_open and view.standing.stage > 1 and not view.elected and view.answers
    ]
    if not waiting:
        return set()
    scopes = {view.team.scope for view in waiting}
    officials = holders(session, now=now, scopes=scopes, role=Role.OFFICIAL)
    found = set()
    for view in waiting:
        first = view.answers[0]
        seniors = [
            each
            for each in officials
            if each.scope == view.team.scope
            and each.account_id != first.by_account_id
            and each.title not in ("", first.by_title)
        ]
        if not seniors or view.standing.stage == LAST_STAGE:
            found.add(view.point.id)
    return found


def stuck_points(session: Session, forum_ids: Collection[int], *, now: datetime) -> list[PointView]:
    """Points of these forums that nobody can answer again, for those who appoint people."""
    challenged = select(Answer.point_id).where(Answer.challenged_on.is_not(None))
    own = Point.forum_id.in_(list(forum_ids)) & Point.id.in_(challenged) & may_be_open()
    if session.scalar(select(Point.id).where(own).limit(1)) is None:
        return []
    views = point_views(session, own, now=now)
    stuck = without_seniors(session, views, now=now)
    return [view for view in views if view.point.id in stuck]
