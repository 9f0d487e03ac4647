"""What desks list is kept: costings that teams answered, and roles of delegates of which nothing
was handed over yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select

from pbplatform.accounts.domain.kept import cell_of, place_at
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.review.domain.kept import ANSWERED, SHIFTS
from pbplatform.review.models import Costing, Departure
from pbplatform.review.queries.strength import NOT_HANDED_OVER

_seen = exists().where(Departure.grant_id == RoleGrant.id)


def _delegate(row: Any) -> Standing | None:
    if row.role != Role.DELEGATE or row.seen:
        return None
    end = min(row.expires_at, row.ended_at) if row.ended_at else row.expires_at
    return Standing(0, cell_of(row.scope), place_at(end))


delegates = keep(
    KeptList(
        name=NOT_HANDED_OVER,
        key=RoleGrant.id,
        read=select(
            *(RoleGrant.id, RoleGrant.role, RoleGrant.scope, RoleGrant.expires_at),
            *(RoleGrant.ended_at, _seen.label("seen")),
        ),
        stands=_delegate,
        ties={
            RoleGrant: lambda row: row.id,
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
