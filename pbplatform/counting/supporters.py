"""Ballots turned over: for every project, who supports it and with what weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pbplatform.counting.profile import BallotKind, Int32s, Int64s, Profile

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BALLOTS_AT_A_TIME = 2**16

SELDOM_ALIKE = 1.5
"""Below so many voters per distinct ballot it is faster to do without multiplicities."""


@dataclass(frozen=True, eq=False)
class Supporters:
    """The marks of a profile by project; a *type* is one distinct ballot.

    Attributes:
        profile: where the marks come from; when ballots are seldom alike, each by itself.
        starts: int64 (projects + 1,); project j has the entries `starts[j]:starts[j + 1]`.
        types: int64 (entries,), the type of each entry; marks without points are no entries. So
            wide because numpy's own indexes are: any other width costs a copy per use.
        points: float64 (entries,), whole numbers: points given; None when every mark counts one.
        weights: float64 (entries,), whole numbers: voters of the type times their points; None
            when all are one.
        totals: sum of the weights per project.
    """

    profile: Profile
    starts: Int64s
    types: Int64s
    points: Floats | None
    weights: Floats | None
    totals: tuple[int, ...]

    @classmethod
    def of(cls, profile: Profile) -> Supporters:
        """Sort the marks by project.

        Raises:
            ValueError: ranking ballots, which Equal Shares does not take.
        """
        if profile.kind is BallotKind.ORDINAL:
            raise ValueError("Equal Shares takes approval, choose-1, knapsack and points ballots")
        if len(profile.times) < profile.voters < SELDOM_ALIKE * len(profile.times):
            profile = _one_by_one(profile)
        sizes = np.bincount(profile.marks[_given(profile)], minlength=len(profile.contenders))
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))
        types, points = _by_project(profile, starts)
        weights = None
        if points is not None or profile.times.max(initial=1) > 1:
            weights = profile.times[types].astype(np.float64)
            weights = weights if points is None else weights * points
        return cls(
            profile=profile,
            starts=starts,
            types=types,
            points=points,
            weights=weights,
            totals=tuple(sizes.tolist()) if weights is None else _sums(weights, starts),
        )

    def of_project(self, project: int) -> tuple[Int64s, Floats | None, Floats | None]:
        """Types, points and weights of one project's entries."""
        part = slice(int(self.starts[project]), int(self.starts[project + 1]))
        points = None if self.points is None else self.points[part]
        weights = None if self.weights is None else self.weights[part]
        return self.types[part], points, weights

    @cached_property
    def entries(self) -> tuple[tuple[Int64s, Floats | None, Floats | None], ...]:
        """`of_project` for every project."""
        return tuple(self.of_project(project) for project in range(len(self.totals)))

    @cached_property
    def most_points(self) -> int:
        """The most points on one mark."""
        return 1 if self.points is None else int(self.points.max(initial=1.0))

    def paid_by(self, types: Int64s) -> tuple[int, list[int]]:
        """How many voters these types stand for, and their points for each project.

        Returns:
            the number of voters, and per project the sum of voters times points.
        """
        profile = self.profile
        lengths = profile.lengths[types]
        places = ragged(profile.offsets[types], lengths)
        marks, projects = profile.marks[places], len(profile.contenders)
        if self.weights is None:
            return len(types), np.bincount(marks, minlength=projects).tolist()
        times = profile.times[types]
        weights = np.repeat(times, lengths)
        if profile.points is not None:
            weights *= profile.points[places]
        sums = np.bincount(marks, weights=weights, minlength=projects)
        return int(times.sum()), sums.astype(np.int64).tolist()

    def points_of_type(self, one: int) -> dict[int, int]:
        """Project index -> points on the ballot of one type."""
        profile = self.profile
        part = slice(int(profile.offsets[one]), int(profile.offsets[one + 1]))
        marks = profile.marks[part].tolist()
        given = [1] * len(marks) if profile.points is None else profile.points[part].tolist()
        return dict(zip(marks, given, strict=True))


def _one_by_one(profile: Profile) -> Profile:
    """The same profile with every ballot as a type of its own."""
    times = profile.times
    lengths = np.repeat(profile.lengths, times)
    places = ragged(np.repeat(profile.offsets[:-1], times), lengths)
    return replace(
        profile,
        offsets=np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64))),
        marks=profile.marks[places],
        times=np.ones(len(lengths), dtype=np.int64),
        points=None if profile.points is None else profile.points[places],
    )


def _given(profile: Profile) -> slice | Bools:
    """The marks that are support: on points ballots those with points."""
    return slice(None) if profile.points is None else profile.points > 0


def _by_project(profile: Profile, starts: Int64s) -> tuple[Int64s, Floats | None]:
    """Types of the marks, project after project, and their points.

    Ballots are taken some thousands at a time: sorting little pieces stays in the processor's
    cache and needs no second copy of everything.
    """
    types = np.empty(int(starts[-1]), dtype=np.int64)
    points = None if profile.points is None else np.empty(len(types), dtype=np.float64)
    ahead = starts[:-1].copy()
    for first in range(0, len(profile.times), BALLOTS_AT_A_TIME):
        last = min(first + BALLOTS_AT_A_TIME, len(profile.times))
        part = slice(int(profile.offsets[first]), int(profile.offsets[last]))
        lengths = profile.lengths[first:last]
        owners = np.repeat(np.arange(first, last, dtype=np.int64), lengths)
        marks = profile.marks[part]
        given = None if profile.points is None else profile.points[part]
        if given is not None:
            marks, owners, given = marks[given > 0], owners[given > 0], given[given > 0]
        order = np.argsort(_narrow(marks, len(ahead)), kind="stable")
        if len(profile.times) <= BALLOTS_AT_A_TIME:
            return owners[order], None if given is None else given[order].astype(np.float64)
        sizes = np.bincount(marks, minlength=len(ahead))
        places = ragged(ahead, sizes)
        types[places] = owners[order]
        if points is not None and given is not None:
            points[places] = given[order]
        ahead += sizes
    return types, points


def _narrow(marks: Int32s, projects: int) -> npt.NDArray[np.signedinteger | np.unsignedinteger]:
    """The same marks in fewer bits, if they fit: numpy sorts those by radix, so much faster."""
    if projects <= 2**8:
        return marks.astype(np.uint8)
    return marks.astype(np.uint16) if projects <= 2**16 else marks


def _sums(weights: Floats, starts: Int64s) -> tuple[int, ...]:
    return tuple(int(weights[start:end].sum()) for start, end in pairwise(starts.tolist()))


def ragged(first: Int64s, lengths: Int64s) -> Int64s:
    """All places `first[r]`, ..., `first[r] + lengths[r] - 1`, row after row."""
    before = np.cumsum(lengths) - lengths
    places: Int64s = np.repeat(first - before, lengths)
    places += np.arange(len(places), dtype=np.int64)
    return places
