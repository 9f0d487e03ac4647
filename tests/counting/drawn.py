"""Elections drawn at random for comparing two ways to count, and what is compared of a run."""

from __future__ import annotations

import numpy as np

from pbplatform.counting.profile import BallotKind, Contender, Profile
from pbplatform.counting.rulebook import Rule
from pbplatform.counting.shares_run import SharesGame, SharesResult
from pbplatform.counting.ties import TieBreaker, TieOrder


def drawn_election(seed: int, voters: int, projects: int, *, times: bool, points: bool) -> Profile:
    """Ballots with up to six marks, popular projects more often, costs with equals among them."""
    chance = np.random.default_rng(seed)
    lengths = chance.integers(0, min(6, projects) + 1, size=voters)
    popular = chance.random(projects) ** 2 + 0.05
    marks = [
        chance.choice(projects, size=n, replace=False, p=popular / popular.sum()) for n in lengths
    ]
    costs = chance.integers(1, 12, size=projects) * voters * 3
    return Profile(
        contenders=tuple(Contender(str(p), int(cost)) for p, cost in enumerate(costs)),
        budget_minor=int(costs.sum() // 3),
        kind=BallotKind.CUMULATIVE if points else BallotKind.APPROVAL,
        offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        marks=np.concatenate([*marks, np.zeros(0)]).astype(np.int32),
        times=chance.integers(1, 4 if times else 2, size=voters),
        points=chance.integers(0, 4, size=int(lengths.sum())) if points else None,
    )


def game_of(profile: Profile, rule: Rule) -> SharesGame:
    breaker = TieBreaker(profile, rule.ties, TieOrder.by_file(profile))
    return SharesGame.of(profile, rule, {}, breaker)


def seen_of(run: SharesResult) -> tuple[object, ...]:
    """All that a result document is made of."""
    purchases = [
        (one.full_weight, sorted(one.emptied.tolist()), sorted(one.even.tolist()))
        for one in run.exact.purchases
    ]
    return run.winners, run.exact.prices(), run.ties, purchases, (run.money > 0).tolist()
