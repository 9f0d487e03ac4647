"""What pages of forums and meetings show of points: the slots that they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select, union

from pbplatform.core.db import db
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.points import queries
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point
from pbplatform.points.pages.points import WORDS
from pbplatform.points.queries.summary import tally_of_forum
from pbplatform.web.clock import request_now
from pbplatform.web.marked import marked
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import Panel


def _shown(template: str, **values: object) -> Markup:
    return marked(render_template(f"points/panels/{template}.html", **values))


def _row(_forums: Sequence[ForumSeries]) -> Callable[[ForumSeries], Markup]:
    """Beside a forum in the list of all: its points, and the way to raise one."""
    counts = queries.count_public(db.session())

    def show(forum: ForumSeries) -> Markup:
        return _shown("forum_row", forum=forum, count=counts.get(forum.id, 0))

    return show


def _forum(_forums: Sequence[ForumSeries]) -> Callable[[ForumSeries], Markup]:
    """On the page of a forum: how its points are answered."""

    def show(forum: ForumSeries) -> Markup:
        session = db.session()
        today = queries.day_of(session, request_now())
        return _shown("forum", forum=forum, tally=tally_of_forum(session, forum.id, today=today))

    return show


def _forum_side(_forums: Sequence[ForumSeries]) -> Callable[[ForumSeries], Markup]:
    return lambda forum: _shown("forum_side", forum=forum)


def _meeting(_meetings: Sequence[Meeting]) -> Callable[[Meeting], Markup]:
    """On the page of a meeting: the points that were raised at it."""
    return lambda meeting: _shown("meeting", **_of_meeting(meeting))


def _meeting_side(_meetings: Sequence[Meeting]) -> Callable[[Meeting], Markup]:
    return lambda meeting: _shown("meeting_side", forum=_forum_of(meeting))


def _minutes_side(_meetings: Sequence[Meeting]) -> Callable[[Meeting], Markup]:
    """Beside the minutes: the same points, and the way to write one down."""

    def show(meeting: Meeting) -> Markup:
        open_now = meeting.has_begun(request_now()) and meeting.cancelled_at is None
        return _shown("minutes_side", open_now=open_now, **_of_meeting(meeting))

    return show


def _forum_of(meeting: Meeting) -> ForumSeries:
    return db.session().get_one(ForumSeries, meeting.forum_id)


def _of_meeting(meeting: Meeting) -> dict[str, object]:
    points = queries.points_of_meeting(db.session(), meeting.id)
    return {"meeting": meeting, "forum": _forum_of(meeting), "points": points}


def _desk(_forums: Sequence[ForumSeries]) -> Callable[[ForumSeries], Markup]:
    """Beside a forum on the list of a facilitator: how many points wait to be read."""
    waiting = queries.to_read_by_forum(db.session())

    def show(forum: ForumSeries) -> Markup:
        here = waiting.get(forum.id)
        raised = here.raised + len(here.days) if here else 0
        told = ngettext(
            "%(num)s point waits to be read.", "%(num)s points wait to be read.", raised
        )
        return Markup("{}").format(told)

    return show


def _forum_desk(_forums: Sequence[ForumSeries]) -> Callable[[ForumSeries], Markup]:
    """On the desk of a forum: points to read, to give to a team, and those that wait."""

    def show(forum: ForumSeries) -> Markup:
        session, now = db.session(), request_now()
        today = queries.day_of(session, now)
        open_ids = queries.ids_that(
            session, lambda cell: cell.is_open, today=today, forum_id=forum.id
        )
        ours = select(Point.id).where(Point.forum_id == forum.id)
        raised = ours.where(Point.state == PointState.RAISED)
        # By the index of these alone: asked for the forum too, SQLite may read all of its points.
        unread = select(Point.id).where(
            Point.unread_since.is_not(None), Point.forum_id + 0 == forum.id
        )
        here = Point.id.in_(union(open_ids, raised, unread))
        views = queries.point_views(session, here, now=now)
        tended = [view for view in views if view.standing.is_open and not view.point.is_unread]
        return _shown(
            "forum_desk",
            forum=forum,
            raised=[view for view in views if view.point.state == PointState.RAISED][::-1],
            unread=[view for view in views if view.point.is_unread][::-1],
            unassigned=[view for view in tended if not view.assigned],
            waiting=[view for view in tended if view.assigned],
            **WORDS,
        )

    return show


PANELS: Mapping[str, Panel] = {
    "forums.row": _row,
    "forums.forum": _forum,
    "forums.forum-side": _forum_side,
    "forums.meeting": _meeting,
    "forums.meeting-side": _meeting_side,
    "forums.minutes-side": _minutes_side,
    "forums.desk": _desk,
    "forums.forum-desk": _forum_desk,
}
