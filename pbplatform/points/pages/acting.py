"""Finding the point of an address, and the role in which somebody acts on it."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotAllowed, NotFound
from pbplatform.core.text_slug import number_of
from pbplatform.places.models import Team
from pbplatform.points import queries
from pbplatform.points.domain.standing import LAST_STAGE
from pbplatform.points.policies import is_public
from pbplatform.points.queries import PointView
from pbplatform.web.clock import request_now


def number_in(ref: str) -> int:
    """The number in `31-bins-sidings-row`; NotFound when there is none."""
    number = number_of(ref)
    if number is None:
        raise NotFound("point.not_found")
    return number


def find_point(slug: str, ref: str, actor: Actor | None) -> PointView:
    """The point of an address; one that is not public only for its asker and facilitators.

    Raises:
        NotFound: no such point, or not to be seen by this person.
    """
    view = queries.view_by_number(db.session(), slug, number_in(ref), now=request_now())
    asks = actor is not None and actor.account_id == view.point.raised_by_id
    facilitates = actor is not None and actor.holds(Role.FACILITATOR, view.forum.scope)
    if not (is_public(view) or asks or facilitates):
        raise NotFound("point.not_found")
    return view


def acting_for(actor: Actor, team: Team, *, stage: int = 1) -> ActorRef:
    """The person as official of a team, or as its elected person.

    Args:
        stage: which answer is due; the last one is the elected person's.
    Raises:
        NotAllowed: they are neither.
    """
    official, elected = (actor.holds(role, team.scope) for role in (Role.OFFICIAL, Role.ELECTED))
    if elected and (stage == LAST_STAGE or not official):
        return actor.acting_as(Role.ELECTED, team.scope)
    if not official:
        raise NotAllowed("point.only_its_team", team=team.name)
    return actor.acting_as(Role.OFFICIAL, team.scope)


def teams_on(actor: Actor, view: PointView) -> list[Team]:
    """The teams for which this person acts on a point: whom it went up to first, then its own."""
    teams = [view.acts] if view.acts.id == view.team.id else [view.acts, view.team]
    return [
        team
        for team in teams
        if actor.holds(Role.OFFICIAL, team.scope) or actor.holds(Role.ELECTED, team.scope)
    ]


def acting_on(actor: Actor, view: PointView) -> ActorRef:
    """The person as official or elected person of a team that can act on the point.

    Raises:
        NotAllowed: they are neither.
    """
    team = next(iter(teams_on(actor, view)), view.team)
    return acting_for(actor, team, stage=view.standing.stage)
