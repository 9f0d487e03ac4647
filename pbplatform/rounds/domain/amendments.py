"""What was amended after the freeze, as values. Source: docs/rules/amendments.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from pbplatform.core.canonical import instant_text


class AmendmentKind(StrEnum):
    WITHDRAWN = "withdrawn"  # a project
    EXTENDED = "extended"  # the time to vote


@dataclass(frozen=True)
class Outage:
    """A time in which people could not vote: half-open, aware instants."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since

    def overlaps(self, other: Outage) -> bool:
        return self.since < other.until and other.since < self.until


@dataclass(frozen=True)
class Extension:
    """Voting is open longer: what the entry of the ballot log says of it.

    Attributes:
        before, closes_at: the end as it was and as it is.
        results_at: the promised hour from then on.
        after_shut: the clock had ended voting when two people made it.
    """

    outage: Outage
    before: datetime
    closes_at: datetime
    results_at: datetime
    after_shut: bool

    @property
    def told(self) -> dict[str, Any]:
        """For canonical JSON."""
        return {
            "down_from": instant_text(self.outage.since),
            "down_until": instant_text(self.outage.until),
            "before": instant_text(self.before),
            "closes_at": instant_text(self.closes_at),
            "results_at": instant_text(self.results_at),
            "after_shut": int(self.after_shut),
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Extension:
        """KeyError or ValueError for what `told` never wrote."""
        return cls(
            Outage(instant_of(told["down_from"]), instant_of(told["down_until"])),
            instant_of(told["before"]),
            instant_of(told["closes_at"]),
            instant_of(told["results_at"]),
            bool(told["after_shut"]),
        )


def instant_of(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def results_after(*, results_at: datetime, before: datetime, closes_at: datetime) -> datetime:
    """The promised hour of the result when voting ends later than it did.

    Source: docs/rules/amendments.md section 4.
    """
    return results_at if closes_at <= results_at else results_at + (closes_at - before)


@dataclass(frozen=True)
class InForce:
    """What holds after all amendments, where they say anything of it.

    Attributes:
        withdrawn: numbers of projects, ascending.
    """

    withdrawn: tuple[int, ...] = ()
    closes_at: datetime | None = None
    results_at: datetime | None = None


def in_force(amendments: Iterable[tuple[str, Mapping[str, Any]]]) -> InForce:
    """What (kind, facts) of all amendments come to, by their numbers.

    Raises:
        KeyError, ValueError, TypeError: somebody changed the facts into something else.
    Source: docs/rules/amendments.md section 2.
    """
    withdrawn: set[int] = set()
    closes_at = results_at = None
    for kind, facts in amendments:
        if AmendmentKind(kind) is AmendmentKind.WITHDRAWN:
            withdrawn.add(int(facts["project"]))
        else:
            extension = Extension.read(facts)
            closes_at, results_at = extension.closes_at, extension.results_at
    return InForce(tuple(sorted(withdrawn)), closes_at, results_at)
