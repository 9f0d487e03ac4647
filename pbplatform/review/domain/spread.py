"""Scores as a spread: never a sum, never a rank. Source: docs/rules/review.md section 9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LOWEST, HIGHEST = 1, 5
FEWEST_SHOWN = 2  # one score alone would be a name


@dataclass(frozen=True)
class Spread:
    """How delegates scored one criterion.

    Attributes:
        middle: the score in the middle; the two beside it where their number is even and they
            differ.
        n: how many scored.
    """

    criterion: str
    lowest: int
    middle: tuple[int, ...]
    highest: int
    n: int


def spread_of(criterion: str, marks: Sequence[int]) -> Spread:
    """The spread of at least one mark."""
    told = sorted(marks)
    half = len(told) // 2
    two = {told[half], told[-half - 1]}
    return Spread(criterion, told[0], tuple(sorted(two)), told[-1], len(told))
