"""Elections written for tests, and drawn at random."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from pbplatform.counting.files import About
from pbplatform.counting.profile import BallotKind, Contender, Profile


@st.composite
def tie_heavy_elections(draw):
    """Few projects with few different costs, few voters: equals and even money everywhere."""
    projects = draw(st.integers(1, 7))
    keys = [str(number) for number in range(projects)]
    costs = draw(
        st.lists(
            st.one_of(st.sampled_from([0, 10, 20, 30, 60]), st.integers(1, 60)),
            min_size=projects,
            max_size=projects,
        )
    )
    ballot = st.lists(st.sampled_from(keys), max_size=4, unique=True)
    ballots = draw(st.lists(ballot, min_size=1, max_size=12))
    points = None
    if draw(st.booleans()):
        points = [
            draw(st.lists(st.integers(0, 3), min_size=len(b), max_size=len(b))) for b in ballots
        ]
    return Profile.of_ballots(
        [Contender(key, cost) for key, cost in zip(keys, costs, strict=True)],
        draw(st.integers(0, sum(costs) + 5)),
        ballots,
        kind=BallotKind.APPROVAL if points is None else BallotKind.CUMULATIVE,
        points=points,
    )


def shuffled(profile: Profile, shuffler: random.Random) -> Profile:
    ballots, points = [], []
    for ballot, times in enumerate(profile.times.tolist()):
        part = slice(profile.offsets[ballot], profile.offsets[ballot + 1])
        for _ in range(times):
            marks = profile.marks[part].tolist()
            given_points = [1] * len(marks) if profile.points is None else profile.points[part]
            pairs = list(zip(marks, (int(p) for p in given_points), strict=True))
            shuffler.shuffle(pairs)
            ballots.append([profile.keys[mark] for mark, _ in pairs])
            points.append([value for _, value in pairs])
    rows = list(zip(ballots, points, strict=True))
    shuffler.shuffle(rows)
    contenders = list(profile.contenders)
    shuffler.shuffle(contenders)
    return Profile.of_ballots(
        contenders,
        profile.budget_minor,
        [ballot for ballot, _ in rows],
        kind=profile.kind,
        points=None if profile.points is None else [value for _, value in rows],
    )


def approvals(costs: dict[str, int], ballots: list[str], budget: int) -> Profile:
    return Profile.of_ballots([Contender(k, c) for k, c in costs.items()], budget, ballots)


# Six voters with 10 each. Four want A and B, two want C.
TWO_GROUPS = approvals({"A": 30, "B": 30, "C": 20}, ["AB", "AB", "AB", "AB", "C", "C"], 60)


ABOUT = About(
    description="Benches of Hackford",
    country="Utopia",
    unit="Hackford",
    instance="2027",
    date_begin="2027",
    date_end="2027",
    currency="GBP",
    names={"A": 'Benches; "warm" ones'},
)
