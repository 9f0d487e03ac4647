"""Roles are counted when they are given and ended, not when those that are over are listed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from pbplatform.accounts.domain.kept import END_SHIFTS, ROLES, cell_of, place_at
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing


def _role(row: Any) -> Standing:
    end = min(row.expires_at, row.ended_at) if row.ended_at else row.expires_at
    return Standing(0, cell_of(row.scope), place_at(end))


roles = keep(
    KeptList(
        name=ROLES,
        key=RoleGrant.id,
        read=select(RoleGrant.id, RoleGrant.scope, RoleGrant.expires_at, RoleGrant.ended_at),
        stands=_role,
        ties={RoleGrant: lambda row: row.id},
        shifts=END_SHIFTS,
    )
)
