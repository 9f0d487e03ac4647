"""Giving and ending the role of auditor, by two people (docs/rules/accounts.md section 5)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotFound
from pbplatform.core.local_time import last_minute
from pbplatform.core.outbox import announce
from pbplatform.places.queries import require_place
from pbplatform.places.queries.public_roles import two_working_days_before


def _public_before(session: Session, _asked: Asked, now: datetime) -> datetime:
    return two_working_days_before(session, now)


by_facilitator_and_auditor = partial(
    ActKind,
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    lately=two_working_days_before,
    public_before=_public_before,
)


def _instant(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def to_give(*, name: str, email: str, title: str, expires_at: datetime) -> Asked:
    """What is asked when somebody is to become auditor."""
    facts = {"name": name, "email": email, "title": title, "expires": expires_at.isoformat()}
    return Asked("roles", PLACE, facts)


def _refuse_to_give(
    _session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    if _instant(asked.facts["expires"]) <= now:
        return Conflict("role.expiry_in_the_past", field="expires_on")
    return None


def _give(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    facts = asked.facts
    email, name = str(facts["email"]), str(facts["name"])
    person = accounts.ensure_account(session, email=email, name=name)
    expires_at = _instant(facts["expires"])
    accounts.grant_auditor(
        session,
        pair=pair,
        account_id=person.id,
        expires_at=expires_at,
        title=str(facts["title"]),
        now=now,
    )
    timezone = ZoneInfo(require_place(session).timezone)
    last_day = last_minute(expires_at, timezone).astimezone(timezone).date().isoformat()
    told = {"role": str(Role.AUDITOR), "where": {"kind": PLACE}, "until": last_day}
    announce(session, "accounts:role_granted", now=now, to=person.email, **told)


def to_end(*, grant_id: int, reason: str) -> Asked:
    """What is asked when somebody is to be auditor no longer."""
    return Asked("roles", PLACE, {"grant": grant_id, "reason": reason})


def _refuse_to_end(
    session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    grant = session.get(RoleGrant, int(asked.facts["grant"]))
    if grant is None or grant.role != Role.AUDITOR:
        return NotFound("role.not_found")
    if not str(asked.facts["reason"]).strip():
        return Conflict("role.reason_needed", field="reason")
    return None if grant.holds(now) else Conflict("role.ended_already")


def _end(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    accounts.end_auditor(
        session,
        pair=pair,
        grant_id=int(asked.facts["grant"]),
        reason=str(asked.facts["reason"]),
        now=now,
    )


GIVE_AUDITOR = by_facilitator_and_auditor(
    name="role.give_auditor",
    refuse=_refuse_to_give,
    perform=_give,
)
END_AUDITOR = by_facilitator_and_auditor(
    name="role.end_auditor",
    refuse=_refuse_to_end,
    perform=_end,
)
