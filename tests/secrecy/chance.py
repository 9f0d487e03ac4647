"""Whether guesses are better than chance.

A way to guess gives the voter at a place of one order the ballot at the same place of another. By
chance one of any number is right on average, whatever their number: this is Poisson's law, which
shuffled guesses show too. Many ways are tried, so one is believed only when not even the best of so
many ways would be as good once in a million. Orders that nearly agree are seen by guesses a few
places beside the right one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.secrecy.reading import Orders, Value

NEAR = 5  # places beside the right one that count as near
_SHUFFLES = 200
_ONCE_IN = 1e-6
Places = NDArray[np.float64]


@dataclass(frozen=True)
class Way:
    """One way of guessing.

    Attributes:
        right: voters whose own ballot was named.
        near: voters whose own ballot lies at most `NEAR` places from the one named.
        by_chance: right guesses, by shuffling, on average.
    """

    channel: str
    voters: str
    ballots: str
    right: int
    near: int
    by_chance: float


def least_believed(ways: int, expected: float) -> int:
    """From how many right guesses on the best of so many ways is no chance."""
    if expected <= 0:
        return 1
    count, term, tail = 0, math.exp(-expected), 1.0
    while tail * max(ways, 1) > _ONCE_IN:
        tail -= term
        count += 1
        term *= expected / count
    return count


def re_linked(ways: Iterable[Way], voters: int) -> dict[str, int]:
    """By channel, the voters that its best believed way names; 0 where chance does as well."""
    tried = list(ways)
    sure = least_believed(len(tried), 1.0)
    near = least_believed(len(tried), expected_near(voters))
    found: dict[str, int] = {}
    for way in tried:
        named = way.right if way.right >= sure else 0
        if way.near >= near:
            named = max(named, way.near)
        found[way.channel] = max(found.get(way.channel, 0), named)
    return found


def expected_near(voters: int) -> float:
    """Near guesses by chance; by the edges a little less."""
    return float(min(2 * NEAR + 1, voters))


def guess(
    voters: Orders, ballots: Orders, truth: dict[int, str], channel: dict[str, str], seed: int = 1
) -> Iterator[Way]:
    """Every order of voters beside every order of ballots, forwards and backwards.

    Args:
        truth: the tracker of each voter.
        channel: what each order of voters, and of ballots, belongs to.
    """
    chance = np.random.default_rng(seed)
    numbers, own = list(truth), {tracker: at for at, tracker in enumerate(truth.values())}
    at_of = {number: at for at, number in enumerate(numbers)}
    rows = dict(_different(ballots, own, chance))
    for name, places in _different(voters, at_of, chance):
        for other, row in rows.items():
            for way, turned in (("", places), (", backwards", len(numbers) - 1 - places)):
                apart = np.abs(turned - row)
                yield Way(
                    _of(channel, name, other),
                    name + way,
                    other,
                    int((apart < 0.5).sum()),
                    int((apart <= NEAR).sum()),
                    by_shuffling(turned, row, chance),
                )


def _of(channel: dict[str, str], voters: str, ballots: str) -> str:
    return channel.get(voters) or channel.get(ballots) or "other columns"


def by_shuffling(places: Places, row: Places, chance: np.random.Generator) -> float:
    """Right guesses when the same ballots are dealt out by chance, on average."""
    known = places[~np.isnan(places)]
    if not len(known):
        return 0.0
    tries = _SHUFFLES // 10 if len(row) > 200 else _SHUFFLES
    return float(
        np.mean([(np.abs(places - chance.permutation(row)) < 0.5).sum() for _ in range(tries)])
    )


def _different(
    orders: Orders, at_of: dict[Any, int], chance: np.random.Generator
) -> Iterator[tuple[str, Places]]:
    """Each order as places of those whom it names; orders that say the same only once."""
    seen: set[bytes] = set()
    for name, values in orders.items():
        known = {at_of[one]: value for one, value in values.items() if one in at_of}
        if len(known) < 2 or len(set(known.values())) < 2:
            continue  # it says nothing
        sames = np.array(_ranks(list(known.values()), None))
        places = np.full(len(at_of), np.nan)
        places[list(known)] = sames
        if places.tobytes() in seen:
            continue
        seen.add(places.tobytes())
        spread = np.array(_ranks(list(known.values()), chance))
        # Who is not named is passed over; those who are stand in for all.
        places[list(known)] = np.floor((spread + 0.5) / len(known) * len(at_of))
        yield name, places


def _ranks(values: list[Value], chance: np.random.Generator | None) -> list[float]:
    """Places from 0; of equal ones by chance, or the same."""
    kinds = {type(value) for value in values}
    keys: list[Any] = list(values) if len(kinds) == 1 else [str(value) for value in values]
    if chance is None:
        place = {key: at for at, key in enumerate(sorted(set(keys)))}
        return [float(place[key]) for key in keys]
    ties = chance.random(len(keys))
    ranks = [0.0] * len(keys)
    for place_, at in enumerate(sorted(range(len(keys)), key=lambda at: (keys[at], ties[at]))):
        ranks[at] = float(place_)
    return ranks
