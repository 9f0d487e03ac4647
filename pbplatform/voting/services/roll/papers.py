"""Voters who vote on paper: the roll says so, and until when they cannot vote online.

The callers hold the lock of the round and have asked who may do it.

Source: docs/rules/paper.md section 2.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.voting.models import ON_PAPER, ON_ROLL, RollEntry


def put_on_paper(session: Session, *, round_id: int, numbers: Collection[int]) -> None:
    """These voters vote on paper from now on; none of them has a vote in the box.

    Raises:
        Conflict: one of them is not on the roll, struck, on paper already, or has voted.
    """
    _change(session, round_id, numbers, ON_ROLL, ON_PAPER)


def put_back_online(session: Session, *, round_id: int, numbers: Collection[int]) -> None:
    """No paper is out for these voters any more: their letters work again.

    Raises:
        Conflict: one of them is not on the roll for paper.
    """
    _change(session, round_id, numbers, ON_PAPER, ON_ROLL)


def _change(
    session: Session, round_id: int, numbers: Collection[int], was: str, becomes: str
) -> None:
    changed: CursorResult[Any] = session.connection().execute(
        update(RollEntry)
        .where(
            RollEntry.round_id == round_id,
            RollEntry.voter_no.in_(numbers),
            RollEntry.state == was,
            ~RollEntry.marked,
        )
        .values(state=becomes)
    )
    if changed.rowcount != len(numbers):
        raise Conflict("roll.changed_meanwhile", field="numbers")
    session.expire_all()
