"""Points: one gives points to projects, up to a number of points in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from pbplatform.counting.profile import BallotKind
from pbplatform.rounds.domain.ballots.ballot import (
    LARGEST_NUMBER,
    Ballot,
    Fault,
    Terms,
    version_2,
)


@dataclass(frozen=True)
class Points(Ballot):
    """Pairs of a project's number and the points it is given, ascending by number."""

    kind = "points"
    counted_as = BallotKind.CUMULATIVE
    sealed = version_2("points")
    typed_in_pairs = True

    given: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", tuple(sorted(self.given)))

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for number, _points in self.given)

    @property
    def points(self) -> tuple[int, ...]:
        return tuple(points for _number, points in self.given)

    @classmethod
    def from_form(cls, marks: Iterable[tuple[int, int]]) -> Self:
        """Projects without a point are not named."""
        return cls(tuple((number, points) for number, points in marks if points))

    def listed(self) -> list[Any]:
        return [list(pair) for pair in self.given]

    @classmethod
    def read(cls, listed: object) -> Self:
        if not isinstance(listed, list) or not all(_is_pair(choice) for choice in listed):
            raise ValueError("not a ballot")
        return cls(tuple((number, points) for number, points in listed))

    @classmethod
    def fullest(cls, terms: Terms) -> Self:
        most = LARGEST_NUMBER if terms.max_points is None else terms.max_points
        return cls(tuple((number, most) for number in terms.costs))

    def faults(self, terms: Terms) -> Iterator[Fault]:
        """Those of every kind; and more points are given than one has."""
        yield from super().faults(terms)
        given, most = sum(self.points), terms.max_points
        if most is not None and given > most:
            yield Fault("too-many-points", "vote.too_many_points", {"given": given, "most": most})


def _is_pair(choice: object) -> bool:
    return (
        isinstance(choice, list)
        and len(choice) == 2
        and all(type(figure) is int for figure in choice)
    )
