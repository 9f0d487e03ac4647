"""Ballots of any kind as the count takes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from pbplatform.counting.profile import Contender, Profile
from pbplatform.rounds.domain.ballots.ballot import Ballot, Terms

Groups = Sequence[tuple[Ballot, int]]
"""Distinct ballots of one round, all of its kind, with how many voters cast each."""


def profile_of(
    kind: type[Ballot], terms: Terms, groups: Groups, withdrawn: Collection[int] = ()
) -> Profile:
    """The profile of a round: its projects and money, and its valid ballots.

    Args:
        withdrawn: numbers of projects that an amendment withdrew; ballots may name them.
    Source: docs/rules/counting.md section 1.
    """
    contenders = tuple(
        Contender(str(number), cost, withdrawn=number in withdrawn)
        for number, cost in terms.costs.items()
    )
    index = {number: place for place, number in enumerate(terms.costs)}
    lengths = [len(ballot.numbers) for ballot, _times in groups]
    marks = [index[number] for ballot, _times in groups for number in ballot.numbers]
    points = [given for ballot, _times in groups for given in ballot.points or ()]
    return Profile(
        contenders=contenders,
        budget_minor=terms.money_minor,
        kind=kind.counted_as,
        offsets=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
        marks=np.array(marks, dtype=np.int32),
        times=np.array([times for _ballot, times in groups], dtype=np.int64),
        points=None if kind.blank().points is None else np.array(points, dtype=np.int64),
    )
