"""Which team must answer. Source: docs/rules/points.md section 4."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import LogKind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, required
from pbplatform.places import queries as places
from pbplatform.points import queries
from pbplatform.points.kinds import PointLog
from pbplatform.points.models import Assignment
from pbplatform.points.policies import refuse_to_assign, refuse_to_pass_on, refuse_to_take
from pbplatform.points.queries import PointView
from pbplatform.points.services.going_up import tell_where_it_went
from pbplatform.points.services.opening import (
    locked_view,
    tell_team,
    tell_who_acts,
    write_of_view,
)


def assign(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    team_slug: str,
    now: datetime,
    reason: str = "",
) -> None:
    """Give a point to a team, or to another team with a reason; the clock runs on.

    Raises:
        NotAllowed: not a facilitator of the forum.
        NotFound: no such team.
        Conflict: no answer is due, the same team, or no reason for a change.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_assign(actor, view):
        raise refusal
    team = places.team_by_slug(session, team_slug)
    if view.assigned:
        if team.id == view.team.id:
            raise Conflict("point.same_team", field="team")
        reason = required(reason, "text.reason_needed", "reason")
    if view.offered is not None:  # the facilitator's word ends an open passing on
        view.offered.sent_back_at = now
    session.add(
        Assignment(
            point_id=point_id,
            n=len(view.assignments) + 1,
            team_id=team.id,
            reason=reason.strip(),
            by_name=actor.name,
            made_at=now,
            taken_at=now,
        )
    )
    session.flush()
    _record(session, PointLog.POINT_ASSIGNED, actor, view, team.slug, now, reason=reason.strip())
    told = tell_team(session, view, team.scope, "responses:assigned", now=now, team=team.name)
    again = queries.view_of(session, point_id, now=now)
    write_of_view(session, "assigned", again, {}, told=told, actor=actor, now=now)
    tell_where_it_went(session, point_id=point_id, now=now)


def pass_on(
    session: Session, *, actor: ActorRef, point_id: int, team_slug: str, reason: str, now: datetime
) -> None:
    """Pass a point on to another team, once; until it is taken the first team must answer.

    Raises:
        NotAllowed: not of the team.
        NotFound: no such team.
        Conflict: passed on before, the same team, nobody in the other one, or no reason.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_pass_on(actor, view):
        raise refusal
    team = places.team_by_slug(session, team_slug)
    if team.id == view.team.id:
        raise Conflict("point.same_team", field="team")
    if not queries.has_people(session, team.scope, now=now):
        raise Conflict("point.nobody_there", field="team")
    reason = required(reason, "text.reason_needed", "reason")
    session.add(
        Assignment(
            point_id=point_id,
            n=len(view.assignments) + 1,
            team_id=team.id,
            passed_on=True,
            reason=reason,
            by_name=actor.name,
            made_at=now,
        )
    )
    session.flush()
    _record(session, PointLog.POINT_PASSED_ON, actor, view, team.slug, now, reason=reason)
    tell_team(session, view, team.scope, "responses:offered", now=now, team=team.name)


def take(session: Session, *, actor: ActorRef, point_id: int, now: datetime) -> None:
    """Take a point that another team passed on.

    Raises:
        NotAllowed: not of the team it was passed on to.
        Conflict: nothing was passed on, or no answer is due.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_take(actor, view):
        raise refusal
    if view.offered is not None and view.offered_to is not None:
        view.offered.taken_at = now
        session.flush()
        _record(session, PointLog.POINT_TAKEN, actor, view, view.offered_to.slug, now)
        again = queries.view_of(session, point_id, now=now)
        write_of_view(session, "assigned", again, {}, actor=actor, now=now)
        tell_where_it_went(session, point_id=point_id, now=now)


def send_back(
    session: Session, *, actor: ActorRef, point_id: int, reason: str, now: datetime
) -> None:
    """Send a point back that another team passed on, with a reason.

    Raises:
        NotAllowed: not of the team it was passed on to.
        Conflict: nothing was passed on, no answer is due, or no reason.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_take(actor, view):
        raise refusal
    reason = required(reason, "text.reason_needed", "reason")
    if view.offered is not None and view.offered_to is not None:
        view.offered.sent_back_at = now
        view.offered.sent_back_reason = reason
        session.flush()
        _record(
            session, PointLog.POINT_SENT_BACK, actor, view, view.offered_to.slug, now, reason=reason
        )
        tell_who_acts(session, view, "responses:sent_back", now=now)


def _record(
    session: Session,
    kind: LogKind,
    actor: ActorRef,
    view: PointView,
    team_slug: str,
    now: datetime,
    **data: str,
) -> None:
    audit.record(
        session,
        kind,
        actor=actor,
        subject=view.path,
        now=now,
        team=team_slug,
        due=view.standing.due.isoformat(),
        **data,
    )
