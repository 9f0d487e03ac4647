"""Areas and teams, each with a slug that never changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.text_slug import own_slug
from pbplatform.places.kinds import PlaceLog
from pbplatform.places.models import Area, Team
from pbplatform.places.policies import refuse_to_change_place


def make_slug(name: str) -> str:
    """`Fenn & Mill Lane` as `fenn-mill-lane`, `Łódź` as `lodz`, `Парк 2` as `park-2`.

    Source: docs/rules/text.md section 3.

    Raises:
        Conflict: there is no letter and no digit in the name.
    """
    found = own_slug(name)
    if not found:
        raise Conflict("name.needs_letters", field="name")
    return found


def add_area(session: Session, *, actor: ActorRef, name: str, now: datetime) -> Area:
    """Add an area; its slug never changes.

    Raises:
        NotAllowed: not the place's facilitator.
        Conflict: no name, or there is one of this name.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    area = Area(slug=make_slug(name), name=name.strip())
    if session.scalar(select(Area.id).where(Area.slug == area.slug)) is not None:
        raise Conflict("area.exists", field="name")
    session.add(area)
    session.flush()
    audit.record(
        session,
        PlaceLog.AREA_ADDED,
        actor=actor,
        subject=f"areas/{area.slug}",
        now=now,
        name=area.name,
    )
    return area


def add_team(session: Session, *, actor: ActorRef, name: str, now: datetime) -> Team:
    """Add a team; its slug never changes.

    Raises:
        NotAllowed: not the place's facilitator.
        Conflict: no name, or there is one of this name.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    team = Team(slug=make_slug(name), name=name.strip())
    if session.scalar(select(Team.id).where(Team.slug == team.slug)) is not None:
        raise Conflict("team.exists", field="name")
    session.add(team)
    session.flush()
    audit.record(
        session,
        PlaceLog.TEAM_ADDED,
        actor=actor,
        subject=f"teams/{team.slug}",
        now=now,
        name=team.name,
    )
    return team
