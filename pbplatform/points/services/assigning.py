"""Which team must answer, of one point or many. Source: docs/rules/points.md section 4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import knowing
from pbplatform.audit import services as audit
from pbplatform.audit.kinds import LogKind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, required
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.points import queries
from pbplatform.points.kinds import PointLog
from pbplatform.points.models import Assignment
from pbplatform.points.policies import refuse_to_assign, refuse_to_pass_on, refuse_to_take
from pbplatform.points.queries import PointView
from pbplatform.points.services.going_up import tell_where_it_went, tell_where_they_went
from pbplatform.points.services.opening import (
    addresses_of_teams,
    locked_view,
    locked_views,
    tell_people,
    tell_team,
    tell_who_acts,
    views_by_id,
    write_of_view,
)


@dataclass(frozen=True)
class Given:
    """A point is given to a team; a reason where it had one."""

    point_id: int
    team_slug: str
    reason: str = ""


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
    assign_points(session, actor=actor, given=[Given(point_id, team_slug, reason)], now=now)


def assign_points(
    session: Session, *, actor: ActorRef, given: Sequence[Given], now: datetime
) -> None:
    """Give each of these points to a team, all or none; raises as `assign`, for any of them."""
    ids = [each.point_id for each in given]
    before = locked_views(session, ids, now=now)
    teams = {slug: places.team_by_slug(session, slug) for slug in {g.team_slug for g in given}}
    assigned = [
        _assigned(actor, before[each.point_id], teams[each.team_slug], each.reason, now)
        for each in given
    ]
    session.add_all(assigned)
    session.flush()
    kind = PointLog.POINT_ASSIGNED
    audit.record_all(
        session,
        [
            _entry(kind, actor, before[g.point_id], g.team_slug, now, reason=row.reason)
            for g, row in zip(given, assigned, strict=True)
        ],
    )
    people = addresses_of_teams(session, [team.scope for team in teams.values()], now=now)
    again = views_by_id(session, ids, now=now)
    with knowing(session, _concerned(actor, again.values())):
        for each in given:
            team = teams[each.team_slug]
            told = tell_people(
                session,
                before[each.point_id],
                people.get(team.scope, ()),
                "responses:assigned",
                now=now,
                team=team.name,
            )
            write_of_view(
                session, "assigned", again[each.point_id], {}, told=told, actor=actor, now=now
            )
        tell_where_they_went(session, [again[each] for each in ids], now=now)


def _concerned(actor: ActorRef, views: Iterable[PointView]) -> set[int]:
    """Whom telling of these points asks for."""
    askers = {view.point.raised_by_id for view in views}
    return {each for each in (*askers, actor.account_id) if each is not None}


def _assigned(
    actor: ActorRef, view: PointView, team: Team, reason: str, now: datetime
) -> Assignment:
    """The team of a point from now on; an offer to another one that is open ends."""
    if refusal := refuse_to_assign(actor, view):
        raise refusal
    if view.assigned:
        if team.id == view.team.id:
            raise Conflict("point.same_team", field="team")
        reason = required(reason, "text.reason_needed", "reason")
    if view.offered is not None:  # the facilitator's word ends an open passing on
        view.offered.sent_back_at = now
    return Assignment(
        point_id=view.point.id,
        n=len(view.assignments) + 1,
        team_id=team.id,
        reason=reason.strip(),
        by_name=actor.name,
        made_at=now,
        taken_at=now,
    )


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
    audit.record_all(session, [_entry(kind, actor, view, team_slug, now, **data)])


def _entry(
    kind: LogKind, actor: ActorRef, view: PointView, team_slug: str, now: datetime, **data: str
) -> audit.Entry:
    told = {"team": team_slug, "due": view.standing.due.isoformat(), **data}
    return audit.Entry(kind=kind, actor=actor, subject=view.path, now=now, data=told)
