"""Ranking: one names projects in the order in which one wants them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pbplatform.counting.profile import BallotKind
from pbplatform.rounds.domain.ballots.ballot import NumbersBallot, version_2


class Ranking(NumbersBallot):
    """Numbers of projects, the voter's first choice first; their order is the vote."""

    kind = "ranking"
    counted_as = BallotKind.ORDINAL
    sealed = version_2("ranking")
    ordered = True

    @classmethod
    def from_form(cls, marks: Iterable[tuple[int, int]]) -> Self:
        """By the place that was given to each; what has no place is not named."""
        placed = sorted((place, number) for number, place in marks if place)
        return cls(tuple(number for _place, number in placed))
