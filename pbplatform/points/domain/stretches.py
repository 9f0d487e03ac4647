"""Where a point stands from one day until another: the clock of Python, laid out in days. Pure.

What a point is on a day follows from its acts and that day alone (`stand_of_point`). It changes on
a few days only, so all of it can be written down when an act changes it, as stretches of days, and
a database finds the one that holds today. Nothing here knows a rule: the clock is asked on each
day on which it could say something else. Source: docs/rules/points.md section 10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.points.domain.counts import NOT_OWED, Counts, group_of
from pbplatform.points.domain.standing import LAST_STAGE, PointFacts, Standing, stand_of_point
from pbplatform.points.kinds import OPEN, Stand
from pbplatform.promises.kinds import PromiseState

BEGINNING, NEVER = date(1, 1, 1), date(9999, 12, 31)
_DAY = timedelta(days=1)
_NUMBERS = 1 << 31  # of points: more than any forum has


@dataclass(frozen=True)
class Cell:
    """All of a standing that lists and counts ask for; points of one cell are counted together.

    Attributes:
        group: of its first answer (`Counts`); empty for a point that gets none.
        again: whether an answer was given before.
        changed: whether an answer was yes, or yes in part.
    """

    stand: Stand
    stage: int
    promise: PromiseState | None
    group: str
    again: bool
    changed: bool

    @classmethod
    def of(cls, facts: PointFacts, standing: Standing, *, changed: bool) -> Cell:
        owed = standing.stand not in NOT_OWED
        return cls(
            stand=standing.stand,
            stage=standing.stage,
            promise=standing.promise,
            group=group_of(facts, standing) if owed else "",
            again=bool(facts.answers),
            changed=changed,
        )

    @property
    def code(self) -> str:
        """How it is stored."""
        flags = f"{self.again:d}{self.changed:d}"
        return f"{self.stand}.{self.stage}.{self.promise or ''}.{self.group}.{flags}"

    @classmethod
    def read(cls, code: str) -> Cell:
        """The cell that is stored so."""
        return _read(code)

    @property
    def is_open(self) -> bool:
        """Whether an answer is due."""
        return self.stand in OPEN

    @property
    def is_late(self) -> bool:
        return self.stand in (Stand.LATE, Stand.VERY_LATE)

    @property
    def is_answered(self) -> bool:
        """Whether it was answered and no other answer is due."""
        return self.again and not self.is_open

    @property
    def is_taken_higher(self) -> bool:
        """Whether it is with the elected person because two answers did not answer it."""
        return self.is_open and self.stage == LAST_STAGE


@cache
def _read(code: str) -> Cell:
    stand, stage, promise, group, flags = code.split(".")
    state = PromiseState(promise) if promise else None
    again, changed = (flag == "1" for flag in flags)
    return Cell(Stand(stand), int(stage), state, group, again, changed)


@dataclass(frozen=True)
class Stretch:
    """From `first` on, until the day before `end`, a point stands so.

    Attributes:
        place: in a list of points; the late ones stand in the order of their days, the one that was
            due first before the others, and among equals the newest first.
    """

    first: date
    end: date
    cell: Cell
    place: int


def stretches_of(
    facts: PointFacts, days: WorkingDays, *, number: int, changed: bool
) -> list[Stretch]:
    """All stretches of a point, the earliest first: without a gap, from the beginning for ever."""
    found: list[Stretch] = []
    edges = sorted({BEGINNING, *_edges(facts, days)})
    for day, end in zip(edges, [*edges[1:], NEVER], strict=True):
        # No clock counts days from the beginning of time; what stands the day before the first
        # edge stood at all times before it.
        asked = edges[1] - _DAY if day == BEGINNING else day
        standing = stand_of_point(facts, days, asked)
        cell = Cell.of(facts, standing, changed=changed)
        place = place_of(cell, standing.due, number)
        if found and (found[-1].cell, found[-1].place) == (cell, place):
            found[-1] = Stretch(found[-1].first, end, cell, place)
        else:
            found.append(Stretch(day, end, cell, place))
    return found


def place_of(cell: Cell, due: date, number: int) -> int:
    """Where a point stands among the late ones, or among those that are not."""
    return (due.toordinal() if cell.is_late else 0) * _NUMBERS - number


def places_due_on(day: date) -> tuple[int, int]:
    """Between which places the late points stand whose answer was due that day."""
    return (day.toordinal() - 1) * _NUMBERS + 1, day.toordinal() * _NUMBERS - 1


def due_at(place: int) -> date:
    """The day on which the answer was due of a late point that stands there."""
    return date.fromordinal(-(-place // _NUMBERS))


def _edges(facts: PointFacts, days: WorkingDays) -> Iterator[date]:
    """The days on which a clock could say something else than the day before."""
    standing = stand_of_point(facts, days, facts.start)
    clock = standing.clock
    yield from (clock.start, clock.due + _DAY, standing.due + _DAY, standing.very_late_on)
    if clock.resumes_on is not None:
        yield clock.resumes_on
    if standing.assess_until is not None:
        yield standing.assess_until + _DAY
    for promise in facts.promises:
        yield promise.due + _DAY
        if promise.check is not None and promise.check.until is not None:
            yield promise.check.until + _DAY


def counts_of(cells: Mapping[Cell, int]) -> Counts:
    """The groups of so many points of each cell."""
    groups: Counter[str] = Counter()
    again = again_late = 0
    for cell, number in cells.items():
        if not cell.group:
            continue
        groups[cell.group] += number
        if cell.again and cell.is_open:
            again += number
            again_late += number * cell.is_late
    return Counts(**groups, again=again, again_late=again_late)


def first_of_spans(day: date) -> tuple[tuple[str, date], ...]:
    """A day, its month and its year: a sum of days is put together from whole years and months."""
    return ("y", day.replace(month=1, day=1)), ("m", day.replace(day=1)), ("d", day)


def summed(cells: Iterable[tuple[str, int]]) -> dict[Cell, int]:
    """Cells by their codes, those without a point left out."""
    found: dict[str, int] = {}
    for code, number in cells:
        found[code] = found.get(code, 0) + number
    return {_read(code): number for code, number in found.items() if number}
