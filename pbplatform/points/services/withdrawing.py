"""Taking a point back, and going on with it. Source: docs/rules/points.md section 1.6 to 1.8."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.text import tidy_text
from pbplatform.points import queries
from pbplatform.points.kinds import PointLog, PointState
from pbplatform.points.models import PointSupport
from pbplatform.points.policies import (
    refuse_to_go_on,
    refuse_to_go_on_for,
    refuse_to_withdraw,
    refuse_to_withdraw_for,
)
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
    _take_back(session, view, actor, why, {}, now)


def withdraw_point_for(
    session: Session, *, actor: ActorRef, point_id: int, why: str, origin: str, now: datetime
) -> None:
    """Take back a point on the word of its asker, who has no account; as they could themselves.

    The caller has found out that it is the asker. Source: docs/rules/points.md section 1.16.

    Args:
        why: as the asker said it, or empty; public if the point is.
        origin: where they said it, for the public log.
    Raises:
        NotAllowed: neither facilitator nor clerk of the forum.
        Conflict: as `withdraw_point`, or the asker has an account.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_withdraw_for(actor, view):
        raise refusal
    _take_back(session, view, actor, why, {"written_down": True, "origin": origin}, now)


def _take_back(
    session: Session,
    view: PointView,
    actor: ActorRef,
    why: str,
    how: Mapping[str, str | bool],
    now: datetime,
) -> None:
    point_id, why = view.point.id, tidy_text(why)
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
        **how,
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
    taken_on = view.point.raised_by_id != actor.account_id
    if taken_on:
        _hand_over(session, view, actor)
    _go_on(session, view, actor, {"by": "supporter" if taken_on else "asker"}, now)


def go_on_for(
    session: Session, *, actor: ActorRef, point_id: int, origin: str, now: datetime
) -> None:
    """Go on with a withdrawn point on the word of its asker, who has no account.

    Source: docs/rules/points.md section 1.16.

    Raises:
        NotAllowed: neither facilitator nor clerk of the forum.
        Conflict: as `go_on_with_point`, or the asker has an account.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_go_on_for(actor, view):
        raise refusal
    _go_on(session, view, actor, {"by": "asker", "written_down": True, "origin": origin}, now)


def _go_on(
    session: Session,
    view: PointView,
    actor: ActorRef,
    how: Mapping[str, str | bool],
    now: datetime,
) -> None:
    point, point_id = view.point, view.point.id
    point.move_to(PointState.RAISED if point.decided_at is None else PointState.PUBLISHED)
    point.withdrawn_at, point.withdrawn_why = None, ""
    session.flush()
    audit.record(
        session,
        PointLog.POINT_WENT_ON,
        actor=actor,
        subject=view.path,
        now=now,
        **how,
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
