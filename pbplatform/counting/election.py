"""What a Pabulib file holds, in arrays and whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pbplatform.counting.profile import BallotKind, Contender, Profile

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

WITHDRAWN_COST = "999999999"
"""The library's mark for a project that was withdrawn after the vote."""


class PbError(ValueError):
    """A file that cannot be used; its text is one plain line naming file, line and field.

    Attributes:
        path_name: the file's name without its folder.
        line: the line in the file counted from 1, None when no single line is at fault.
        field: the name of the field or section at fault.
        problem: what is wrong, one clause.
    """

    def __init__(self, path_name: str, line: int | None, field: str, problem: str) -> None:
        self.path_name = path_name
        self.line = line
        self.field = field
        self.problem = problem
        where = f"{path_name}, line {line}" if line else path_name
        super().__init__(f"{where}, {field}: {problem}")


@dataclass(frozen=True)
class Project:
    """One row of PROJECTS, in file order.

    Attributes:
        key: the file's own project id.
        cost_minor: cost in minor units of the election's `exponent`.
        votes: supporters as published, None when the column is absent.
        score: points as published, None when the column is absent.
        selected: as published: 0 no, 1 yes, 2 by a special rule, 3 from reserve money.
        withdrawn: the cost is the library's sentinel; such a project is never funded.
    """

    key: str
    cost_minor: int
    name: str = ""
    category: str = ""
    area: str = ""
    votes: int | None = None
    score: int | None = None
    selected: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class BallotRows:
    """The rows of VOTES: which of the distinct ballots each is. Who cast it is not kept.

    Attributes:
        voters: how many rows there are.
        ballot_of: int32 (voters,), the index of each voter's distinct ballot.
        offsets: int64 (distinct + 1,); ballot b has the marks `offsets[b]:offsets[b + 1]`.
        marks: int32 (marks,), project indexes in the order in which the voter named them.
        points: int64 (marks,), points beside each mark; None for files without points.
    """

    voters: int
    ballot_of: Int32s
    offsets: Int64s
    marks: Int32s
    points: Int64s | None = None


@dataclass(frozen=True)
class Election:
    """One .pb file.

    Attributes:
        name: the file's name without folder.
        meta: META as published, text to text.
        exponent: decimal places of the minor unit: those that every amount is written with,
            if two or more; otherwise 0 when no amount has decimals other than zeros, else 2, or
            more when an amount has more.
        budget_minor: the budget in minor units.
        vote_type: `approval`, `choose-1`, `cumulative` or `ordinal`.
        rule: META's `rule`, as published.
        notes: what was read generously, one line each.
    """

    name: str
    meta: Mapping[str, str]
    exponent: int
    budget_minor: int
    projects: tuple[Project, ...]
    vote_type: str
    rule: str
    rows: BallotRows
    notes: tuple[str, ...] = ()

    @property
    def voters(self) -> int:
        return self.rows.voters

    @property
    def currency(self) -> str:
        return self.meta.get("currency", "")

    @property
    def official_winners(self) -> tuple[str, ...] | None:
        """Projects whose published `selected` is not 0; None when the file publishes none."""
        if all(project.selected is None for project in self.projects):
            return None
        return tuple(project.key for project in self.projects if project.selected)

    def choices_of(self, voter: int) -> tuple[int, ...]:
        """Project indexes that voter number `voter` (0 is the first row) named, in their order."""
        ballot = self.rows.ballot_of[voter]
        start, end = self.rows.offsets[ballot], self.rows.offsets[ballot + 1]
        return tuple(self.rows.marks[start:end].tolist())

    def points_of(self, voter: int) -> tuple[int, ...]:
        """Points beside `choices_of(voter)`; empty for a file without points."""
        if self.rows.points is None:
            return ()
        ballot = self.rows.ballot_of[voter]
        start, end = self.rows.offsets[ballot], self.rows.offsets[ballot + 1]
        return tuple(int(points) for points in self.rows.points[start:end])

    @cached_property
    def profile(self) -> Profile:
        """The same election as the count takes it: distinct ballots with how often each came."""
        contenders = tuple(
            Contender(p.key, p.cost_minor, p.category, p.area, p.withdrawn) for p in self.projects
        )
        distinct = len(self.rows.offsets) - 1
        return Profile(
            contenders=contenders,
            budget_minor=self.budget_minor,
            kind=BallotKind(self.vote_type),
            offsets=self.rows.offsets,
            marks=self.rows.marks,
            times=np.bincount(self.rows.ballot_of, minlength=distinct).astype(np.int64),
            points=self.rows.points,
        )
