"""Promises as they stand on a day, and what became of them before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.models import (
    Commitment,
    CommitmentCorrection,
    CommitmentMove,
    CommitmentTakeBack,
)


@dataclass(frozen=True, kw_only=True)
class PromiseOnDay:
    """A promise as it stands on a day; the slice above says what it was promised for.

    Attributes:
        days: the calendar that counts its working days.
        days_late: working days past its day, on the day it was done or today.
        elected: public name of the elected person responsible for the team, empty without one.
    """

    promise: Commitment
    team: Team
    days: WorkingDays
    today: date
    state: PromiseState
    days_late: int
    elected: str
    moves: tuple[CommitmentMove, ...] = ()
    taken_back: tuple[CommitmentTakeBack, ...] = ()
    corrected: tuple[CommitmentCorrection, ...] = ()

    @property
    def path(self) -> str:
        """How log and links name it: what it was promised for is part of it."""
        raise NotImplementedError

    @property
    def page(self) -> str:
        """Path of the public page that shows what it was promised for."""
        raise NotImplementedError


def promised_day(promise: Commitment) -> PromisedDay:
    """The dates of a stored promise."""
    return PromisedDay(
        first=promise.due_original,
        due=promise.due_current,
        done_on=promise.done_on,
        given_up_on=promise.given_up_on,
        check=promise.check.days if promise.check else None,
    )


# What lists of promises ask is built once: to build a statement takes longer than to send it.
_AT_ONCE = 500
_THESE: BindParameter[int] = bindparam("promises", expanding=True)
_MOVES = (
    select(CommitmentMove)
    .where(CommitmentMove.commitment_id.in_(_THESE))
    .order_by(CommitmentMove.commitment_id, CommitmentMove.n)
)
_TAKEN_BACK = (
    select(CommitmentTakeBack)
    .where(CommitmentTakeBack.commitment_id.in_(_THESE))
    .order_by(CommitmentTakeBack.commitment_id, CommitmentTakeBack.n)
)
_CORRECTED = (
    select(CommitmentCorrection)
    .where(CommitmentCorrection.commitment_id.in_(_THESE))
    .order_by(CommitmentCorrection.commitment_id, CommitmentCorrection.n)
)


def _read(session: Session, query: Select[Any], promise_ids: Collection[int]) -> Iterator[Any]:
    """Rows of these promises; a page has them in one read, a feed of all in several."""
    ids = list(promise_ids)
    for start in range(0, len(ids), _AT_ONCE):
        yield from session.scalars(query, {"promises": ids[start : start + _AT_ONCE]})


def moves_of(session: Session, promise_ids: Collection[int]) -> dict[int, list[CommitmentMove]]:
    """New days of these promises by promise, oldest first."""
    found: dict[int, list[CommitmentMove]] = defaultdict(list)
    for move in _read(session, _MOVES, promise_ids):
        found[move.commitment_id].append(move)
    return found


def taken_back_of(
    session: Session, promise_ids: Collection[int]
) -> dict[int, list[CommitmentTakeBack]]:
    """Ends that were taken back of these promises by promise, oldest first."""
    found: dict[int, list[CommitmentTakeBack]] = defaultdict(list)
    for back in _read(session, _TAKEN_BACK, promise_ids):
        found[back.commitment_id].append(back)
    return found


def corrected_of(
    session: Session, promise_ids: Collection[int]
) -> dict[int, list[CommitmentCorrection]]:
    """What was typed wrong of these promises and corrected, by promise, oldest first."""
    found: dict[int, list[CommitmentCorrection]] = defaultdict(list)
    for each in _read(session, _CORRECTED, promise_ids):
        found[each.commitment_id].append(each)
    return found
