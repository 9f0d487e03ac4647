"""Points of people without an account, written down by staff. Source: docs/rules/intake.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.text import tidy_line
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.places.kinds import Setting
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point, PointSupport
from pbplatform.points.policies import refuse_to_name_for, refuse_to_raise
from pbplatform.points.services.adding import PointWords, add_point
from pbplatform.points.services.holding import locked_point
from pbplatform.points.services.opening import locked_view
from pbplatform.points.services.reading import show_unread_point

LONGEST_NAME = 80  # letters of a name beside a point


def enter_point(
    session: Session,
    *,
    actor: ActorRef,
    forum_id: int,
    kind: str,
    title: str,
    verbatim: str,
    now: datetime,
    raised_as: str = "",
    meeting_id: int | None = None,
    area_id: int | None = None,
) -> Point:
    """Send a point for somebody without an account; the caller asks who may, and tells them.

    It is read as any point from outside a meeting: by another person than whoever wrote it down.

    Args:
        raised_as: the name the person wants beside it; empty for none.
        meeting_id: where it was said, if it was said at a meeting.
    Raises:
        NotAllowed: not signed in.
        Conflict: a part is missing or too long.
    Source: docs/rules/intake.md section 1.
    """
    if refusal := refuse_to_raise(actor):
        raise refusal
    forum = session.get_one(ForumSeries, forum_id)
    point = add_point(
        session,
        actor,
        forum,
        PointWords(title=title, verbatim=verbatim, kind=kind),
        Point(
            raised_as=raised_as.strip(),
            meeting_id=meeting_id,
            area_id=area_id,
            state=PointState.RAISED,
        ),
        now,
    )
    if places.reads_after(session, Setting.READS_POINTS):
        show_unread_point(session, forum=forum, point=point, now=now)
    return point


def name_point_for(
    session: Session, *, actor: ActorRef, point_id: int, name: str, now: datetime
) -> None:
    """Show another name beside a point, or none, on the word of its asker without an account.

    The caller has found out that it is the asker, and writes the entry.
    Source: docs/rules/points.md section 1.16.

    Args:
        name: as they want it; empty for none.
    Raises:
        NotAllowed: neither facilitator nor clerk of the forum.
        Conflict: the asker has an account, or the name is too long.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_name_for(actor, view):
        raise refusal
    name = tidy_line(name)
    if len(name) > LONGEST_NAME:
        raise Conflict("point.name_too_long", field="name", letters=LONGEST_NAME)
    view.point.raised_as = name
    session.flush()


def give_point_to(session: Session, *, point_id: int, account_id: int) -> None:
    """A point without an asker is this person's from now on; the name beside it stays as it is.

    Nobody supports their own point, so their support of it goes.

    Raises:
        Conflict: it has an asker.
    Source: docs/rules/intake.md section 2.
    """
    point, _forum = locked_point(session, point_id)
    if point.raised_by_id is not None:
        raise Conflict("intake.has_somebody", field="code")
    point.raised_by_id = account_id
    own = session.get(PointSupport, (point_id, account_id))
    if own is not None:
        session.delete(own)
    session.flush()
