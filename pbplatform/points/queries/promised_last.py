"""The promises that changed last, without reading the others. Source: docs/rules/feeds.md.

What changed last is among the promises of points that were read last, of which news was told last,
and that have another day since last.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pbplatform.core.facts import NewsFact
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Point
from pbplatform.promises.models import Commitment, CommitmentMove

_OF_POINT = re.compile(r"forums/([^/]+)/points/(\d+)")
_AT_ONCE = 200
_promised = exists().where(Commitment.point_id == Point.id)


def promised_last(session: Session, *, most: int) -> set[int]:
    """Ids of points among whose promises are the `most` that changed last."""
    found = set[int]()
    for forum_id in session.scalars(select(ForumSeries.id)).all():
        own = select(Point.id).where(Point.forum_id == forum_id, _promised)
        for part in (
            own.where(Point.decided_at.is_not(None)).order_by(Point.decided_at.desc()),
            own.where(Point.decided_at.is_(None)).order_by(Point.came_at.desc()),
        ):
            found.update(session.scalars(part.limit(most)))
    if len(found) < most:  # all that have any
        return found
    return found | _moved_last(session, most) | _told_last(session, most)


def _moved_last(session: Session, most: int) -> set[int]:
    query = (
        select(Commitment.point_id)
        .join(CommitmentMove, CommitmentMove.commitment_id == Commitment.id)
        .order_by(CommitmentMove.at.desc())
    )
    found = set[int]()
    offset = 0
    while len(found) < most:
        ids = session.scalars(query.limit(_AT_ONCE).offset(offset)).all()
        for point_id in ids:
            if len(found) < most:
                found.add(point_id)
        if len(ids) < _AT_ONCE:
            break
        offset += _AT_ONCE
    return found


def _told_last(session: Session, most: int) -> set[int]:
    """Points with promises of which news was told last; the same point once."""
    query = select(NewsFact.about).order_by(NewsFact.at.desc(), NewsFact.key16).limit(_AT_ONCE)
    found: dict[int, None] = {}
    offset = 0
    while len(found) < most:
        abouts = session.scalars(query.offset(offset)).all()
        told = [
            (match[1], int(match[2])) for each in abouts if (match := _OF_POINT.fullmatch(each))
        ]
        ids = _points_at(session, set(told))
        found |= dict.fromkeys(ids[one] for one in told if one in ids)
        if len(abouts) < _AT_ONCE:
            break
        offset += _AT_ONCE
    return set(list(found)[:most])


def _points_at(session: Session, told: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Those of these points that have promises, by forum and number."""
    if not told:
        return {}
    query = (
        select(ForumSeries.slug, Point.number, Point.id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(
            ForumSeries.slug.in_({slug for slug, _number in told}),
            Point.number.in_({number for _slug, number in told}),
            _promised,
        )
    )
    return {(slug, number): point_id for slug, number, point_id in session.execute(query)}
