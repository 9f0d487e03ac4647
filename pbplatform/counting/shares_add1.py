"""Add1: start Equal Shares again with a little more money per voter until the budget is used."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from pbplatform.counting.rulebook import Stop
from pbplatform.counting.shares_ladder import Ladder, ladder
from pbplatform.counting.shares_run import SharesGame, SharesResult, run_shares
from pbplatform.counting.shares_steady import steady_stretch

FIRST_STRETCH = 4
WIDER = 2
"""A stretch that is asked for is so many times as long as those found of late."""

WORTH_A_STRETCH = 1.3
"""Looking for a stretch takes about as long as so many runs."""

MOST_PATIENCE = 16
"""So many runs are made, at most, before a stretch is looked for again where none was found."""

TRIES_BEFORE_LADDER, SMALL = 24, 2**19
"""After so many runs or stretches voters are taken together; at once with as many marks as that."""

WORTH_A_LADDER = 8
"""Taking voters together takes about as long as so many runs."""

MOST_SURPRISES = 8
"""After so many starts that bought what none was expected to, voters are taken together anew."""


@dataclass(frozen=True, eq=False)
class Add1Result:
    """The run that stands, and how the search for it ended.

    Attributes:
        steps: how many increments its start has more than the first.
        ended_by: `overspend` (the next start would cost more than the budget), `exhaustive`
            (no further project fits) or `nothing_more` (more money changes nothing).
    """

    run: SharesResult
    steps: int
    ended_by: str


def tell_nobody(steps: int) -> None:
    """What is told of the progress of a count when nobody wants to know."""


def run_add1(game: SharesGame, told: Callable[[int], None] = tell_nobody) -> Add1Result:
    """Raise the start step by step; keep the last run that stays within the budget.

    Args:
        told: called with the number of steps so far, again and again; how many there will be is
            not known before.
    Source: docs/rules/counting.md section 11.
    """
    search = _Search(game, told)
    while not search.ended_by:
        search.advance()
    return Add1Result(search.final_run(), search.steps, search.ended_by)


def start_of(game: SharesGame, step: int) -> Fraction:
    """Money of each voter in minor units at a step; step 0 is budget / voters, exactly."""
    rule, profile = game.rule, game.profile
    first = Fraction(profile.budget_minor, profile.voters)
    if step and rule.start_whole:
        first = Fraction(first // rule.increment_minor * rule.increment_minor)
    return first + step * rule.increment_minor


@dataclass(frozen=True)
class _Bought:
    """What a start buys, and what the winners exclude."""

    winners: tuple[int, ...]
    cost_minor: int
    shut_out: Collection[int]

    @classmethod
    def by(cls, run: SharesResult) -> _Bought:
        return cls(run.winners, run.cost_minor, run.shut_out)


class _Search:
    """Where the search stands.

    Attributes:
        steps: of the start that stands.
        ended_by: as in `Add1Result`; empty as long as the search goes on.
    """

    def __init__(self, game: SharesGame, told: Callable[[int], None]) -> None:
        self._game = game
        self._told = told
        self._budget = game.profile.budget_minor
        # From here on every supporter could pay for everything alone: nothing changes any more.
        self._ceiling = sum(game.profile.costs[p] for p in game.candidates)
        self.steps = 0
        self.ended_by = ""
        self._exact: SharesResult | None = run_shares(game, start_of(game, 0))
        self._likely = self._exact.winners
        self._usual = float(FIRST_STRETCH)
        self._tries = self._patience = self._waited = self._surprises = 0
        self._ladder: Ladder | None = None
        self._foreseen: dict[int, int] = {}
        """Project -> the earliest place at which it was bought."""
        self._note_order(self._likely)
        small = len(game.supporters.types) < SMALL
        self._before_ladder = TRIES_BEFORE_LADDER if small else 1
        self._settle(_Bought.by(self._exact))

    def final_run(self) -> SharesResult:
        """The run of the start that stands, with every ballot by itself."""
        if self._exact is None:
            start = start_of(self._game, self.steps)
            self._exact = run_shares(self._game, start, likely=self._likely)
        return self._exact

    def advance(self) -> None:
        """Go one step on, or over a whole stretch that is proved not to hold the end."""
        self._tries += 1
        if self._tries == self._before_ladder:
            self._look_ahead()
        if self._waited < self._patience or not self._follow_stretch():
            self._waited += 1
            self._run_next()

    def _run_next(self) -> None:
        start, ladder = start_of(self._game, self.steps + 1), self._ladder
        found = run_shares(self._game, start, likely=self._likely, ladder=ladder)
        self._expect(found.winners)
        self._stand(_Bought.by(found), 1, None if ladder else found)

    def _follow_stretch(self) -> bool:
        """Go over the next start and those after it that are like it; False when none is told."""
        start, step = start_of(self._game, self.steps + 1), self._game.rule.increment_minor
        to_ceiling = max(0, ceil((self._ceiling - start) / step))
        asked = min(int(WIDER * self._usual), to_ceiling)
        ends = float(start), float(start + asked * step)
        found = steady_stretch(self._game, self._likely, *ends, asked, self._ladder)
        gain = found.steps + 1 if found else 0
        self._expect_stretch(gain, in_full=found is not None and found.steps == asked)
        if found is None:
            return False
        self._expect(found.winners, whole=found.whole)
        if found.whole:
            cost = sum(self._game.profile.costs[p] for p in found.winners)
            self._stand(_Bought(found.winners, cost, ()), gain, None)
        else:
            self._pass_over(gain)
        return True

    def _stand(self, bought: _Bought, steps: int, run: SharesResult | None) -> None:
        """Take what the next starts buy, if the first of them does not overspend."""
        if bought.cost_minor > self._budget:
            self.ended_by = "overspend"
            return
        # What ends the search ends it at the first start that buys this.
        for some in (1, steps - 1):
            if some and not self.ended_by:
                self.steps += some
                self._settle(bought)
        self._exact = run

    def _pass_over(self, steps: int) -> None:
        """Take starts of which is only known that none spends too much or leaves too little."""
        self.steps += steps
        self._exact = None
        self._told(self.steps)
        if start_of(self._game, self.steps) >= self._ceiling:
            self.ended_by = "nothing_more"

    def _expect(self, winners: tuple[int, ...], *, whole: bool = True) -> None:
        """Expect of the next starts what was bought here; what is not known of it, as before."""
        others = () if whole else (p for p in self._likely if p not in winners)
        self._likely = (*winners, *others)
        if self._ladder is None:
            self._note_order(winners)
        elif not self._foreseen.keys() >= set(winners):
            self._surprises += 1
            if self._surprises == MOST_SURPRISES:
                self._note_order(winners)
                self._new_ladder()

    def _expect_stretch(self, gain: int, *, in_full: bool) -> None:
        """Expect stretches about as long as those of late, longer ones where all was proved."""
        self._usual = max((self._usual + gain) / 2, 2.0 * gain if in_full else 1.0)
        self._waited = 0
        worth_it = self._usual >= WORTH_A_STRETCH
        self._patience = 0 if worth_it else min(2 * self._patience + 1, MOST_PATIENCE)

    def _note_order(self, winners: tuple[int, ...]) -> None:
        for at, project in enumerate(winners):
            self._foreseen[project] = min(at, self._foreseen.get(project, at))

    def _look_ahead(self) -> None:
        """Learn what later starts buy, and take voters together; it decides nothing."""
        game, now = self._game, start_of(self._game, self.steps)
        spent = sum(game.profile.costs[p] for p in self._likely)
        # All would be spent about there, if the same part of it were as here.
        start = now * self._budget / spent if spent else now
        further = int((start - now) // game.rule.increment_minor)
        if further >= WORTH_A_LADDER:
            self._note_order(run_shares(game, start_of(game, self.steps + further)).winners)
            self._new_ladder()

    def _new_ladder(self) -> None:
        self._surprises = 0
        likely = sorted(self._foreseen, key=self._foreseen.__getitem__)
        self._ladder = ladder(self._game.supporters, likely)

    def _settle(self, bought: _Bought) -> None:
        """Note when what was bought at the start that stands ends the search."""
        self._told(self.steps)
        if self._game.rule.stop is Stop.EXHAUSTIVE and self._is_exhaustive(bought):
            self.ended_by = "exhaustive"
        elif self._can_grow_no_more(bought):
            self.ended_by = "nothing_more"

    def _is_exhaustive(self, bought: _Bought) -> bool:
        left = self._budget - bought.cost_minor
        costs = self._game.profile.costs
        return not any(
            costs[p] <= left
            for p in self._game.candidates
            if p not in bought.winners and p not in bought.shut_out
        )

    def _can_grow_no_more(self, bought: _Bought) -> bool:
        total = len(bought.winners) + len(bought.shut_out)
        everything = total == len(self._game.candidates) and not bought.shut_out
        return everything or start_of(self._game, self.steps) >= self._ceiling
