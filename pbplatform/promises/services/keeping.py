"""Promises are counted when they change, not when their lists are read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.promises.domain.kept import (
    DAY_SHIFTS,
    PROMISES,
    TEAM_PROMISES,
    TEAM_TURNS,
    TURNS,
    Turn,
    place_on,
    turns_on,
)
from pbplatform.promises.models import CitizenCheck, Commitment
from pbplatform.promises.queries.rows import COLUMNS, STANDING_CHECK, promised_by

_read = (
    select(Commitment.id, Commitment.team_id, *COLUMNS)
    .select_from(Commitment)
    .outerjoin(CitizenCheck, STANDING_CHECK)
)
_ties = {
    Commitment: lambda row: row.id,
    CitizenCheck: lambda row: row.commitment_id,
}


def _in_all(row: Any) -> Standing:
    return Standing(0, Turn.of(promised_by(row)).cell, place_on(row.due_current, row.id))


def _of_team(row: Any) -> Standing:
    return _in_all(row)._replace(scope=row.team_id)


def _turning(row: Any) -> Standing | None:
    promised = promised_by(row)
    turn, day = Turn.of(promised), turns_on(promised)
    return Standing(0, turn.cell, place_on(day)) if turn.passes and day else None


def _turning_of_team(row: Any) -> Standing | None:
    stand = _turning(row)
    return None if stand is None else stand._replace(scope=row.team_id)


promises = keep(KeptList(PROMISES, Commitment.id, _read, _in_all, _ties, DAY_SHIFTS))
turns = keep(KeptList(TURNS, Commitment.id, _read, _turning, _ties, ()))
of_team = keep(KeptList(TEAM_PROMISES, Commitment.id, _read, _of_team, _ties, DAY_SHIFTS))
turns_of_team = keep(KeptList(TEAM_TURNS, Commitment.id, _read, _turning_of_team, _ties, ()))
