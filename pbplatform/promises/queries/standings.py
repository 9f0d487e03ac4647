"""Promises by how they stand today, from what is kept of them; the worst first.

Source: docs/decisions/0089-lists-are-counted-when-they-change.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import ALL_OF_THEM, Kept, KeptCount, KeptRow
from pbplatform.promises.domain.days import WORST_FIRST
from pbplatform.promises.domain.kept import (
    DAY_SHIFTS,
    PROMISES,
    TEAM_PROMISES,
    TEAM_TURNS,
    TURNS,
    Turn,
    place_on,
)
from pbplatform.promises.kinds import OPEN, PromiseState
from pbplatform.promises.models import Commitment

_AWAITED = Turn(PromiseState.UNDER_WAY, PromiseState.MISSED).cell


@dataclass(frozen=True)
class Whose:
    """Whose promises are read.

    Attributes:
        promises, turns: the lists that are kept of them.
        scopes: of which teams, by id; 0 for the list of all.
    """

    promises: str = PROMISES
    turns: str = TURNS
    scopes: tuple[int, ...] = (0,)


_EVERYBODY = Whose()


@dataclass(frozen=True)
class PromisesToday:
    """How many promises stand how on a day.

    Attributes:
        cells: as they are kept.
        living: those of which residents can still say something that counts, by cell.
    """

    today: date
    cells: dict[str, int]
    living: dict[str, tuple[int, ...]]
    counts: dict[PromiseState, int]
    whose: Whose = _EVERYBODY

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def on_page(self, *, offset: int, size: int) -> ColumnElement[bool]:
        """The promises of one page, the worst first, then by their day."""
        return _on_page(
            self.whose,
            self.today,
            tuple(self.cells),
            tuple(sorted(self.living.items())),
            tuple(self.counts[state] for state in WORST_FIRST),
            offset,
            size,
        )


@lru_cache(maxsize=64)
def _on_page(
    whose: Whose,
    today: date,
    cells: tuple[str, ...],
    living: tuple[tuple[str, tuple[int, ...]], ...],
    counts: tuple[int, ...],
    offset: int,
    size: int,
) -> ColumnElement[bool]:
    """The same condition as long as as many promises stand as they do: it is long to build."""
    found: list[ColumnElement[bool]] = [false()]
    for state, number in zip(WORST_FIRST, counts, strict=True):
        if offset < number and size:
            parts = [
                part.order_by(KeptRow.place).limit(offset + size).subquery()
                for part in _that_are(whose, state, today, cells, dict(living))
            ]
            merged = union_all(*(select(each) for each in parts)).subquery()
            ids = select(merged.c.row_id).order_by(merged.c.place).limit(size).offset(offset)
            found.append(Commitment.id.in_(ids))
            size -= min(size, number - offset)
        offset = max(0, offset - number)
    return or_(*found)


def _that_are(
    whose: Whose,
    state: PromiseState,
    today: date,
    cells: Sequence[str],
    living: Mapping[str, tuple[int, ...]],
) -> Iterator[Select[int, int]]:
    """Each cell of each team by itself, so that all are read in their order."""
    for scope, cell in product(whose.scopes, cells):
        turn = Turn.read(cell)
        own = select(KeptRow.row_id, KeptRow.place).where(
            KeptRow.list == whose.promises, KeptRow.scope == scope, KeptRow.cell == cell
        )
        if cell == _AWAITED and state in OPEN:
            begins = place_on(today)
            missed = state is PromiseState.MISSED
            yield own.where(KeptRow.place < begins if missed else KeptRow.place >= begins)
        elif turn.now is turn.then:
            if turn.now is state:
                yield own
        elif turn.passes and state is turn.then:
            yield own.where(KeptRow.row_id.not_in(living.get(cell, ())))
    for cell, ids in living.items():
        if Turn.read(cell).now is state:  # few, by their ids: a cell holds those of all years
            few = select(KeptRow.row_id, KeptRow.place)
            yield few.where(KeptRow.list == whose.promises, KeptRow.row_id.in_(ids))


def promises_of_teams(session: Session, team_ids: Collection[int], *, today: date) -> PromisesToday:
    """The promises of some teams, few, as they stand on a day; one read."""
    whose = Whose(TEAM_PROMISES, TEAM_TURNS, tuple(sorted(team_ids)))
    return promises_today(session, today=today, whose=whose)


def promises_today(session: Session, *, today: date, whose: Whose = _EVERYBODY) -> PromisesToday:
    """All promises as they stand on a day; one read."""
    cells: dict[str, int] = {}
    living: dict[str, list[int]] = {}
    missed = 0
    for what, cell, number in session.execute(_today(whose, today)):
        if what == _LIVES:
            living.setdefault(cell, []).append(number)
        elif what == _MISSED:
            missed = number
        else:
            cells[cell] = number
    counts: Counter[PromiseState] = Counter(dict.fromkeys(PromiseState, 0))
    for cell, number in cells.items():
        turn = Turn.read(cell)
        if cell == _AWAITED:
            turned = missed
        else:
            turned = number - len(living.get(cell, ())) if turn.passes else 0
        counts[turn.now] += number - turned
        counts[turn.then] += turned
    lives = {cell: tuple(ids) for cell, ids in living.items()}
    return PromisesToday(today, cells, lives, dict(counts), whose)


_LIVES, _MISSED = "lives", "missed"


@lru_cache(maxsize=64)
def _today(whose: Whose, today: date) -> CompoundSelect[str, str, int]:
    """How many are in each cell; those whose check is not over, of some weeks; how many that were
    to be done by a day before this one."""
    now = place_on(today)
    kept = (
        select(literal(""), KeptCount.cell, func.sum(KeptCount.number))
        .where(
            KeptCount.list == whose.promises,
            KeptCount.scope.in_(whose.scopes),
            KeptCount.level == ALL_OF_THEM,
            KeptCount.bucket == 0,
            KeptCount.number != 0,
        )
        .group_by(KeptCount.cell)
    )
    living = select(literal(_LIVES), KeptRow.cell, KeptRow.row_id).where(
        KeptRow.list == whose.turns, KeptRow.scope.in_(whose.scopes), KeptRow.place > now
    )
    before = Kept(whose.promises, whose.scopes, DAY_SHIFTS).number_before([_AWAITED], now)
    return union_all(kept, living, select(literal(_MISSED), literal(""), before))
