"""Putting right a name that was typed wrong. Source: docs/rules/places.md section 1.5."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.places.kinds import PlaceLog
from pbplatform.places.models import Area, Team
from pbplatform.places.policies import refuse_to_change_place
from pbplatform.places.services.parts import make_slug

Part = TypeVar("Part", Area, Team)
PARTS: dict[str, tuple[type[Area] | type[Team], PlaceLog, str]] = {
    "areas": (Area, PlaceLog.AREA_RENAMED, "area"),
    "teams": (Team, PlaceLog.TEAM_RENAMED, "team"),
}


def facts_of_name(part: Area | Team) -> Facts:
    """What the page shows before a name is put right."""
    return {"name": part.name}


def part_by_slug(session: Session, kind: str, slug: str, *, lock: bool = False) -> Area | Team:
    """An area or a team.

    Args:
        kind: `areas` or `teams`.
    Raises:
        NotFound: there is none.
    """
    if kind not in PARTS:
        raise NotFound("page.not_found")
    part = _one(session, Area, slug, lock) if kind == "areas" else _one(session, Team, slug, lock)
    if part is None:
        raise NotFound(f"{PARTS[kind][2]}.not_found")
    return part


def _one(session: Session, model: type[Part], slug: str, lock: bool) -> Part | None:
    query = select(model).where(model.slug == slug)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def check_correction(name: str, reason: str, before: str) -> str:
    """The name to take, once it differs from the one before and somebody said why.

    Raises:
        Conflict: nothing changes, there is no letter in it, or no reason.
    """
    make_slug(name)  # there must be something to read
    if name.strip() == before:
        raise Conflict("name.is_the_same", field="name")
    if not reason.strip():
        raise Conflict("name.reason_needed", field="reason")
    return name.strip()


def correct_name(
    session: Session,
    *,
    actor: ActorRef,
    kind: str,
    slug: str,
    name: str,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Give an area or a team the name it should have had; addresses stay.

    Raises:
        NotAllowed: not the place's facilitator.
        Conflict: another one has this name, it is the same, or nobody said why.
        ChangedMeanwhile: it is not called as the page showed.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    model, log, word = PARTS[kind]
    part = part_by_slug(session, kind, slug, lock=True)
    require_same(seen, facts_of_name(part))
    before = part.name
    taken = check_correction(name, reason, before)
    others = session.scalars(select(model.name).where(model.id != part.id))
    if make_slug(taken) in {make_slug(each) for each in others}:
        raise Conflict(f"{word}.exists", field="name")
    part.name = taken
    audit.record(
        session,
        log,
        actor=actor,
        subject=f"{kind}/{slug}",
        now=now,
        name_before=before,
        name=taken,
        reason=reason.strip(),
    )
