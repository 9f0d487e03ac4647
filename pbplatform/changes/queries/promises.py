"""Promises by the year of their first day, as they stand today: from what is kept of them.

Source: docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from pbplatform.changes.domain.kept import AWAITED, PROMISED, Promises
from pbplatform.core.kept_lists import Kept, KeptRow, counted_cells
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
    """All promises as they stand on a day; two reads, however many."""
    cells: dict[Promises, int] = {}
    living: list[tuple[Promises, date]] = []
    for cell, number, first in session.execute(_KEPT, {"place": place_on(today)}):
        if first is None:
            cells[Promises.read(cell)] = number
        else:
            living.append((Promises.read(cell), first))
    over = _before(session, cells, today)
    found = []
    for group, number in cells.items():
        due = number if group.year < today.year else over[PROMISED].get(group, 0)
        if group.turn.now in OPEN:
            missed = over[AWAITED].get(group, 0)
            found.append(_told(group, PromiseState.MISSED, missed, due))
            found.append(_told(group, PromiseState.UNDER_WAY, number - missed, 0))
        else:
            found.append(_told(group, group.turn.then, number, due))
    for group, first in living:
        due = int(first < today)
        found.append(_told(group, group.turn.then, -1, -due))
        found.append(_told(group, group.turn.now, 1, due))
    return found


def _told(group: Promises, state: PromiseState, number: int, due: int) -> Promised:
    whose = (group.forum_id, group.year, group.is_moved, group.in_time)
    return Promised(*whose, state, number, due)


def _before(
    session: Session, groups: Iterable[Promises], today: date
) -> dict[str, Counter[Promises]]:
    """How many have their first day, and their day now, before today; by list and group. Only of
    those whose year or state does not tell it already."""
    asked = {
        PROMISED: [each.cell for each in groups if each.year == today.year],
        AWAITED: [each.cell for each in groups if each.turn.now in OPEN],
    }
    parts = [
        part.add_columns(literal(name))
        for name, cells in asked.items()
        if cells
        for part in Kept(name, shifts=DAY_SHIFTS).cells_before(cells, place_on(today))
    ]
    found: dict[str, Counter[Promises]] = {name: Counter() for name in asked}
    for cell, number, name in session.execute(union_all(*parts)) if parts else ():
        found[name][Promises.read(cell)] += number
    return found


_ROW, _TURN = KeptRow.__table__.alias(), KeptRow.__table__.alias()
_CELLS = counted_cells(PROMISED).subquery()
# How many are in each cell; and one by one, each with its first day, those of which residents can
# still say something that counts.
_KEPT = union_all(
    select(_CELLS.c.cell, _CELLS.c.number, type_coerce(null(), Date())),
    select(_ROW.c.cell, literal(1), Commitment.due_original)
    .select_from(_TURN)
    .join(_ROW, (_ROW.c.list == PROMISED) & (_ROW.c.row_id == _TURN.c.row_id))
    .join(Commitment, Commitment.id == _TURN.c.row_id)
    .where(_TURN.c.list == TURNS, _TURN.c.scope == 0, _TURN.c.place > bindparam("place")),
)
