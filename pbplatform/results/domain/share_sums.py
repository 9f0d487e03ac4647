"""Shares of a losing project's supporters, in round sums (docs/rules/results.md section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_WHOLE_FROM = 100  # units of the currency


@dataclass(frozen=True)
class ShareSums:
    """Minor units; `spent` and `left` make `had`, `left` and `short` make the cost."""

    had: int
    spent: int
    left: int
    short: int

    @classmethod
    def of(cls, shares: Mapping[str, Any], cost_minor: int, unit: int) -> ShareSums:
        """From the exact sums that were kept beside the reason.

        Args:
            unit: minor units in one unit of the currency.
        """
        had = coarse(Fraction(shares["had"]), unit)
        left = coarse(Fraction(shares["left"]), unit)
        return cls(had, had - left, left, cost_minor - left)


_MOST_NAMED = 3


def most_spent_on(numbers: Mapping[str, Any]) -> list[tuple[int, Fraction]]:
    """Up to three winners for which the supporters of a loser paid most, the largest sum first."""
    shares = numbers.get("shares")
    paid = [(int(key), Fraction(sum_)) for key, _, sum_ in shares["spent_on"]] if shares else []
    return sorted(paid, key=lambda one: (-one[1], one[0]))[:_MOST_NAMED]


def coarse(amount: Fraction, unit: int) -> int:
    """An exact amount rounded down: to whole units of the currency from 100 on, else to a coin.

    Args:
        unit: minor units in one unit of the currency.
    """
    step = unit if amount >= _WHOLE_FROM * unit else 1
    return int(amount // step) * step
