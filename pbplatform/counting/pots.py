"""Several pots of one round: each is counted by itself, and leftovers move as the rule says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pbplatform.counting.count import count
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import CountResult
from pbplatform.counting.rulebook import Leftover, Rule
from pbplatform.counting.ties import TieOrder


@dataclass(frozen=True, eq=False)
class Pot:
    """Money with its own projects and ballots: a district's, or the whole city's.

    Attributes:
        profile: its budget is the pot's own money, before anything comes from other pots.
        city_wide: the one pot that receives what `city-wide` rules leave.
    """

    slug: str
    profile: Profile
    rule: Rule
    tie_order: TieOrder
    city_wide: bool = False


@dataclass(frozen=True)
class PotResult:
    """A pot's result and where its money came from and went.

    Attributes:
        received_minor: from other pots, part of `result.budget_minor`.
        returned_minor, kept_minor, passed_on_minor: what is left, one of them; `kept` is for
            the pot's next round.
    """

    result: CountResult
    received_minor: int
    returned_minor: int
    kept_minor: int
    passed_on_minor: int


def count_pots(pots: Sequence[Pot]) -> dict[str, PotResult]:
    """Count the pots of a round, the city-wide one last, with what the others passed on.

    Returns:
        results by slug, in the order of `pots`.
    Raises:
        ValueError: two pots have one slug or are city-wide, or money is to be passed on and no
            pot is city-wide.
    Source: docs/rules/counting.md section 13.
    """
    if len({pot.slug for pot in pots}) != len(pots):
        raise ValueError("two pots have the same slug")
    receivers = [pot for pot in pots if pot.city_wide]
    if len(receivers) > 1:
        raise ValueError("more than one pot is city-wide")
    results: dict[str, PotResult] = {}
    passed_on = 0
    for pot in pots:
        if not pot.city_wide:
            results[pot.slug] = _counted(pot, 0)
            passed_on += results[pot.slug].passed_on_minor
    if passed_on and not receivers:
        raise ValueError("money is to be passed on and no pot is city-wide")
    for pot in receivers:
        results[pot.slug] = _counted(pot, passed_on)
    return {pot.slug: results[pot.slug] for pot in pots}


def _counted(pot: Pot, received: int) -> PotResult:
    profile = pot.profile.with_budget(pot.profile.budget_minor + received)
    result = count(profile, pot.rule, pot.tie_order)
    left, leftover = result.left_minor, pot.rule.leftover
    # What the city-wide pot leaves has nowhere else to go.
    passes_on = leftover is Leftover.CITY_WIDE and not pot.city_wide
    keeps = leftover is Leftover.ROLL_OVER
    return PotResult(
        result=result,
        received_minor=received,
        returned_minor=0 if passes_on or keeps else left,
        kept_minor=left if keeps else 0,
        passed_on_minor=left if passes_on else 0,
    )
