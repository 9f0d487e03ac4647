"""Changed decisions, promises and meetings by years are counted when they change."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from pbplatform.changes.domain.kept import (
    AWAITED,
    CHANGES,
    HELD,
    PROMISED,
    Promises,
    change_cell,
)
from pbplatform.changes.kinds import VersionState
from pbplatform.changes.models import ChangedDecision, ChangeVersion
from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.forums.models import Meeting
from pbplatform.points.models import Point
from pbplatform.promises.domain.kept import DAY_SHIFTS, Turn, place_on
from pbplatform.promises.kinds import OPEN
from pbplatform.promises.models import CitizenCheck, Commitment
from pbplatform.promises.queries.rows import COLUMNS, STANDING_CHECK, promised_by

_holds = (
    select(ChangeVersion.day)
    .where(
        ChangeVersion.change_id == ChangedDecision.id,
        ChangeVersion.state == VersionState.CONFIRMED,
    )
    .order_by(ChangeVersion.n.desc())
    .limit(1)
    .correlate(ChangedDecision)
    .scalar_subquery()
)


def _change(row: Any) -> Standing | None:
    """Those that count, by the day of the document that holds."""
    if row.day is None or row.taken_back_at is not None:
        return None
    cell = change_cell(row.forum_id, row.round_id, row.day)
    return Standing(0, cell, place_on(row.day, row.id))


changes = keep(
    KeptList(
        name=CHANGES,
        key=ChangedDecision.id,
        read=select(
            *(ChangedDecision.id, ChangedDecision.forum_id, ChangedDecision.round_id),
            *(ChangedDecision.taken_back_at, _holds.label("day")),
        ),
        stands=_change,
        ties={
            ChangedDecision: lambda row: row.id,
            ChangeVersion: lambda row: row.change_id,
        },
        shifts=DAY_SHIFTS,
    )
)


_read = (
    select(Commitment.id, Point.forum_id, *COLUMNS)
    .select_from(Commitment)
    .join(Point, Point.id == Commitment.point_id)
    .outerjoin(CitizenCheck, STANDING_CHECK)
)
_ties = {
    Commitment: lambda row: row.id,
    CitizenCheck: lambda row: row.commitment_id,
}


def _group(row: Any) -> Promises:
    in_time = row.done_on is not None and row.done_on <= row.due_original
    is_moved = row.due_current != row.due_original
    turn = Turn.of(promised_by(row))
    return Promises(row.forum_id, row.due_original.year, is_moved, in_time, turn)


def _promised(row: Any) -> Standing:
    return Standing(0, _group(row).cell, place_on(row.due_original, row.id))


def _awaited(row: Any) -> Standing | None:
    """Those that are not done, by the day that holds now."""
    group = _group(row)
    if group.turn.now not in OPEN:
        return None
    return Standing(0, group.cell, place_on(row.due_current, row.id))


promised = keep(KeptList(PROMISED, Commitment.id, _read, _promised, _ties, DAY_SHIFTS))
awaited = keep(KeptList(AWAITED, Commitment.id, _read, _awaited, _ties, DAY_SHIFTS))


def _meeting(row: Any) -> Standing | None:
    day: date = row.day
    return Standing(0, str(day.year), place_on(day, row.id)) if row.cancelled_at is None else None


meetings = keep(
    KeptList(
        name=HELD,
        key=Meeting.id,
        read=select(Meeting.id, Meeting.day, Meeting.cancelled_at),
        stands=_meeting,
        ties={Meeting: lambda row: row.id},
        shifts=(),
    )
)
