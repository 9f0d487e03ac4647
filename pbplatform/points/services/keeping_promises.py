"""When a promise changed last is kept when it does: a feed reads the newest and no other."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, inspect, select

from pbplatform.core.facts import NewsFact
from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.forums.models import ForumSeries
from pbplatform.points.domain.told import CHANGED, place_at
from pbplatform.points.models import Point
from pbplatform.promises.models import Commitment, CommitmentMove

_OF_POINT = re.compile(r"forums/([^/]+)/points/(\d+)")
_moved = (
    select(func.max(CommitmentMove.at))
    .where(CommitmentMove.commitment_id == Commitment.id)
    .correlate(Commitment)
    .scalar_subquery()
)
_page = "forums/" + ForumSeries.slug + "/points/" + cast(Point.number, String)
_told = (
    select(func.max(NewsFact.at))
    .where(NewsFact.about == _page)
    .correlate(ForumSeries, Point)
    .scalar_subquery()
)


def _changed(row: Any) -> Standing:
    instants = (row.decided_at or row.came_at, row.moved, row.told)
    return Standing(0, "", place_at(max(each for each in instants if each is not None)))


def _about(row: Any) -> ColumnElement[bool] | None:
    """A fact about a point; it is written once, and what is written later tells who had mail."""
    named = None if inspect(row).persistent else _OF_POINT.fullmatch(row.about)
    if named is None:
        return None
    forum = select(ForumSeries.id).where(ForumSeries.slug == named[1]).scalar_subquery()
    own = select(Point.id).where(Point.forum_id == forum, Point.number == int(named[2]))
    return Commitment.point_id.in_(own)


changed = keep(
    KeptList(
        name=CHANGED,
        key=Commitment.id,
        read=select(
            *(Commitment.id, Point.decided_at, Point.came_at),
            *(_moved.label("moved"), _told.label("told")),
        )
        .select_from(Commitment)
        .join(Point, Point.id == Commitment.point_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id),
        stands=_changed,
        ties={
            Commitment: lambda row: row.id,
            CommitmentMove: lambda row: row.commitment_id,
            Point: lambda row: Commitment.point_id == row.id,
            NewsFact: _about,
        },
        shifts=(),
    )
)
