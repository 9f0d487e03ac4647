"""Promises by the year of their first day, as they stand today: from what is kept of them.

Source: docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.changes.domain.kept import AWAITED, PROMISED, Promises
from pbplatform.core.kept_lists import Kept, KeptRow, cells_of
from pbplatform.promises.domain.kept import DAY_SHIFTS, TURNS, place_on
from pbplatform.promises.kinds import OPEN, PromiseState
from pbplatform.promises.models import Commitment


@dataclass(frozen=True)
class Promised:
    """How many promises of a forum and a year stand how today.

    Attributes:
        year: of their first day.
        done_by_first: whether their teams called them done by then.
        due: of how many the first day is over. Of those that are not done it is told once, with the
            missed ones: what was put off is under way though its first day is over.
    """

    forum_id: int
    year: int
    is_moved: bool
    done_by_first: bool
    state: PromiseState
    number: int
    due: int


def promised(session: Session, *, today: date) -> list[Promised]:
    """All promises as they stand on a day; four reads, however many."""
    cells = {Promises.read(cell): n for cell, n in cells_of(session, PROMISED).items()}
    this_year = _before(session, PROMISED, (e for e in cells if e.year == today.year), today)
    missed = _before(session, AWAITED, (each for each in cells if each.turn.now in OPEN), today)
    found = []
    for group, number in cells.items():
        due = number if group.year < today.year else this_year.get(group, 0)
        if group.turn.now in OPEN:
            over = missed.get(group, 0)
            found.append(_told(group, PromiseState.MISSED, over, due))
            found.append(_told(group, PromiseState.UNDER_WAY, number - over, 0))
        else:
            found.append(_told(group, group.turn.then, number, due))
    for group, first in _living(session, today):
        due = int(first < today)
        found.append(_told(group, group.turn.then, -1, -due))
        found.append(_told(group, group.turn.now, 1, due))
    return found


def _told(group: Promises, state: PromiseState, number: int, due: int) -> Promised:
    whose = (group.forum_id, group.year, group.is_moved, group.in_time)
    return Promised(*whose, state, number, due)


def _before(
    session: Session, name: str, groups: Iterable[Promises], today: date
) -> dict[Promises, int]:
    """How many of each have a day before today."""
    asked = [group.cell for group in groups]
    if not asked:
        return {}
    found = Kept(name, shifts=DAY_SHIFTS).cells_before(session, asked, place_on(today))
    return {Promises.read(cell): number for cell, number in found.items()}


def _living(session: Session, today: date) -> Iterator[tuple[Promises, date]]:
    """Those of which residents can still say something that counts, each with its first day."""
    for cell, first in session.execute(_LIVING, {"place": place_on(today)}):
        yield Promises.read(cell), first


_ROW, _TURN = KeptRow.__table__.alias(), KeptRow.__table__.alias()
_LIVING = (
    select(_ROW.c.cell, Commitment.due_original)
    .select_from(_TURN)
    .join(_ROW, (_ROW.c.list == PROMISED) & (_ROW.c.row_id == _TURN.c.row_id))
    .join(Commitment, Commitment.id == _TURN.c.row_id)
    .where(_TURN.c.list == TURNS, _TURN.c.scope == 0, _TURN.c.place > bindparam("place"))
)
