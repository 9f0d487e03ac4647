"""Which minutes wait for something is kept when it changes, not looked for in all years."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select

from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.forums.domain.kept import MINUTES, WAITING
from pbplatform.forums.kinds import CorrectionState, MinutesKind
from pbplatform.forums.models import Correction, Meeting, MinutesVersion

_approved = exists().where(
    MinutesVersion.meeting_id == Meeting.id,
    MinutesVersion.kind.in_([MinutesKind.APPROVED, MinutesKind.AMENDED]),
)
_unmade = exists().where(
    Correction.meeting_id == Meeting.id,
    Correction.state == CorrectionState.ACCEPTED,
    Correction.made_in.is_(None),
)


def _waits(row: Any) -> Standing | None:
    """Minutes that are out, and are not approved or lack what was accepted."""
    if row.circulated_on is None or (row.approved and not row.unmade):
        return None
    return Standing(row.forum_id, WAITING, row.day.toordinal())


minutes = keep(
    KeptList(
        name=MINUTES,
        key=Meeting.id,
        read=select(
            *(Meeting.id, Meeting.forum_id, Meeting.day, Meeting.circulated_on),
            *(_approved.label("approved"), _unmade.label("unmade")),
        ),
        stands=_waits,
        ties={
            Meeting: lambda row: row.id,
            MinutesVersion: lambda row: row.meeting_id,
            Correction: lambda row: row.meeting_id,
        },
        shifts=(),
    )
)
