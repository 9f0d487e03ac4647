"""How many delegates must take part in a decision. Source: docs/rules/rounds.md section 9."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST = 2  # one person alone decides nothing
MOST = 99


@dataclass(frozen=True)
class CommitteeRules:
    """How the committees of a round decide; fixed when the round is published.

    Attributes:
        quorum: delegates that must take part; None for more than half of those who may vote.
    """

    quorum: int | None = None


def delegates_needed(quorum: int | None, delegates: int) -> int:
    """How many must take part, of so many who may vote: never fewer than two."""
    return quorum or max(FEWEST, delegates // 2 + 1)


def delegates_to_appoint(quorum: int | None, delegates: int) -> int:
    """How many delegates a committee lacks to decide anything at all; 0 where it can."""
    return max(0, delegates_needed(quorum, delegates) - delegates)
