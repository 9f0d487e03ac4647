"""Ballots of any kind as the count takes them."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

import numpy as np

from pbplatform.counting.profile import Contender, Profile
from pbplatform.rounds.domain.ballots.ballot import Ballot, Terms


class Groups(Protocol):
    """Distinct ballots of one round, all of its kind, with how many voters cast each."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[tuple[Ballot, int]]: ...


class PackedGroups:
    """The same of a city: each ballot is made when it is asked for.

    Kept are its choices, as the published list has them, and two numbers.
    """

    def __init__(self, kind: type[Ballot], cast: Iterable[tuple[str, int]]) -> None:
        self._kind, self._said = kind, bytearray()
        self._ends, self._times = array("Q", [0]), array("Q")
        for choices, times in cast:
            kind.from_row(choices)  # a row that holds no ballot is refused here
            self._said += choices.encode()
            self._ends.append(len(self._said))
            self._times.append(times)

    def __len__(self) -> int:
        return len(self._times)

    def __iter__(self) -> Iterator[tuple[Ballot, int]]:
        start = 0
        for times, end in zip(self._times, self._ends[1:], strict=True):
            yield self._kind.from_row(self._said[start:end].decode()), times
            start = end


def profile_of(
    kind: type[Ballot], terms: Terms, groups: Groups, withdrawn: Collection[int] = ()
) -> Profile:
    """The profile of a round: its projects and money, and its valid ballots.

    Args:
        withdrawn: numbers of projects that an amendment withdrew; ballots may name them.
    Source: docs/rules/counting.md section 1.
    """
    contenders = tuple(
        Contender(str(number), cost, withdrawn=number in withdrawn)
        for number, cost in terms.costs.items()
    )
    index = {number: place for place, number in enumerate(terms.costs)}
    lengths, marks, points, often = array("q"), array("i"), array("q"), array("q")
    for ballot, times in groups:
        lengths.append(len(ballot.numbers))
        marks.extend(map(index.__getitem__, ballot.numbers))
        points.extend(ballot.points or ())
        often.append(times)
    return Profile(
        contenders=contenders,
        budget_minor=terms.money_minor,
        kind=kind.counted_as,
        offsets=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
        marks=np.array(marks, dtype=np.int32),
        times=np.array(often, dtype=np.int64),
        points=None if kind.blank().points is None else np.array(points, dtype=np.int64),
    )
