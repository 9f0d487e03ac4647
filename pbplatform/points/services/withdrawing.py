"""Taking a point back, and going on with it. Source: docs/rules/points.md section 1.6 to 1.8."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.points import queries
from pbplatform.points.kinds import PointLog, PointState
from pbplatform.points.models import PointSupport
from pbplatform.points.policies import refuse_to_go_on, refuse_to_withdraw
from pbplatform.points.queries import PointView
from pbplatform.points.services.opening import (
    locked_view,
    tell_supporters,
    tell_who_acts,
    write_of_view,
)

LONGEST_WHY = 500  # letters


def withdraw_point(
    session: Session, *, actor: ActorRef, point_id: int, why: str, now: datetime
) -> None:
    """Take back a point that one raised, before it is answered. Its words stay.

    Args:
        why: in the asker's own words, or empty; public if the point is.
    Raises:
        NotAllowed: somebody else raised it.
        Conflict: it is answered, joined, not published, or withdrawn before; or `why` is too long.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_withdraw(actor, view):
        raise refusal
    why = why.strip()
    if len(why) > LONGEST_WHY:
        raise Conflict("point.why_too_long", field="why")
    view.point.move_to(PointState.WITHDRAWN)
    view.point.withdrawn_at = now
    view.point.withdrawn_why = why
    late = view.standing.days_late if view.standing.is_late else 0
    audit.record(
        session,
        PointLog.POINT_WITHDRAWN,
        actor=actor,
        subject=view.path,
        now=now,
        working_days_late=late,
    )
    if view.point.decided_at is None:
        return
    session.flush()
    until = queries.view_of(session, point_id, now=now).standing.go_on_until
    day = until.isoformat() if until else ""
    told = tell_supporters(session, view, "responses:withdrawn", now=now, due=day)
    told += tell_who_acts(session, view, "responses:no_answer_needed", now=now)
    write_of_view(session, "withdrawn", view, {}, told=told, actor=actor, now=now)


def go_on_with_point(session: Session, *, actor: ActorRef, point_id: int, now: datetime) -> None:
    """Go on with a withdrawn point: as its asker, or as a supporter who is its asker from now on.

    The clock goes on as if nobody had withdrawn it: no day moves later.

    Raises:
        NotAllowed: neither raised nor supports it.
        Conflict: it is not withdrawn, or the time to go on is over.
    """
    view = locked_view(session, point_id, now=now)
    supports = queries.supports(session, point_id, actor.account_id or 0)
    if refusal := refuse_to_go_on(actor, view, supports):
        raise refusal
    point = view.point
    point.move_to(PointState.RAISED if point.decided_at is None else PointState.PUBLISHED)
    point.withdrawn_at, point.withdrawn_why = None, ""
    taken_on = point.raised_by_id != actor.account_id
    if taken_on:
        _hand_over(session, view, actor)
    session.flush()
    audit.record(
        session,
        PointLog.POINT_WENT_ON,
        actor=actor,
        subject=view.path,
        now=now,
        by="supporter" if taken_on else "asker",
    )
    if point.decided_at is not None:
        again = queries.view_of(session, point_id, now=now)
        due = again.standing.due.isoformat()
        told = tell_who_acts(session, again, "responses:goes_on", now=now, due=due)
        write_of_view(session, "goes_on", again, {}, told=told, actor=actor, now=now)


def _hand_over(session: Session, view: PointView, actor: ActorRef) -> None:
    """The supporter is the asker from now on, and so no supporter any more."""
    person = session.get_one(Account, actor.account_id)
    support = session.get_one(PointSupport, (view.point.id, person.id))
    session.delete(support)
    view.point.raised_by_id = person.id
    view.point.raised_as = person.name
