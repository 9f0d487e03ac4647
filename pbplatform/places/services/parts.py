"""Areas and teams, each with a slug that never changes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.places.models import Area, Team
from pbplatform.places.policies import refuse_to_change_place

# Letters that stay whole when marks are taken away.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def make_slug(name: str) -> str:
    """`Fenn & Mill Lane` as `fenn-mill-lane`, `Łódź` as `lodz`, `Парк 2` as `2-1f0c9ab3`.

    A name with letters of another alphabet ends in a part of its own SHA-256, so that two of them
    differ and the same one gives the same address. Source: docs/rules/places.md section 1.3.

    Raises:
        Conflict: there is no letter and no digit in the name.
    """
    words = unicodedata.normalize("NFKD", name.strip().casefold().translate(_LATIN))
    if not any(letter.isalnum() for letter in words):
        raise Conflict("name.needs_letters", field="name")
    kept = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f’']", "", words))[:60].strip("-")
    if any(letter.isalnum() and not letter.isascii() for letter in words):
        own = hashlib.sha256(words.encode()).hexdigest()[:8]
        kept = f"{kept[:50].strip('-')}-{own}".strip("-")
    return kept


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
        Kind.AREA_ADDED,
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
        Kind.TEAM_ADDED,
        actor=actor,
        subject=f"teams/{team.slug}",
        now=now,
        name=team.name,
    )
    return team
