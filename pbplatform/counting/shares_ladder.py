"""Voters taken together who have the same money for certain, so that a run has less to add up.

What a voter has left depends only on the bought projects that she supports. While nothing but
projects of a set is bought, all voters with the same support within the set are one *group*: they
have the same money, exactly. A ladder goes from small sets with few groups to all projects with
every distinct ballot by itself; a run climbs to the next rung before it buys a project that is not
in the set of its own. Groups are made by whole numbers, so nothing is guessed.

Source: docs/rules/counting.md section 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pbplatform.counting.profile import EXACT_IN_A_FLOAT, Int64s, Profile
from pbplatform.counting.shares_exact import NOBODY
from pbplatform.counting.supporters import Bools, Floats, Supporters

MOST_RUNGS = 6
DENSE = 30
"""Up to so many places for each entry, counting in a table is faster than sorting."""
WORTH_A_RUNG = 0.75
"""A rung has at most this part of the groups of the rung above it."""


@dataclass(frozen=True, eq=False)
class Rung:
    """One way to take voters together.

    Attributes:
        supporters: the marks by project; its *types* are the groups of this rung.
        within: bool (projects,), the set; only these may be bought while a run stands here.
        below: int64 (types,), the group of the rung below that each belongs to; empty on the first.
    """

    supporters: Supporters
    within: Bools
    below: Int64s


Ladder = tuple[Rung, ...]


def only_rung(supporters: Supporters) -> Ladder:
    """Every distinct ballot by itself."""
    everything = np.ones(len(supporters.totals), dtype=np.bool_)
    return (Rung(supporters, everything, below=NOBODY),)


def ladder(supporters: Supporters, likely: Sequence[int]) -> Ladder:
    """Rungs for runs that buy these projects, about in this order.

    Args:
        likely: project indexes. They decide how fast a run is, never what comes of it.
    """
    rungs = list(only_rung(supporters))
    size = len(likely)
    for part in range(MOST_RUNGS, 0, -1):
        chosen = likely[: -(-size * part // MOST_RUNGS)]
        top = rungs[0]
        if not chosen or top.within.sum() == len(chosen):
            continue
        lower, groups = _grouped(top.supporters, chosen)
        if len(lower.supporters.profile.times) <= WORTH_A_RUNG * len(groups):
            rungs[0] = replace(top, below=groups)
            rungs.insert(0, lower)
    return tuple(rungs)


def _grouped(above: Supporters, chosen: Sequence[int]) -> tuple[Rung, Int64s]:
    """A rung for a set of projects, and the group of each type above it."""
    within = np.zeros(len(above.totals), dtype=np.bool_)
    within[list(chosen)] = True
    groups, first = _groups(above.profile, chosen, within)
    profile = _restricted(above.profile, groups, first, within)
    return Rung(_gathered(above, profile, groups), within, below=NOBODY), groups


def _groups(profile: Profile, chosen: Sequence[int], within: Bools) -> tuple[Int64s, Int64s]:
    """The group of each type, by its points for the chosen projects; and one type of each group.

    Points are digits of one whole number, those of earlier projects first, so many at a time as a
    float holds exactly. So all groups that are one on the rung below stand side by side, and a run
    that climbs reads its money from front to back.
    """
    digits = 2 if profile.points is None else int(profile.points.max(initial=1)) + 1
    at_once = 1
    while digits ** (at_once + 1) <= EXACT_IN_A_FLOAT:
        at_once += 1
    marked = within[profile.marks]
    owners = np.repeat(np.arange(len(profile.times)), profile.lengths)[marked]
    marks = profile.marks[marked]
    given = None if profile.points is None else profile.points[marked]
    groups = np.zeros(len(profile.times), dtype=np.int64)
    first = np.zeros(1, dtype=np.int64)
    for start in range(0, len(chosen), at_once):
        worth = np.zeros(len(within))
        some = list(chosen[start : start + at_once])
        worth[some] = [float(digits**place) for place in reversed(range(len(some)))]
        values = worth[marks] if given is None else worth[marks] * given
        told = np.bincount(owners, weights=values, minlength=len(groups)).astype(np.int64)
        if start:
            parts, firsts = _numbered(told)
            told = groups * len(firsts) + parts
        groups, first = _numbered(told)
    return groups, first


def _numbered(values: Int64s) -> tuple[Int64s, Int64s]:
    """For each value its place among all that are different; and where one of each stands.

    numpy's `unique` finds the first of each, and sorts three times as long for it.
    """
    order = np.argsort(values)
    ordered = values.take(order)
    new = np.concatenate((np.ones(min(1, len(values)), np.bool_), ordered[1:] != ordered[:-1]))
    places = np.empty(len(values), dtype=np.int64)
    places[order] = np.cumsum(new) - 1
    return places, order.compress(new)


def _restricted(profile: Profile, groups: Int64s, first: Int64s, within: Bools) -> Profile:
    """One ballot for each group, with its marks within the set and all its voters."""
    lengths = profile.lengths[first]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))
    places = np.repeat(profile.offsets[first] - offsets[:-1], lengths) + np.arange(offsets[-1])
    kept = within[profile.marks[places]]
    owners = np.repeat(np.arange(len(first)), lengths)[kept]
    sizes = np.bincount(owners, minlength=len(first))
    times = np.bincount(groups, weights=profile.times, minlength=len(first))
    return replace(
        profile,
        offsets=np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64))),
        marks=profile.marks[places][kept],
        times=times.astype(np.int64),
        points=None if profile.points is None else profile.points[places][kept],
    )


def _gathered(above: Supporters, profile: Profile, groups: Int64s) -> Supporters:
    """The entries of all projects, those of one group and the same points taken together."""
    types, points, weights = [], [], []
    for its_types, its_points, its_weights in above.entries:
        keys, weight, given = _together(groups[its_types], its_points, its_weights)
        types.append(keys)
        weights.append(weight)
        points.append(given)
    starts = np.concatenate(([0], np.cumsum([len(each) for each in types]))).astype(np.int64)
    return Supporters(
        profile=profile,
        starts=starts,
        types=np.concatenate(types) if types else np.zeros(0, np.int64),
        points=None if above.points is None else np.concatenate(points),
        weights=np.concatenate(weights) if weights else None,
        totals=above.totals,
    )


def _together(
    keys: Int64s, points: Floats | None, weights: Floats | None
) -> tuple[Int64s, Floats, Floats]:
    """Groups, their weights and their points; weights are whole numbers, so sums are exact."""
    digits = 1
    if points is not None:
        digits = int(points.max(initial=0.0)) + 1
        keys = keys * digits + points.astype(np.int64)
    if int(keys.max(initial=0)) < DENSE * len(keys):
        weight = np.bincount(keys, weights=weights).astype(np.float64)
        found = np.flatnonzero(weight > 0)
        weight = weight.take(found)
    else:
        found, parts = np.unique(keys, return_inverse=True)
        weight = np.bincount(parts, weights=weights, minlength=len(found)).astype(np.float64)
    return found // digits, weight, (found % digits).astype(np.float64)
