"""Roles that are not over yet, and a page of those that are: neither reads the others.

Source: docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, or_, select, union
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.kept import END_SHIFTS, ROLES, cell_of, place_at
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.queries import Holder, holder_of
from pbplatform.core.kept_lists import Kept, cells_of
from pbplatform.core.paging import Page, page_counted

_TICK = timedelta(microseconds=1)


def roles_not_over(
    session: Session, *, now: datetime, also_of: CompoundSelect[Any] | None = None
) -> list[Holder]:
    """Everybody who holds a role or will, in the order of scope, role and name.

    Args:
        also_of: people of whom every role that they held is wanted, too; one read all the same.
    """
    not_over = (
        RoleGrant.expires_at > now,
        or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at > now),
    )
    if also_of is None:
        return _found(session, *not_over)
    ids = union(
        select(RoleGrant.id).where(*not_over),
        select(RoleGrant.id).where(RoleGrant.account_id.in_(also_of)),
    )
    return _found(session, RoleGrant.id.in_(ids))


def roles_of(session: Session, account_ids: Collection[int]) -> list[Holder]:
    """Every role that these people hold or held, in the same order."""
    return _found(session, RoleGrant.account_id.in_(account_ids))


def roles_by_id(session: Session, grant_ids: Collection[int]) -> list[Holder]:
    """These roles, in the same order."""
    return _found(session, RoleGrant.id.in_(grant_ids)) if grant_ids else []


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


def _found(session: Session, *which: ColumnElement[bool]) -> list[Holder]:
    query = (
        select(RoleGrant, Account.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(*which)
        .order_by(RoleGrant.scope, RoleGrant.role, Account.name, RoleGrant.id)
    )
    return [holder_of(grant, name) for grant, name in session.execute(query)]
