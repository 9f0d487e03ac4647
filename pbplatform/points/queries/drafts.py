"""Drafts of answers: one's own, and those of one's team. Source: docs/rules/points.md 5.6."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import holders
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.points.models import AnswerDraft, Point
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.points import may_be_open


@dataclass(frozen=True)
class DraftView:
    """A draft with whose it is and what it is for.

    Attributes:
        writer: public name.
        has_left: whether the writer holds no role in the team any more.
        own: whether it is the reader's.
    """

    draft: AnswerDraft
    writer: str
    has_left: bool
    own: bool
    team: Team
    point: Point
    forum: ForumSeries


def team_drafts(
    session: Session,
    *,
    account_id: int,
    team_ids: Collection[int],
    now: datetime,
    point_id: int | None = None,
) -> list[DraftView]:
    """One's own drafts and those of these teams, the newest first, in two reads.

    Args:
        point_id: of one point only; None for all.
    """
    wanted = _READABLE if point_id is None else _READABLE & (AnswerDraft.point_id == point_id)
    query = (
        select(AnswerDraft, Account.name, Team, Point, ForumSeries)
        .join(Account, Account.id == AnswerDraft.by_account_id)
        .join(Team, Team.id == AnswerDraft.team_id)
        .join(Point, Point.id == AnswerDraft.point_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(wanted)
        .order_by(AnswerDraft.saved_at.desc(), AnswerDraft.id.desc())
    )
    rows = session.execute(query, _by(account_id, team_ids)).all()
    if not rows:
        return []
    scopes = {row.Team.scope for row in rows}
    there = {
        (each.account_id, each.scope)
        for each in holders(session, now=now, scopes=scopes)
        if each.role in (Role.OFFICIAL, Role.ELECTED)
    }
    return [
        DraftView(
            draft=row.AnswerDraft,
            writer=row.name,
            has_left=(row.AnswerDraft.by_account_id, row.Team.scope) not in there,
            own=row.AnswerDraft.by_account_id == account_id,
            team=row.Team,
            point=row.Point,
            forum=row.ForumSeries,
        )
        for row in rows
    ]


def count_drafts(session: Session, account_id: int, team_ids: Collection[int]) -> int:
    """How many drafts this person can read."""
    return session.scalar(_NUMBER, _by(account_id, team_ids)) or 0


def _by(account_id: int, team_ids: Collection[int]) -> dict[str, Any]:
    return {"account": account_id, "teams": list(team_ids)}


# One's own drafts, and those of some teams.
_READABLE = or_(
    AnswerDraft.by_account_id == bindparam("account"),
    AnswerDraft.team_id.in_(bindparam("teams", expanding=True)),
)
# Built once: to build a statement takes longer than to send it.
_NUMBER = select(func.count()).select_from(AnswerDraft).where(_READABLE)


def waiting_among(session: Session, point_ids: Collection[int], *, now: datetime) -> frozenset[int]:
    """Of these points, those to which an answer is due."""
    if not point_ids:
        return frozenset()
    asked = Point.id.in_(list(point_ids)) & may_be_open()
    views = point_views(session, asked, now=now, texts=False)
    return frozenset(view.point.id for view in views if view.standing.is_open)


def points_with_drafts(session: Session, point_ids: Collection[int]) -> set[int]:
    """Those of these points to which somebody writes an answer."""
    ids, found = sorted(point_ids), set[int]()
    for start in range(0, len(ids), 500):
        some = AnswerDraft.point_id.in_(ids[start : start + 500])
        found.update(session.scalars(select(AnswerDraft.point_id).where(some)))
    return found
