"""Promises by the year of their first day, as they stand today: from what is kept of them.

Source: docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Date,
    bindparam,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from pbplatform.changes.domain.kept import AWAITED, PROMISED, Promises
from pbplatform.core.kept_lists import Kept, KeptRow, counted_cells
from pbplatform.promises.domain.kept import DAY_SHIFTS, TURNS, place_on
from pbplatform.promises.kinds import OPEN, PromiseState
from pbplatform.promises.models import Commitment


class Promised(NamedTuple):
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
    cells: dict[str, int] = {}
    living: list[tuple[Promises, date]] = []
    for cell, number, first in session.execute(_KEPT, {"place": place_on(today)}):
        if first is None:
            cells[cell] = number
        else:
            living.append((Promises.read(cell), first))
    groups = {cell: Promises.read(cell) for cell in cells}
    over = _before(session, groups, today)
    found = []
    for cell, number in cells.items():
        group = groups[cell]
        due = number if group.year < today.year else over[PROMISED, cell]
        if group.turn.now in OPEN:
            missed = over[AWAITED, cell]
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
    session: Session, groups: Mapping[str, Promises], today: date
) -> Counter[tuple[str, str]]:
    """How many have their first day, and their day now, before today; by list and cell. Only of
    those whose year or state does not tell it already."""
    asked = {
        PROMISED: [cell for cell, each in groups.items() if each.year == today.year],
        AWAITED: [cell for cell, each in groups.items() if each.turn.now in OPEN],
    }
    named = tuple(name for name, cells in asked.items() if cells)
    found = Counter[tuple[str, str]]()
    if not named:
        return found
    values: dict[str, Any] = {}
    for name in named:
        values |= _LISTS[name].values_before(name, asked[name], place_on(today))
    for cell, number, name in session.execute(_counted_before(named), values):
        found[name, cell] += number
    return found


_LISTS = {name: Kept(name, shifts=DAY_SHIFTS) for name in (PROMISED, AWAITED)}


# Built once: to build a statement takes longer than to send it. Only of lists of which some cells
# are asked: where none are, a database would walk all rows.
@cache
def _counted_before(names: tuple[str, ...]) -> CompoundSelect[str, int, str]:
    return union_all(
        *(
            part.add_columns(literal(name))
            for name in names
            for part in _LISTS[name].cells_before(name)
        )
    )


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
