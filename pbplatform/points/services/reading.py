"""Points that are public before a facilitator has read them.

Source: docs/rules/points.md section 1.11 to 1.14.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.written_for import refuse_writer_to_judge
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.points.domain.starting import PUBLISH_DAYS
from pbplatform.points.kinds import PointLog, PointState
from pbplatform.points.models import Point
from pbplatform.points.policies import refuse_to_keep
from pbplatform.points.services.asker import (
    path_of,
    tell_asker,
    write_of_point,
)


def _read_by(session: Session, point: Point) -> date:
    days = places.clocks(session, {point.calendar_version})[point.calendar_version]
    return days.after(days.day_of(point.came_at), PUBLISH_DAYS)


def show_unread_point(session: Session, *, forum: ForumSeries, point: Point, now: datetime) -> None:
    """Show a point that was just sent to everybody, under its asker's own title.

    The title is a resident's, so it stays out of the log.
    """
    point.move_to(PointState.PUBLISHED)
    point.decided_at = point.unread_since = now
    session.flush()
    audit.record(
        session,
        PointLog.POINT_PUBLISHED,
        actor=SYSTEM,
        subject=path_of(forum, point),
        now=now,
        read_by=_read_by(session, point).isoformat(),
    )
    told = [email_of(session, point.raised_by_id)] if point.raised_by_id else []
    write_of_point(session, "published", forum, point, {}, told=told, now=now)


def tell_that_it_is_public(
    session: Session, *, forum: ForumSeries, point: Point, now: datetime
) -> None:
    """Tell the asker of a point that is public before it is read; nobody of any other."""
    if point.is_unread:
        by = _read_by(session, point).isoformat()
        tell_asker(session, forum, point, "forums:point_public_at_once", now=now, by=by)


def keep_point(
    session: Session, *, actor: ActorRef, point_id: int, title: str, now: datetime
) -> None:
    """Say that a public point was read and stays, under its title or a plainer one.

    Raises:
        NotAllowed: not a facilitator of this forum, or the point is their own.
        Conflict: no title, it was read before, or it is not public.
    """
    point = session.get_one(Point, point_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, point.forum_id)
    if refusal := refuse_to_keep(actor, forum, point):
        raise refusal
    if refusal := refuse_writer_to_judge(session, actor, path_of(forum, point)):
        raise refusal
    title = title.strip()
    if not title:
        raise Conflict("point.title_needed", field="title")
    given = {"title": title} if title != point.title else {}
    point.title = title
    point.unread_since = None
    session.flush()
    audit.record(
        session, PointLog.POINT_READ, actor=actor, subject=path_of(forum, point), now=now, **given
    )
