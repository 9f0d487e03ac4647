"""Add1: start Equal Shares again with a little more money per voter until the budget is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from pbplatform.counting.rulebook import Stop
from pbplatform.counting.shares_ladder import Ladder, ladder
from pbplatform.counting.shares_run import SharesGame, SharesResult, run_shares
from pbplatform.counting.shares_steady import ALL_OF_IT, steady_part

SHORTEST_STRETCH = 2
LONGEST_STRETCH = 2**16
MOST_TRIED_AGAIN = 0.98
"""Of a stretch that was not proved, at most this part is tried next."""

FIRST_PATIENCE, MOST_PATIENCE = 3, 32
"""So many runs with the same winners in a row are waited for, at first and at most, before the
next proof."""

RUNS_BEFORE_LADDER, RUNS_IF_SMALL, SMALL = 4, 256, 2**19
"""After so many runs voters are taken together; with fewer marks than that it pays later."""

MOST_SURPRISES = 4
"""After so many runs that bought what no other bought, voters are taken together anew."""


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


class _Search:
    def __init__(self, game: SharesGame, told: Callable[[int], None]) -> None:
        self._game = game
        self._told = told
        self._budget = game.profile.budget_minor
        # From here on every supporter could pay for everything alone: nothing changes any more.
        self._ceiling = sum(game.profile.costs[p] for p in game.candidates)
        self.steps = 0
        self.standing = run_shares(game, start_of(game, 0))
        self.ended_by = ""
        self._alike = 0
        self._patience = FIRST_PATIENCE
        self._stretch = self._usual = SHORTEST_STRETCH
        self._proved = self._calm = False
        self._ladder: Ladder | None = None
        self._earliest = {p: at for at, p in enumerate(self.standing.winners)}
        self._runs = self._surprises = 0
        marks = len(game.supporters.types)
        self._before_ladder = RUNS_IF_SMALL if marks < SMALL else RUNS_BEFORE_LADDER
        self._settle()

    def final_run(self) -> SharesResult:
        """The run of the start that stands."""
        start = start_of(self._game, self.steps)
        if self.standing.start != start or self._ladder is not None:
            self.standing = run_shares(self._game, start, likely=self.standing.winners)
        return self.standing

    def advance(self) -> None:
        """Go one step on, or over a whole stretch that is proved to change nothing."""
        if self._alike >= self._patience and self._skip():
            return
        start = start_of(self._game, self.steps + 1)
        found = self._run(start)
        if found.cost_minor > self._budget:
            self.ended_by = "overspend"
            return
        if found.winners == self.standing.winners:
            self._alike += 1
        else:
            self._alike = 0
            self._patience = 1 if self._calm else self._patience
            self._calm = False
        self.standing = found
        self.steps += 1
        self._settle()

    def _run(self, start: Fraction) -> SharesResult:
        self._runs += 1
        if self._runs == self._before_ladder:
            self._look_ahead()
            self._ladder = self._new_ladder()
        found = run_shares(self._game, start, likely=self.standing.winners, ladder=self._ladder)
        if self._ladder and not self._earliest.keys() >= set(found.winners):
            self._surprises += 1
            if self._surprises == MOST_SURPRISES:
                self._ladder = self._new_ladder()
                self._surprises = 0
        self._note_order(found)
        return found

    def _note_order(self, run: SharesResult) -> None:
        for at, project in enumerate(run.winners):
            self._earliest[project] = min(at, self._earliest.get(project, at))

    def _new_ladder(self) -> Ladder:
        return ladder(self._game.supporters, sorted(self._earliest, key=self._earliest.__getitem__))

    def _steady_part(self, stretch: int) -> float:
        low, high = start_of(self._game, self.steps), start_of(self._game, self.steps + stretch)
        ends = float(low), float(high)
        return steady_part(self._game, self.standing.winners, *ends, ladder=self._ladder)

    def _look_ahead(self) -> None:
        """Learn what later starts buy, in leaps; it decides nothing."""
        step = self.steps
        while True:
            step *= 2
            found = run_shares(self._game, start_of(self._game, step))
            if found.cost_minor > self._budget or start_of(self._game, step) >= self._ceiling:
                return
            self._note_order(found)

    def _skip(self) -> bool:
        """Go over a stretch; the winners are known there, the prices only of its last start."""
        asked = self._stretch
        while (part := self._steady_part(asked)) < ALL_OF_IT:
            asked = int(asked * min(part, MOST_TRIED_AGAIN))
            if asked < SHORTEST_STRETCH:
                self._give_up()
                return False
        self.steps += asked
        self._usual = (self._usual + asked + 1) // 2
        self._proved, self._patience = True, 1
        if asked == self._stretch:
            self._stretch = min(2 * asked, LONGEST_STRETCH)
        else:  # then the start at which something changes is near
            self._give_up()
        self._settle()
        return True

    def _give_up(self) -> None:
        """Go on by single runs: to the end of a calm stretch, or until one comes."""
        self._alike = 0
        if self._proved:
            self._patience, self._stretch = FIRST_PATIENCE, self._usual
        else:
            # Where winners change often, proofs cost more than runs.
            self._patience = min(2 * self._patience, MOST_PATIENCE)
            self._stretch = self._usual = max(self._usual // 4, SHORTEST_STRETCH)
        self._calm, self._proved = self._proved, False

    def _settle(self) -> None:
        """Note when this run ends the search."""
        self._told(self.steps)
        if self._game.rule.stop is Stop.EXHAUSTIVE and self._is_exhaustive():
            self.ended_by = "exhaustive"
        elif self._can_grow_no_more():
            self.ended_by = "nothing_more"

    def _is_exhaustive(self) -> bool:
        left = self._budget - self.standing.cost_minor
        costs = self._game.profile.costs
        return not any(
            costs[p] <= left
            for p in self._game.candidates
            if p not in self.standing.winners and p not in self.standing.shut_out
        )

    def _can_grow_no_more(self) -> bool:
        bought = len(self.standing.winners) + len(self.standing.shut_out)
        everything = bought == len(self._game.candidates) and not self.standing.shut_out
        return everything or start_of(self._game, self.steps) >= self._ceiling
