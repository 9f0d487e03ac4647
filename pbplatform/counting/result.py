"""What a count gives: winners, a reason for every project, the ties, the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from pbplatform.counting.ties import Tie

Number = int | str
"""Numbers of a reason: whole numbers, exact fractions as `p/q`, project keys, short codes."""


class Reason(StrEnum):
    """Why a project was funded or not; its numbers are listed beside each.

    funded: `position` from 1, `left_minor` after it. Bought by Equal Shares also `round`,
        `price` as p/q minor units (per supporter, or per point), and `paid_in_full`: supporters
        (or their points) that paid it; the others gave all they had.
    funded_from_reserve: `position`, `left_minor` before it, `reserve_minor` added from outside.
    below_threshold: `kind`, `needed` (p/q or whole), `got`.
    did_not_fit: `left_minor` when its turn came, `missing_minor`.
    stopped_before: `stopped_at`, the project at which the count ended.
    conflict_with: `winner`, the funded project of its conflict group.
    cap_reached: `kind`, `name`, `limit_minor`, `missing_minor`.
    withdrawn: no numbers.
    supporters_spent: Equal Shares: `left_minor` with its supporters, rounded down,
        `missing_minor`.
    no_supporters: Equal Shares: no numbers.
    """

    FUNDED = "funded"
    FUNDED_FROM_RESERVE = "funded_from_reserve"
    BELOW_THRESHOLD = "below_threshold"
    DID_NOT_FIT = "did_not_fit"
    STOPPED_BEFORE = "stopped_before"
    CONFLICT_WITH = "conflict_with"
    CAP_REACHED = "cap_reached"
    WITHDRAWN = "withdrawn"
    SUPPORTERS_SPENT = "supporters_spent"
    NO_SUPPORTERS = "no_supporters"


FUNDED = frozenset({Reason.FUNDED, Reason.FUNDED_FROM_RESERVE})


@dataclass(frozen=True)
class Verdict:
    """A reason with its numbers, before it is known to which project it belongs."""

    reason: Reason
    numbers: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one project.

    Attributes:
        supporters: voters who named it.
        score: what it was ranked by: supporters, or points where ballots give points.
        tie: the number of the last tie in `CountResult.ties` that it was part of, from 0.
    """

    key: str
    cost_minor: int
    supporters: int
    score: int
    reason: Reason
    numbers: Mapping[str, Number]
    tie: int | None = None

    @property
    def funded(self) -> bool:
        return self.reason in FUNDED


@dataclass(frozen=True)
class SharesTrace:
    """How Equal Shares went.

    Attributes:
        start: money of each voter in the final run, minor units as p/q.
        steps, ended_by: of Add1: increments after the first start, and `overspend`,
            `exhaustive` or `nothing_more`; 0 and empty without Add1.
        rounds: keys in the order of purchase in that run.
        prefer_equal_shares, prefer_most_votes: voters, None without the comparison step.
        most_votes_stands: the comparison step replaced the result.
    """

    start: str
    steps: int
    ended_by: str
    rounds: tuple[str, ...]
    prefer_equal_shares: int | None = None
    prefer_most_votes: int | None = None
    most_votes_stands: bool = False


@dataclass(frozen=True)
class CountResult:
    """The whole result; nothing in it depends on the order of ballots or of projects.

    Attributes:
        winners: keys in the order in which they were funded.
        outcomes: one per project, in the order of the profile.
        budget_minor, spent_minor, left_minor: `spent_minor` is what the budget paid: money
            from a reserve is in the reason of the project that it helped.
        next_best: projects that did not win, the next to be funded first, without those that
            were withdrawn, stayed below a threshold or exclude a winner.
        ties: every tie met, in order.
        ballots: valid ballots, empty ones included.
        rule_sha256: which rule was followed.
        shares: how Equal Shares went; None for the other families.
    """

    winners: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    budget_minor: int
    spent_minor: int
    left_minor: int
    next_best: tuple[str, ...]
    ties: tuple[Tie, ...]
    ballots: int
    rule_sha256: str
    shares: SharesTrace | None = None

    def outcome_of(self, key: str) -> Outcome:
        """Raises KeyError for a key that was not on the ballot."""
        for outcome in self.outcomes:
            if outcome.key == key:
                return outcome
        raise KeyError(key)

    @property
    def totals(self) -> Mapping[str, int]:
        """Score per project key, in the order of the profile."""
        return MappingProxyType({outcome.key: outcome.score for outcome in self.outcomes})
