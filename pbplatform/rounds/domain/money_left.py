"""What happens to money of a round that its winners do not need.

Source: docs/rules/rounds.md section 10.
"""

from __future__ import annotations

from enum import StrEnum


class MoneyLeft(StrEnum):
    """Where it goes; chosen before the round is published."""

    NOT_SAID = "not-said"
    BUDGET = "budget"  # back to the budget of the place
    NEXT_ROUND = "next-round"
    NEXT_PROJECT = "next-project"  # the next one on the list of the count that fits
