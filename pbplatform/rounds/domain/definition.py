"""The frozen definition as a typed document: the one place that reads its bytes.

Source: docs/rules/rounds.md section 3, ruling 29.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from pbplatform.core.errors import Conflict
from pbplatform.core.money import Currency
from pbplatform.counting.rulebook import Rule
from pbplatform.rounds.domain.ballots import Ballot, Terms, kind_named


@dataclass(frozen=True)
class FrozenProject:
    """A project as the definition names it."""

    number: int
    title: str
    cost_minor: int


@dataclass(frozen=True)
class Opening:
    """Which people hold the key together. Source: docs/rules/trustees.md section 1.

    Attributes:
        need: how many of them make the key again.
        names, points: of each, and of their share, 65 bytes; in order of the shares.
    """

    need: int
    names: tuple[str, ...]
    points: tuple[bytes, ...]


@dataclass(frozen=True)
class Definition:
    """What voters rely on. It decides and is shown from the freeze on, never the round's row.

    Attributes:
        results_at: when the result is promised; None in definitions frozen before it was in them.
        ballot_kind: the word for the kind of ballot; `ballot` is the kind itself.
        max_points: how many points one may give; None where no points are given.
        urn_key: public point of the round's key, 65 bytes.
        opening: the trustees who hold it; None where the server has it.
    """

    slug: str
    name: str
    money_minor: int
    currency_code: str
    currency_exponent: int
    ballot_kind: str
    max_choices: int | None
    rule: dict[str, Any]
    projects: tuple[FrozenProject, ...]
    opens_at: datetime
    closes_at: datetime
    results_at: datetime | None
    urn_key: bytes
    max_points: int | None = None
    opening: Opening | None = None

    @cached_property
    def ballot(self) -> type[Ballot]:
        """The kind of every ballot of the round."""
        return kind_named(self.ballot_kind)

    @cached_property
    def terms(self) -> Terms:
        """What each ballot is judged by."""
        costs = {project.number: project.cost_minor for project in self.projects}
        return Terms(costs, self.money_minor, self.max_choices, self.max_points)

    @cached_property
    def counting_rule(self) -> Rule:
        return Rule.from_dict(self.rule)

    @property
    def currency(self) -> Currency:
        return Currency(self.currency_code, self.currency_exponent)

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the projects on the ballot."""
        return frozenset(project.number for project in self.projects)

    def project(self, number: int) -> FrozenProject | None:
        """The project of this number, None when it is not on the ballot."""
        return self._by_number.get(number)

    @cached_property
    def _by_number(self) -> dict[int, FrozenProject]:
        # Of a number that stands twice the first counts.
        return {one.number: one for one in reversed(self.projects)}


@lru_cache(maxsize=64)
def read_definition(body: bytes) -> Definition:
    """The definition that these bytes hold.

    Raises:
        Conflict: somebody changed the bytes so that they are no definition any more.
    """
    try:
        told = json.loads(body)
        return Definition(
            slug=told["round"],
            name=told["name"],
            money_minor=told["money_minor"],
            currency_code=told["currency"][0],
            currency_exponent=told["currency"][1],
            ballot_kind=kind_named(told["ballot"]["kind"]).kind,
            max_choices=told["ballot"]["max"],
            rule=told["rule"],
            projects=tuple(
                FrozenProject(project["n"], project["title"], project["cost_minor"])
                for project in told["projects"]
            ),
            opens_at=_instant(told["opens_at"]),
            closes_at=_instant(told["closes_at"]),
            results_at=_instant(told["results_at"]) if "results_at" in told else None,
            urn_key=bytes.fromhex(told["urn_key"]),
            max_points=told["ballot"].get("points"),
            opening=_opening(told["opening"]) if "opening" in told else None,
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Conflict("check.definition_unreadable") from error


def _opening(told: dict[str, Any]) -> Opening:
    points = tuple(bytes.fromhex(point) for point in told["shares"])
    return Opening(told["need"], tuple(told["names"]), points)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
