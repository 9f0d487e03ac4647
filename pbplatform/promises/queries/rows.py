"""A promise read as plain columns: what decides how it stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_

from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import Ended, Owed
from pbplatform.promises.models import CitizenCheck, Commitment

_check = (CitizenCheck.ask_on, CitizenCheck.until, CitizenCheck.owed, CitizenCheck.owed_by)
_said = (CitizenCheck.noes, CitizenCheck.replies, CitizenCheck.not_kept)
_days = (Commitment.due_original, Commitment.due_current, Commitment.done_on)
COLUMNS = (*_days, Commitment.given_up_on, *_check, *_said)
STANDING_CHECK = and_(
    CitizenCheck.commitment_id == Commitment.id, CitizenCheck.ended == Ended.STANDS
)
"""Which check is joined, where there is one."""


def promised_by(row: Any) -> PromisedDay:
    """The promised day of a row of `COLUMNS`."""
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
