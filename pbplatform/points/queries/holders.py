"""Who holds a role in which they act on points: officials, elected people, facilitators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.actor import PLACE
from pbplatform.core.db import UtcDateTime
from pbplatform.core.reading_once import read_once
from pbplatform.core.watched_instant import bare
from pbplatform.points.domain.going_up import Holder

_ROLES = (Role.OFFICIAL, Role.ELECTED, Role.FACILITATOR)


_WHO_ACT = (
    select(RoleGrant.account_id, Account.name, RoleGrant.title, RoleGrant.role, RoleGrant.scope)
    .join(Account, Account.id == RoleGrant.account_id)
    .where(
        RoleGrant.role.in_(_ROLES),
        RoleGrant.holding_at(bindparam("now", type_=UtcDateTime())),
    )
    .order_by(RoleGrant.starts_at, RoleGrant.id)
)


def people_who_act(session: Session, *, now: datetime) -> list[Holder]:
    """Officials, elected people and facilitators of now, who has been there longest first."""

    def read() -> list[Holder]:
        return [Holder(*row) for row in session.execute(_WHO_ACT, {"now": now})]

    return read_once(session, f"points.people_who_act {bare(now).isoformat()}", read)


def has_people(session: Session, scope: str, *, now: datetime) -> bool:
    """Whether somebody acts for a team: an official or an elected person of its own."""
    return any(
        each.scope == scope and each.role != Role.FACILITATOR
        for each in people_who_act(session, now=now)
    )


def elected_people(session: Session, *, now: datetime) -> dict[str, str]:
    """Public names of the elected people, by the scope they answer for."""
    return {
        each.scope: each.name
        for each in reversed(people_who_act(session, now=now))
        if each.role == Role.ELECTED
    }


def elected_for(holders: Sequence[Holder], scope: str) -> str:
    """Public name of the elected person who is responsible for a team, empty without one."""
    elected = [each for each in holders if each.role == Role.ELECTED]
    for wanted in (scope, PLACE):
        for each in elected:
            if each.scope == wanted:
                return each.name
    return ""
