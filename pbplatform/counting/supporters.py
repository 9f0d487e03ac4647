"""Ballots turned over: for every project, who supports it and with what weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pbplatform.counting.profile import BallotKind, Int32s, Int64s, Profile

Floats = npt.NDArray[np.float64]

SELDOM_ALIKE = 1.5
"""Below so many voters per distinct ballot it is faster to do without multiplicities."""


@dataclass(frozen=True, eq=False)
class Supporters:
    """The marks of a profile by project; a *type* is one distinct ballot.

    Attributes:
        profile: where the marks come from; when ballots are seldom alike, each by itself.
        starts: int64 (projects + 1,); project j has the entries `starts[j]:starts[j + 1]`.
        types: int32 (entries,), the type of each entry.
        points: float64 (entries,), whole numbers: points given; None when every mark counts one.
        weights: float64 (entries,), whole numbers: voters of the type times their points; None
            when all are one.
        totals: sum of the weights per project.
    """

    profile: Profile
    starts: Int64s
    types: Int32s
    points: Floats | None
    weights: Floats | None
    totals: tuple[int, ...]

    @classmethod
    def of(cls, profile: Profile) -> Supporters:
        """Sort the marks by project; marks with no points are no support.

        Raises:
            ValueError: ranking ballots, which Equal Shares does not take.
        """
        if profile.kind is BallotKind.ORDINAL:
            raise ValueError("Equal Shares takes approval, choose-1, knapsack and points ballots")
        if profile.voters < SELDOM_ALIKE * len(profile.times):
            profile = _one_by_one(profile)
        marks = profile.marks
        types = np.repeat(np.arange(len(profile.times), dtype=np.int32), profile.lengths)
        points = profile.points
        if points is not None:
            given = points > 0
            marks, types, points = marks[given], types[given], points[given]
        # Numpy sorts 16-bit numbers by radix, several times faster than wider ones.
        narrow = marks.astype(np.uint16) if len(profile.contenders) < 2**16 else marks
        order = np.argsort(narrow, kind="stable")
        sizes = np.bincount(marks, minlength=len(profile.contenders))
        types = types[order]
        weights = profile.times[types].astype(np.float64)
        by_project = None if points is None else points[order].astype(np.float64)
        if by_project is not None:
            weights = weights * by_project
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))
        return cls(
            profile=profile,
            starts=starts,
            types=types,
            points=by_project,
            weights=None if len(weights) == 0 or float(weights.max()) == 1.0 else weights,
            totals=_sums(weights, starts),
        )

    def of_project(self, project: int) -> tuple[Int32s, Floats | None, Floats | None]:
        """Types, points and weights of one project's entries."""
        part = slice(int(self.starts[project]), int(self.starts[project + 1]))
        points = None if self.points is None else self.points[part]
        weights = None if self.weights is None else self.weights[part]
        return self.types[part], points, weights

    @cached_property
    def most_points(self) -> int:
        """The most points on one mark."""
        return 1 if self.points is None else int(self.points.max(initial=1.0))

    def paid_by(self, types: Int32s) -> tuple[int, dict[int, int]]:
        """How many voters these types stand for, and their points for each project they name.

        Returns:
            the number of voters, and project index -> sum of voters times points.
        """
        profile = self.profile
        first, lengths = profile.offsets[types], profile.lengths[types]
        places = _ragged(first, lengths)
        times = np.repeat(profile.times[types], lengths)
        weights = times if profile.points is None else times * profile.points[places]
        sums = np.bincount(profile.marks[places], weights=weights)
        return int(profile.times[types].sum()), {
            int(project): int(sums[project]) for project in np.flatnonzero(sums)
        }

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
    places = _ragged(np.repeat(profile.offsets[:-1], times), lengths)
    return replace(
        profile,
        offsets=np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64))),
        marks=profile.marks[places],
        times=np.ones(len(lengths), dtype=np.int64),
        points=None if profile.points is None else profile.points[places],
    )


def _sums(weights: Floats, starts: Int64s) -> tuple[int, ...]:
    return tuple(int(weights[start:end].sum()) for start, end in pairwise(starts.tolist()))


def _ragged(first: Int64s, lengths: Int64s) -> Int64s:
    """All places `first[r]`, ..., `first[r] + lengths[r] - 1`, row after row."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(first - before, lengths) + np.arange(int(lengths.sum()), dtype=np.int64)
