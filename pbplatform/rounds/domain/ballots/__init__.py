"""Ballots: one value for each kind, and the one list of kinds.

Everything that a kind is stands in its module: what a form tells of it, how it is written and read,
when it does not count, and what it is to the count. Source: docs/rules/rounds.md section 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pbplatform.rounds.domain.ballots.approval import Approval
from pbplatform.rounds.domain.ballots.ballot import Ballot, Fault, Terms, entries, listed_in
from pbplatform.rounds.domain.ballots.knapsack import Knapsack
from pbplatform.rounds.domain.ballots.points import Points
from pbplatform.rounds.domain.ballots.profile import Groups, PackedGroups, profile_of
from pbplatform.rounds.domain.ballots.ranking import Ranking

__all__ = [
    "Approval", "Ballot", "Knapsack", "Points", "Ranking",
    "Fault", "Groups", "PackedGroups", "Terms",
    "KINDS", "entries", "kind_named", "listed_in", "profile_of",
]  # fmt: skip

KINDS: Mapping[str, type[Ballot]] = MappingProxyType(
    {kind.kind: kind for kind in (Approval, Knapsack, Points, Ranking)}
)


def kind_named(name: str) -> type[Ballot]:
    """The kind of ballot that a definition names; KeyError for a word that is none."""
    return KINDS[name]
