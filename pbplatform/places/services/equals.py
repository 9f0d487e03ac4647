"""Facilitators of the whole place, offered and ended by two people.

Source: docs/rules/accounts.md section 8.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotFound
from pbplatform.core.local_time import last_minute
from pbplatform.places.queries import require_place
from pbplatform.places.services.auditors import by_facilitator_and_auditor


def to_offer(
    *, name: str, email: str, title: str, expires_at: datetime, hands_over: int | None
) -> Asked:
    """What is asked when somebody is to be facilitator of the place as well."""
    facts: dict[str, Any] = {
        "name": name,
        "email": email,
        "title": title,
        "expires": expires_at.isoformat(),
    }
    if hands_over is not None:
        facts["hands_over"] = hands_over
    return Asked("roles", PLACE, facts)


def _refuse_to_offer(
    session: Session, actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    if datetime.fromisoformat(str(asked.facts["expires"])) <= now:
        return Conflict("role.expiry_in_the_past", field="expires_on")
    invited = accounts.invited_account(session, str(asked.facts["email"]))
    if actor.role == Role.AUDITOR and actor.account_id == invited:
        return Conflict("offer.yourself", field="email")
    return None


def _facilitator_of(pair: Pair) -> ActorRef:
    for each in (pair.first, pair.second):
        if each.role == Role.FACILITATOR:
            return each
    raise Conflict("offer.no_facilitator")


def _offer(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    facts = asked.facts
    expires_at = datetime.fromisoformat(str(facts["expires"]))
    timezone = ZoneInfo(require_place(session).timezone)
    offer = accounts.Offer(
        email=str(facts["email"]),
        name=str(facts["name"]),
        scope=PLACE,
        title=str(facts["title"]),
        expires_at=expires_at,
        where={"kind": PLACE},
        last_day=last_minute(expires_at, timezone).astimezone(timezone).date(),
        hands_over=int(facts["hands_over"]) if "hands_over" in facts else None,
    )
    accounts.offer_role(session, actor=_facilitator_of(pair), offer=offer, now=now, pair=pair)


def to_end_facilitator(*, grant_id: int, reason: str) -> Asked:
    """What is asked when somebody is to be facilitator of the place no longer."""
    return Asked("roles", PLACE, {"grant": grant_id, "reason": reason})


def _refuse_to_end(
    session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    grant = session.get(RoleGrant, int(asked.facts["grant"]))
    if grant is None or grant.role != Role.FACILITATOR or grant.scope != PLACE:
        return NotFound("role.not_found")
    if not str(asked.facts["reason"]).strip():
        return Conflict("role.reason_needed", field="reason")
    if not grant.holds(now):
        return Conflict("role.ended_already")
    try:
        accounts.require_facilitator_stays(
            session, account_id=grant.account_id, now=now, ending=grant.id
        )
    except Conflict as last:
        return last
    return None


def _end(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    accounts.end_facilitator(
        session,
        pair=pair,
        grant_id=int(asked.facts["grant"]),
        reason=str(asked.facts["reason"]),
        now=now,
    )


OFFER_FACILITATOR = by_facilitator_and_auditor(
    name="role.offer_facilitator", refuse=_refuse_to_offer, perform=_offer
)
END_FACILITATOR = by_facilitator_and_auditor(
    name="role.end_facilitator", refuse=_refuse_to_end, perform=_end
)
