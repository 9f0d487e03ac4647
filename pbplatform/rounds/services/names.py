"""Putting the name of a committee right. Source: docs/rules/places.md section 1.5."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.places.services import check_correction, make_slug
from pbplatform.rounds import queries
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.policies import refuse_to_facilitate


def facts_of_committee(committee: Committee) -> Facts:
    """What the page shows before a name is put right."""
    return {"name": committee.name}


def correct_committee_name(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    slug: str,
    name: str,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Give a committee the name it should have had; its address stays.

    The log tells it once the round is public; of a draft it names committees when it is published.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: another one has this name, it is the same, or nobody said why.
        ChangedMeanwhile: it is not called as the page showed.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_facilitate(actor, round_):
        raise refusal
    found = queries.committee(session, round_id, slug).id
    committee = session.get_one(Committee, found, with_for_update=True, populate_existing=True)
    require_same(seen, facts_of_committee(committee))
    before = committee.name
    taken = check_correction(name, reason, before)
    others = select(Committee).where(Committee.round_id == round_id, Committee.id != committee.id)
    if any(make_slug(each.name) == make_slug(taken) for each in session.scalars(others)):
        raise Conflict("committee.exists", field="name")
    committee.name = taken
    if round_.published_at is None:
        return
    audit.record(
        session,
        RoundLog.COMMITTEE_RENAMED,
        actor=actor,
        subject=f"{round_.path}/committees/{slug}",
        now=now,
        name_before=before,
        name=taken,
        reason=reason.strip(),
    )
