"""Who else can publish typed slips of a forum. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import standings
from pbplatform.core.actor import PLACE

_ROLES = (Role.FACILITATOR, Role.CLERK)


@dataclass(frozen=True)
class WhoActs:
    """Staff who can publish what one person typed.

    Attributes:
        staff: names and roles of those who look after the forum and did not type.
        can_appoint: names of those who give roles in the place.
    """

    staff: tuple[tuple[str, str], ...]
    can_appoint: tuple[str, ...]


def who_publishes(session: Session, scope: str, *, but: Collection[int], now: datetime) -> WhoActs:
    """Staff of a forum without those who typed; and who could appoint somebody.

    Args:
        but: accounts that typed or changed what waits.
    """
    found = standings(session, scope, roles=_ROLES, now=now)
    givers = standings(session, PLACE, roles=[Role.FACILITATOR], now=now)
    staff = {
        held.account_id: (name, held.role) for held, name in found if held.account_id not in but
    }
    return WhoActs(tuple(staff.values()), tuple(name for _held, name in givers))
