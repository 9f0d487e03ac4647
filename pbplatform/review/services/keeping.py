"""What desks list is kept: costings that teams answered, and of delegates the last role in each
committee, as long as nothing of it was handed over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from pbplatform.accounts.domain.kept import cell_of, place_at
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.review.domain.kept import ANSWERED, SHIFTS
from pbplatform.review.models import Costing, Departure
from pbplatform.review.queries.strength import NOT_HANDED_OVER

_seen = exists().where(Departure.grant_id == RoleGrant.id)
_later = aliased(RoleGrant)


def _end_of(grant: Any) -> ColumnElement[datetime]:
    return case((grant.ended_at < grant.expires_at, grant.ended_at), else_=grant.expires_at)


# Whoever was given the role again left, if at all, when that one was over.
_again = exists().where(
    _later.account_id == RoleGrant.account_id,
    _later.scope == RoleGrant.scope,
    _later.role == RoleGrant.role,
    or_(
        _end_of(_later) > _end_of(RoleGrant),
        and_(_end_of(_later) == _end_of(RoleGrant), _later.id > RoleGrant.id),
    ),
)


def _delegate(row: Any) -> Standing | None:
    if row.role != Role.DELEGATE or row.seen or row.again:
        return None
    end = min(row.expires_at, row.ended_at) if row.ended_at else row.expires_at
    return Standing(0, cell_of(row.scope), place_at(end))


def _of_delegate(row: RoleGrant) -> int | ColumnElement[bool]:
    """Roles that are, or are not, the last one of somebody in a committee because of this one."""
    if row.role != Role.DELEGATE:
        return row.id
    return and_(
        RoleGrant.account_id == row.account_id,
        RoleGrant.scope == row.scope,
        RoleGrant.role == Role.DELEGATE,
    )


delegates = keep(
    KeptList(
        name=NOT_HANDED_OVER,
        key=RoleGrant.id,
        read=select(
            *(RoleGrant.id, RoleGrant.role, RoleGrant.scope, RoleGrant.expires_at),
            *(RoleGrant.ended_at, _seen.label("seen"), _again.label("again")),
        ),
        stands=_delegate,
        ties={
            RoleGrant: _of_delegate,
            Departure: lambda row: row.grant_id,
        },
        shifts=(),
    )
)


def _answered(row: Any) -> Standing | None:
    if row.answered_at is None:
        return None
    return Standing(row.team_id, "", place_at(row.answered_at))


answered = keep(
    KeptList(
        name=ANSWERED,
        key=Costing.id,
        read=select(Costing.id, Costing.team_id, Costing.answered_at),
        stands=_answered,
        ties={Costing: lambda row: row.id},
        shifts=SHIFTS,
    )
)
