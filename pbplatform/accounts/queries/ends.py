"""Roles that are not over yet, and a page of those that are: neither reads the others.

Source: docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    exists,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session, aliased

from pbplatform.accounts.domain.kept import END_SHIFTS, ROLES, cell_of, place_at
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.queries import Holder, holder_of
from pbplatform.core.actor import PLACE
from pbplatform.core.db import UtcDateTime
from pbplatform.core.kept_lists import Kept, cells_of
from pbplatform.core.paging import Page, page_counted

_TICK = timedelta(microseconds=1)


def roles_not_over(session: Session, *, now: datetime) -> list[Holder]:
    """Everybody who holds a role or will, in the order of scope, role and name."""
    return _found(session, *_not_over(now))


def roles_that_end(
    session: Session, *, now: datetime, soon: datetime, busy: CompoundSelect[Any]
) -> list[Holder]:
    """What tells which roles end, and which ended and left something open; in the same order.

    These are the roles that are not over of whoever has one that runs out before `soon`; those of
    facilitators of the place; and every role of people who are busy and had one that is over.

    Args:
        busy: people who have something open, as a query.
    """
    return _holders(session, _that_end(busy), {"now": now, "soon": soon})


# Of the same query it is the same, so it is built once: that takes longer than to send it.
@lru_cache(maxsize=8)
def _that_end(busy: CompoundSelect[Any]) -> Select[RoleGrant, str]:
    now = bindparam("now", type_=UtcDateTime())
    ending = select(RoleGrant.account_id).where(
        *_not_over(now), RoleGrant.expires_at < bindparam("soon")
    )
    ended = aliased(RoleGrant)
    had_one = exists().where(
        ended.account_id == RoleGrant.account_id,
        or_(ended.expires_at <= now, ended.ended_at <= now),
    )
    of_place = (RoleGrant.scope == PLACE, RoleGrant.role == Role.FACILITATOR)
    ids = union(
        select(RoleGrant.id).where(*_not_over(now), RoleGrant.account_id.in_(ending)),
        select(RoleGrant.id).where(*_not_over(now), *of_place),
        select(RoleGrant.id).where(RoleGrant.account_id.in_(busy), had_one),
    )
    return _grants(RoleGrant.id.in_(ids))


def _not_over(now: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    not_ended = or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at > now)
    return RoleGrant.expires_at > now, not_ended


def roles_over(
    session: Session, scopes: Collection[str], *, now: datetime, wanted: int, size: int
) -> Page[Holder]:
    """A page of the roles in these scopes that are over, the one that ended last first."""
    own = {cell_of(scope) for scope in scopes}
    every = cells_of(session, ROLES)
    cells = {cell: n for cell, n in every.items() if cell in own}
    walked = sum(cells.values()) * 2 > sum(every.values())
    kept = Kept(ROLES, shifts=END_SHIFTS, falling=True)
    over = kept.before(session, list(cells), place_at(now + _TICK)) if cells else 0
    later = sum(cells.values()) - over

    def read(offset: int) -> list[Holder]:
        ids = kept.ids(session, cells, offset=later + offset, size=size, walked=walked)
        found = _found(session, RoleGrant.id.in_(ids))
        return sorted(found, key=lambda each: (each.last_at, each.grant_id), reverse=True)

    return page_counted(over, read, wanted=wanted, size=size)


def _grants(*which: ColumnElement[bool]) -> Select[RoleGrant, str]:
    return (
        select(RoleGrant, Account.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(*which)
        .order_by(RoleGrant.scope, RoleGrant.role, Account.name, RoleGrant.id)
    )


def _holders(
    session: Session, grants: Select[RoleGrant, str], asked: Mapping[str, Any] | None = None
) -> list[Holder]:
    return [holder_of(grant, name) for grant, name in session.execute(grants, asked)]


def _found(session: Session, *which: ColumnElement[bool]) -> list[Holder]:
    return _holders(session, _grants(*which))
