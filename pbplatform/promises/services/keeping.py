"""Promises are counted when they change, not when their lists are read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select

from pbplatform.core.kept_changes import keep
from pbplatform.core.kept_lists import KeptList, Standing
from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.domain.kept import (
    DAY_SHIFTS,
    PROMISES,
    TURNS,
    Turn,
    place_on,
    turns_on,
)
from pbplatform.promises.kinds import Ended, Owed
from pbplatform.promises.models import CitizenCheck, Commitment

_check = (CitizenCheck.ask_on, CitizenCheck.until, CitizenCheck.owed, CitizenCheck.owed_by)
_said = (CitizenCheck.noes, CitizenCheck.replies, CitizenCheck.not_kept)
_days = (Commitment.due_original, Commitment.due_current, Commitment.done_on)
_read = (
    select(Commitment.id, *_days, Commitment.given_up_on, *_check, *_said)
    .select_from(Commitment)
    .outerjoin(
        CitizenCheck,
        and_(CitizenCheck.commitment_id == Commitment.id, CitizenCheck.ended == Ended.STANDS),
    )
)
_ties = {
    Commitment: lambda row: Commitment.id == row.id,
    CitizenCheck: lambda row: (
        None if row.commitment_id is None else Commitment.id == row.commitment_id
    ),
}


def _promised(row: Any) -> PromisedDay:
    check = None
    if row.ask_on is not None:
        check = CheckDays(
            ask_on=row.ask_on,
            until=row.until,
            owed=Owed(row.owed),
            owed_by=row.owed_by,
            noes=row.noes,
            replies=row.replies,
            not_kept=row.not_kept,
        )
    return PromisedDay(row.due_original, row.due_current, row.done_on, row.given_up_on, check)


def _in_all(row: Any) -> Standing:
    return Standing(0, Turn.of(_promised(row)).cell, place_on(row.due_current, row.id))


def _turning(row: Any) -> Standing | None:
    promised = _promised(row)
    turn, day = Turn.of(promised), turns_on(promised)
    return Standing(0, turn.cell, place_on(day)) if turn.passes and day else None


promises = keep(KeptList(PROMISES, Commitment.id, _read, _in_all, _ties, DAY_SHIFTS))
turns = keep(KeptList(TURNS, Commitment.id, _read, _turning, _ties, ()))
