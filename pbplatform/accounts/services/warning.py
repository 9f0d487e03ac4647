"""Telling ahead that roles end. Source: docs/rules/accounts.md section 8."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.ends import warning_due
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.queries import email_of
from pbplatform.core.actor import PLACE, covers
from pbplatform.core.outbox import announce


@dataclass(frozen=True)
class EndingRole:
    """A role that ends, and for which a warning is due.

    Attributes:
        is_last: nobody else holds it there for longer.
    """

    grant: RoleGrant
    name: str
    days: int
    is_last: bool

    @property
    def is_last_facilitator(self) -> bool:
        return self.is_last and is_place_facilitator(self.grant)


def is_place_facilitator(grant: RoleGrant) -> bool:
    """Whether this is the role without which nobody looks after the place."""
    return grant.role == Role.FACILITATOR and grant.scope == PLACE


def ending_roles(session: Session, *, now: datetime) -> list[EndingRole]:
    """Roles whose warning is due; not those that their holder also holds for longer."""
    query = (
        select(RoleGrant, Account.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.holding_at(now), RoleGrant.ended_at.is_(None))
        # Together with nothing no index of scopes fits, which would lead through all that are over.
        .order_by(RoleGrant.scope.concat(""), RoleGrant.role, RoleGrant.id)
    )
    held = [(grant, name) for grant, name in session.execute(query)]
    newest: dict[tuple[str, str, int], RoleGrant] = {}
    for grant, _name in held:
        key = (grant.role, grant.scope, grant.account_id)
        if key not in newest or newest[key].expires_at < grant.expires_at:
            newest[key] = grant
    found = []
    for grant, name in held:
        if newest[grant.role, grant.scope, grant.account_id] is not grant:
            continue
        longer = any(
            other.expires_at > grant.expires_at
            for (role, scope, account), other in newest.items()
            if (role, scope) == (grant.role, grant.scope) and account != grant.account_id
        )
        days = warning_due(
            grant.starts_at,
            grant.expires_at,
            warned_days=grant.warned_days,
            is_last_facilitator=not longer and is_place_facilitator(grant),
            now=now,
        )
        if days is not None:
            found.append(EndingRole(grant, name, days, is_last=not longer))
    return found


def warn_of_ends(
    session: Session,
    *,
    waits: Callable[[RoleGrant], int],
    where: Callable[[str], Mapping[str, str]],
    last_day: Callable[[datetime], date],
    now: datetime,
) -> int:
    """Mail to holders, and one mail to each facilitator over their scopes; once for each warning.

    Args:
        waits: how many acts are open with the holder of a grant.
        where: a scope by `kind` and `name`, as `scope_words` reads it.
        last_day: the last whole day of a role that ends at an instant.
    Returns:
        How many roles were told of.
    """
    found = ending_roles(session, now=now)
    told: dict[int, list[EndingRole]] = {}
    for each in found:
        grant = each.grant
        grant.warned_days = each.days
        if address := email_of(session, grant.account_id):
            announce(
                session,
                "accounts:role_ends",
                now=now,
                to=address,
                **_facts(each, where, last_day),
                is_last_facilitator=each.is_last_facilitator,
                waits=waits(grant),
                path=f"/desk/roles/{grant.handle}",
            )
        for account in _who_looks_after(session, each, now):
            told.setdefault(account, []).append(each)
    for account, roles in told.items():
        if address := email_of(session, account):
            announce(
                session,
                "accounts:roles_end",
                now=now,
                to=address,
                roles=[{**_facts(each, where, last_day), "name": each.name} for each in roles],
                is_last_facilitator=any(each.is_last_facilitator for each in roles),
            )
    return len(found)


def _facts(
    each: EndingRole,
    where: Callable[[str], Mapping[str, str]],
    last_day: Callable[[datetime], date],
) -> dict[str, Any]:
    return {
        "role": each.grant.role,
        "where": dict(where(each.grant.scope)),
        "until": last_day(each.grant.expires_at).isoformat(),
        "is_last": each.is_last,
    }


def _who_looks_after(session: Session, each: EndingRole, now: datetime) -> list[int]:
    """Facilitators over the scope, and auditors where the last facilitator ends; not the holder."""
    query = select(RoleGrant).where(
        RoleGrant.holding_at(now), RoleGrant.role.in_([Role.FACILITATOR, Role.AUDITOR])
    )
    found = {
        grant.account_id
        for grant in session.scalars(query)
        if covers(grant.scope, each.grant.scope)
        and (grant.role == Role.FACILITATOR or each.is_last_facilitator)
    }
    return sorted(found - {each.grant.account_id})
