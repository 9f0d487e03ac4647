"""What every ballot is, and what each kind of ballot says of itself.

A ballot is one value on its whole way: from the form to the envelope, the published list, the
files and the count. Source: docs/rules/voting.md section 2.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pbplatform.core.errors import Conflict
from pbplatform.counting.profile import BallotKind

LARGEST_NUMBER = 10**9
"""The largest number, and the most points, that an envelope can hold."""

_BETWEEN, _INSIDE = ",", ":"


@dataclass(frozen=True)
class Terms:
    """What ballots of a round are judged by; from the freeze on, what its definition says.

    Attributes:
        costs: minor units by project number, in the order of the list.
        money_minor: the money of the round.
        max_choices: how many projects one may name; None for any number.
        max_points: how many points one may give; None where no points are given.
    """

    costs: Mapping[int, int]
    money_minor: int
    max_choices: int | None = None
    max_points: int | None = None

    @property
    def without_limit(self) -> Terms:
        """The same for who is still choosing: too much may be chosen, and is told of."""
        whole = max(self.money_minor, sum(self.costs.values()))
        return replace(self, money_minor=whole, max_choices=None, max_points=None)


@dataclass(frozen=True)
class Fault:
    """Why a ballot does not count.

    Attributes:
        reason: the word that is published, where it was found at the opening.
        code: names the sentence for a voter whose vote is not sealed yet.
        figures: whole numbers that the sentence needs.
    """

    reason: str
    code: str
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def refusal(self) -> Conflict:
        return Conflict(self.code, field="project", **self.figures)


class Ballot(ABC):
    """One person's choices; never says whose. The subclass is the kind.

    What has no order of its own is kept ascending by number, so equal ballots are equal values.

    Attributes:
        kind: the word of the frozen definition.
        counted_as: what a mark means to the count.
        sealed: what stands in the envelope beside choices and tracker. Version 2 names the kind;
            version 1 is as approval ballots were always written, and goes on being theirs.
        ordered: whether the order of the choices is the voter's, and part of the vote.
        typed_in_pairs: whether something stands beside each project, such as points.
    """

    kind: ClassVar[str]
    counted_as: ClassVar[BallotKind]
    sealed: ClassVar[Mapping[str, str | int]]
    ordered: ClassVar[bool] = False
    typed_in_pairs: ClassVar[bool] = False

    @property
    @abstractmethod
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the projects it names."""

    @property
    def points(self) -> tuple[int, ...] | None:
        """Points beside `numbers`; None where a kind gives none."""
        return None

    @classmethod
    @abstractmethod
    def from_form(cls, marks: Iterable[tuple[int, int]]) -> Self:
        """The ballot that a form tells.

        Args:
            marks: number of a project, and what was typed or ticked beside it: 1 for a tick,
                points, or a place from 1; in the form's order.
        """

    @abstractmethod
    def listed(self) -> list[Any]:
        """Its choices as the envelope, the published list and the draft have them, for JSON."""

    @classmethod
    @abstractmethod
    def read(cls, listed: object) -> Self:
        """The ballot that `listed` wrote.

        Raises:
            ValueError: no choices of this kind.
        """

    @classmethod
    def blank(cls) -> Self:
        """The vote of who chose nothing."""
        return cls.read([])

    @classmethod
    @abstractmethod
    def fullest(cls, terms: Terms) -> Self:
        """The ballot that names every project, with the most beside each; no page is longer."""

    @classmethod
    def longest(cls, terms: Terms) -> int:
        """Bytes of the longest choices there can be, without the brackets around them."""
        whole = (json.dumps(one, separators=(",", ":")) for one in cls.fullest(terms).listed())
        each = sorted((len(choice) for choice in whole), reverse=True)
        allowed = each[: terms.max_choices]
        return sum(allowed) + max(len(allowed) - 1, 0)

    def faults(self, terms: Terms) -> Iterator[Fault]:
        """Why it does not count, the first reason first; nothing when it does."""
        if len(set(self.numbers)) != len(self.numbers):
            yield Fault("named-twice", "vote.named_twice")
        if not set(self.numbers) <= terms.costs.keys():
            yield Fault("not-on-ballot", "vote.not_on_ballot")
        most, chosen = terms.max_choices, len(self.numbers)
        if most is not None and chosen > most:
            yield Fault("too-many", "vote.too_many", {"chosen": chosen, "most": most})

    @property
    def can_be_written(self) -> bool:
        """Whether every figure of it has a place in an envelope."""
        return all(1 <= one <= LARGEST_NUMBER for one in (*self.numbers, *(self.points or ())))

    def row(self) -> str:
        """Its choices as a row of the published list keeps them: `4,9`, or `4:3,9:2`."""
        return _BETWEEN.join(
            _INSIDE.join(str(figure) for figure in _figures(choice)) for choice in self.listed()
        )

    @classmethod
    def from_row(cls, text: str) -> Self:
        """The ballot of such a row; ValueError where it holds none."""
        return cls.read(listed_in(text))


@dataclass(frozen=True)
class NumbersBallot(Ballot):
    """Choices that are numbers of projects and nothing else."""

    numbers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.ordered:
            object.__setattr__(self, "numbers", tuple(sorted(self.numbers)))

    @classmethod
    def from_form(cls, marks: Iterable[tuple[int, int]]) -> Self:
        return cls(tuple(number for number, _mark in marks))

    @classmethod
    def fullest(cls, terms: Terms) -> Self:
        return cls(tuple(terms.costs))

    def listed(self) -> list[Any]:
        return list(self.numbers)

    @classmethod
    def read(cls, listed: object) -> Self:
        if not isinstance(listed, list) or not all(type(number) is int for number in listed):
            raise ValueError("not a ballot")
        return cls(tuple(listed))


def entries(text: str) -> list[str]:
    """The choices of a row of the published list, one by one, as it writes them."""
    return text.split(_BETWEEN) if text else []


def listed_in(text: str) -> list[Any]:
    """What a row of the published list says, exactly as it stands there, for JSON.

    Raises:
        ValueError: something in it is no number.
    """
    if _INSIDE not in text:
        return [int(entry) for entry in entries(text)]
    return [[int(figure) for figure in entry.split(_INSIDE)] for entry in entries(text)]


def version_2(kind: str) -> Mapping[str, str | int]:
    """What the envelope of a kind says of itself, from the second version on."""
    return MappingProxyType({"k": kind, "v": 2})


def _figures(choice: int | Sequence[int]) -> Sequence[int]:
    return (choice,) if isinstance(choice, int) else choice
