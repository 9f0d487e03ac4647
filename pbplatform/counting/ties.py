"""Putting equals in order, and never silently."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from pbplatform.counting.profile import Profile
from pbplatform.counting.rulebook import TieBreak


@dataclass(frozen=True)
class TieOrder:
    """The last resort among equals: the project that stands earlier goes first.

    Attributes:
        kind: `lot` or `file-order`; reported with every tie that it settles.
        keys: every project key, once.
        seed: what the lot was drawn from; empty for other kinds.
    Source: docs/rules/counting.md section 4.
    """

    kind: str
    keys: tuple[str, ...]
    seed: str = ""

    @classmethod
    def by_lot(cls, seed: str, keys: Iterable[str]) -> TieOrder:
        """The order of SHA-256 of `seed|key` (UTF-8), smallest first.

        Anybody can repeat it: `printf '%s' "$seed|$key" | sha256sum`.
        """
        drawn = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).digest())
        return cls("lot", tuple(drawn), seed)

    @classmethod
    def by_file(cls, profile: Profile) -> TieOrder:
        """The order in which the projects are listed."""
        return cls("file-order", profile.keys)

    @cached_property
    def rank(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.keys)}


@dataclass(frozen=True)
class Tie:
    """Equals that the count met.

    Attributes:
        at: the round or position at which they were met, counted from 1.
        projects: keys in the order into which they were put.
        settled_by: `lower-cost`, `more-votes`, `lot` or `file-order`, as far as needed.
        changed_outcome: whether another order of these equals gives other winners.
    """

    at: int
    projects: tuple[str, ...]
    settled_by: tuple[str, ...]
    changed_outcome: bool

    def document(self) -> dict[str, Any]:
        """The tie as every document of a result tells it."""
        return {
            "at": self.at,
            "projects": list(self.projects),
            "settled_by": list(self.settled_by),
            "changed_outcome": self.changed_outcome,
        }


class TieBreaker:
    """The order among equals for one profile, rule and tie order, by project index."""

    def __init__(self, profile: Profile, breaks: Sequence[TieBreak], tie_order: TieOrder) -> None:
        """Raises ValueError when the tie order does not name every project."""
        missing = [key for key in profile.keys if key not in tie_order.rank]
        if missing:
            raise ValueError(f"the tie order does not name project {missing[0]}")
        values = {
            TieBreak.LOWER_COST: profile.costs,
            TieBreak.MORE_VOTES: tuple(-votes for votes in profile.supporters),
        }
        columns = [values[tie] for tie in breaks]
        columns.append(tuple(tie_order.rank[key] for key in profile.keys))
        self._names = (*(str(tie) for tie in breaks), tie_order.kind)
        self.keys = tuple(zip(*columns, strict=True))
        """One sort key per project; no two are equal."""

    def settled_by(self, ordered: Sequence[int]) -> tuple[str, ...]:
        """Which criteria were needed to put these equals in this order."""
        needed = set()
        for one, other in pairwise(ordered):
            pairs = zip(self.keys[one], self.keys[other], strict=True)
            needed.add(next(place for place, (a, b) in enumerate(pairs) if a != b))
        return tuple(name for place, name in enumerate(self._names) if place in needed)
