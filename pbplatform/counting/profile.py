"""The input of a count: the projects, the money, and distinct ballots with how often each came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

EXACT_IN_A_FLOAT = 2**53
MARKS_AT_A_TIME = 2**18
MOST_PAIRS = 2**16
NO_POINTS: tuple[int, ...] = ()


class BallotKind(StrEnum):
    APPROVAL = "approval"
    CHOOSE_1 = "choose-1"
    KNAPSACK = "knapsack"
    CUMULATIVE = "cumulative"
    ORDINAL = "ordinal"


@dataclass(frozen=True)
class Contender:
    """A project on the ballot.

    Attributes:
        key: the project's number or the file's id, as text.
        cost_minor: cost in minor units, 0 or more.
        withdrawn: stays in the tally, is never funded.
    """

    key: str
    cost_minor: int
    category: str = ""
    area: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, eq=False)
class Profile:
    """What is counted. Nothing of it says who voted or in which order.

    Attributes:
        contenders: the projects; an index into them names a project everywhere below.
        budget_minor: the money, in the same minor units as the costs.
        kind: what a mark on these ballots means.
        offsets: int64 (distinct + 1,); ballot b has the marks `offsets[b]:offsets[b + 1]`.
        marks: int32 (marks,), project indexes, each at most once per ballot; on a ranking the
            voter's first choice comes first.
        times: int64 (distinct,), how many voters cast that ballot, at least one.
        points: int64 (marks,), points beside each mark; None unless voters give points.
    Source: docs/rules/counting.md section 1.
    """

    contenders: tuple[Contender, ...]
    budget_minor: int
    kind: BallotKind
    offsets: Int64s
    marks: Int32s
    times: Int64s
    points: Int64s | None = None

    @classmethod
    def of_ballots(
        cls,
        contenders: Sequence[Contender],
        budget_minor: int,
        ballots: Iterable[Sequence[str]],
        *,
        kind: BallotKind = BallotKind.APPROVAL,
        points: Iterable[Sequence[int]] | None = None,
    ) -> Profile:
        """Gather ballots that name projects by key.

        Args:
            ballots: one sequence of keys per voter, in the voter's order; may be empty.
            points: one sequence per voter beside `ballots`, for points ballots only.
        Raises:
            ValueError: a ballot names a key twice or one that is no contender, or its points
                are not as many as its choices.
        """
        index = {contender.key: number for number, contender in enumerate(contenders)}
        if points is None:
            cast = Counter((tuple(ballot), NO_POINTS) for ballot in ballots)
        else:
            both = zip(ballots, points, strict=True)
            cast = Counter((tuple(ballot), tuple(given)) for ballot, given in both)
        for names, given in cast:
            _refuse_ballot(names, given, index, has_points=points is not None)
        lengths = [len(names) for names, _ in cast]
        flat = [index[name] for names, _ in cast for name in names]
        flat_points = [value for _, given in cast for value in given]
        return cls(
            contenders=tuple(contenders),
            budget_minor=budget_minor,
            kind=kind,
            offsets=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
            marks=np.array(flat, dtype=np.int32),
            times=np.array(list(cast.values()), dtype=np.int64),
            points=None if points is None else np.array(flat_points, dtype=np.int64),
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(contender.key for contender in self.contenders)

    @cached_property
    def costs(self) -> tuple[int, ...]:
        return tuple(contender.cost_minor for contender in self.contenders)

    @cached_property
    def voters(self) -> int:
        """Valid ballots, empty ones included."""
        return int(self.times.sum())

    @cached_property
    def lengths(self) -> Int64s:
        """int64 (distinct,), marks on each distinct ballot."""
        return np.diff(self.offsets)

    @cached_property
    def supporters(self) -> tuple[int, ...]:
        """How many voters named each project."""
        once = _how_often(self.marks, len(self.contenders))
        if self.voters == len(self.times):
            return tuple(once.tolist())
        # Most ballots of a large election come once; only the others need weights.
        times = np.where(self.times > 1, self.times - 1, 0)
        return tuple((once + self._sums(np.repeat(times, self.lengths))).tolist())

    def tally(self, weights: Int64s) -> tuple[int, ...]:
        """Sum of `weights` (marks,) over all voters, per project.

        Raises:
            OverflowError: the sums are too large to be added exactly.
        """
        return tuple(self._sums(np.repeat(self.times, self.lengths) * weights).tolist())

    def _sums(self, each: Int64s) -> Int64s:
        # bincount adds in floats; below this bound every partial sum is a whole number, exactly.
        if len(each) and int(np.abs(each).max()) * len(each) >= EXACT_IN_A_FLOAT:
            raise OverflowError("points are too large to be added exactly")
        sums = np.bincount(self.marks, weights=each, minlength=len(self.contenders))
        return sums.astype(np.int64)

    def place_on_ballot(self) -> Int64s:
        """int64 (marks,): 0 for the first name on its ballot, 1 for the second, and so on."""
        return np.arange(len(self.marks), dtype=np.int64) - np.repeat(
            self.offsets[:-1], self.lengths
        )

    def with_budget(self, budget_minor: int) -> Profile:
        return replace(self, budget_minor=budget_minor)

    def with_cost(self, project: int, cost_minor: int) -> Profile:
        """The same ballots with one project at another cost."""
        changed = list(self.contenders)
        changed[project] = replace(changed[project], cost_minor=cost_minor)
        return replace(self, contenders=tuple(changed))


def _how_often(marks: Int32s, projects: int) -> Int64s:
    """How often each project is marked, int64 (projects,).

    Counting takes a step per number, so where it pays two marks are counted as one number: the
    i-th of the first half with the i-th of the second.
    """
    half = len(marks) // 2 if projects**2 <= min(MOST_PAIRS, len(marks) // 4) else 0
    first, second = marks[:half], marks[half : 2 * half]
    pairs = np.zeros(projects * projects if half else 0, dtype=np.int64)
    # Piece by piece, so that numpy's wider copy of the marks stays in the processor's cache.
    for at in range(0, half, MARKS_AT_A_TIME):
        both = first[at : at + MARKS_AT_A_TIME] * np.int32(projects)
        both += second[at : at + MARKS_AT_A_TIME]
        pairs += np.bincount(both, minlength=len(pairs))
    often = np.zeros(projects, dtype=np.int64)
    if half:
        table = pairs.reshape(projects, projects)
        often += table.sum(axis=0) + table.sum(axis=1)
    for at in range(2 * half, len(marks), MARKS_AT_A_TIME):
        often += np.bincount(marks[at : at + MARKS_AT_A_TIME], minlength=projects)
    return often


def _refuse_ballot(
    names: tuple[str, ...], given: tuple[int, ...], index: dict[str, int], *, has_points: bool
) -> None:
    if len(set(names)) != len(names):
        raise ValueError(f"a ballot names a project twice: {', '.join(names)}")
    unknown = [name for name in names if name not in index]
    if unknown:
        raise ValueError(f"a ballot names {unknown[0]}, which is not on the ballot")
    if has_points and len(given) != len(names):
        raise ValueError(f"a ballot has {len(names)} choices and {len(given)} points")
