"""Points that went up because nobody in their team can answer. Source: docs/rules/points.md 4.5."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.forums import queries as forums
from pbplatform.places import queries as places
from pbplatform.points.domain.going_up import can_surely_answer
from pbplatform.points.domain.standing import LAST_STAGE
from pbplatform.points.domain.stretches import Cell
from pbplatform.points.kinds import Level, TurnKind
from pbplatform.points.models import Point
from pbplatform.points.models.kept import ALL
from pbplatform.points.queries.holders import people_who_act
from pbplatform.points.queries.load import point_views, views_by_id
from pbplatform.points.queries.points import open_now
from pbplatform.points.queries.standings import OfTeams, cells_of, ids_of_teams
from pbplatform.points.queries.view import PointView

_FEW = 100  # points that are read with all that is said in them
_NEED_SOMEBODY = (Level.FACILITATOR, Level.NOBODY)


def gone_up(session: Session, *, now: datetime) -> list[PointView]:
    """Open points that are elsewhere than the public log tells: they went up, or came back."""
    views = point_views(session, open_now(session, now=now), now=now, texts=False)
    return [view for view in views if view.standing.is_open and must_be_told(view)]


def must_be_told(view: PointView) -> bool:
    """Whether the point went up, or came back, and nobody was told yet."""
    told = view.turn(TurnKind.WENT_UP)
    if told is None:
        return view.up.is_up
    return told.mark != view.up.mark if view.up.is_up else told.mark != ""


def stuck_points(session: Session, forum_ids: Collection[int], *, now: datetime) -> list[PointView]:
    """Points of these forums that went up to a facilitator: somebody must be appointed."""
    asked = _may_be_stuck(session, forum_ids, now=now)
    if not asked:
        return []
    ids = session.scalars(_ids_of(*asked)).all()
    if len(ids) <= _FEW:
        views = views_by_id(session, ids, now=now)
    else:
        views = point_views(session, Point.id.in_(_ids_of(*asked)), now=now, texts=False)
    return [view for view in views if view.standing.is_open and view.up.level in _NEED_SOMEBODY]


# Of the same teams on the same day it is the same query, so it is built once.
@lru_cache(maxsize=64)
def _ids_of(*stages: OfTeams) -> Select[int]:
    return select(Point.id).where(or_(*(Point.id.in_(ids_of_teams(each)) for each in stages)))


def _may_be_stuck(session: Session, forum_ids: Collection[int], *, now: datetime) -> list[OfTeams]:
    """Open points for which, in their team and above, it is not sure that somebody can answer.

    Roles say so of whole teams, so that points need be read only where too few people are.
    """
    holders = people_who_act(session, now=now)
    if any(each.role == Role.ELECTED and each.scope == PLACE for each in holders):
        return []
    found: list[OfTeams] = []
    open_cells: list[Cell] | None = None
    for stage in range(1, LAST_STAGE + 1):
        teams = {
            team.id
            for team in places.teams(session)
            if not can_surely_answer(holders, team.scope, stage)
        }
        led = {
            forum.id
            for forum in forums.forums(session)
            if forum.id in forum_ids and forum.lead_team_id in teams
        }
        if not led:
            continue
        today = places.day_of(session, now)
        if open_cells is None:
            cells = cells_of(session, ALL, today=today)
            open_cells = [cell for cell in cells if cell.is_open]
        here = [cell for cell in open_cells if cell.stage == stage]
        found.append(OfTeams.of(here, led, teams, today=today))
    return found
