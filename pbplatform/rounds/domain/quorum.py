"""How committees decide, and by what they score. Source: docs/rules/rounds.md section 9."""

from __future__ import annotations

from dataclasses import dataclass

from pbplatform.core.errors import Conflict

FEWEST = 2  # one person alone decides nothing
MOST = 99
MOST_CRITERIA = 6
CRITERION_LETTERS = 100


@dataclass(frozen=True)
class CommitteeRules:
    """How the committees of a round decide; fixed when the round is published.

    Attributes:
        quorum: delegates that must take part; None for more than half of those who may vote.
        criteria: what delegates score proposals by, in words; none for no scores.
        score_names: whether names stand beside scores.
    """

    quorum: int | None = None
    criteria: tuple[str, ...] = ()
    score_names: bool = False

    def refusal(self) -> Conflict | None:
        """What is wrong with them; None when they can be the rules of a round."""
        if self.quorum is not None and not FEWEST <= self.quorum <= MOST:
            return Conflict("round.quorum", field="quorum")
        if len(self.criteria) > MOST_CRITERIA:
            return Conflict("round.criteria_too_long", field="criteria")
        if any(not each.strip() or len(each) > CRITERION_LETTERS for each in self.criteria):
            return Conflict("round.criterion_too_long", field="criteria")
        if len({each.casefold() for each in self.criteria}) < len(self.criteria):
            return Conflict("round.criteria_twice")
        return None


def delegates_needed(quorum: int | None, delegates: int) -> int:
    """How many must take part, of so many who may vote: never fewer than two."""
    return quorum or max(FEWEST, delegates // 2 + 1)


def delegates_to_appoint(quorum: int | None, delegates: int) -> int:
    """How many delegates a committee lacks to decide anything at all; 0 where it can."""
    return max(0, delegates_needed(quorum, delegates) - delegates)
