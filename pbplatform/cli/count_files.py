"""Counting files by a rule: one, or the pots of a round together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from pbplatform.cli.counted import Counted, amount, money_text
from pbplatform.counting.count import count
from pbplatform.counting.election import Election
from pbplatform.counting.official import RULE_NAMES, named_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.pots import Pot, PotResult, count_pots
from pbplatform.counting.result import CountResult
from pbplatform.counting.rulebook import CapKind, Leftover, Rule
from pbplatform.counting.shares_add1 import tell_nobody
from pbplatform.counting.ties import TieOrder

RuleOf = Callable[[Election], Rule]


def rule_of_name(name: str) -> RuleOf:
    """What `--rule` names; a file is read once.

    Raises:
        ClickException: no such name and no such file, or the file is no rule.
    """
    if name in RULE_NAMES:
        return lambda election: named_rule(name, election)
    path = Path(name)
    if path.suffix != ".json":
        raise click.ClickException(
            f"{name!r} is no rule; give rule.json or one of {', '.join(RULE_NAMES)}"
        )
    try:
        rule = Rule.from_json(path.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{path.name}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise click.ClickException(f"{path.name}: {error}") from error
    return lambda _election: rule


@dataclass(frozen=True, eq=False)
class ToCount:
    """A file that was read, and how it is to be counted."""

    election: Election
    rule_name: str
    rule: Rule
    order: TieOrder

    def counted(self, result: CountResult, seconds: float) -> Counted:
        missing = not_there(self.election, self.rule)
        return Counted(self.election, self.rule_name, result, seconds, missing)


def read(
    path: Path, rule_name: str, rule_of: RuleOf, seed: str | None, *, strict: bool = False
) -> ToCount:
    """Read a file for a rule.

    Raises:
        ValueError: it cannot be read, or has no rule of ours; the text names the file.
    """
    election = read_election(path, keep_withdrawn=True, strict=strict)
    profile = election.profile
    order = TieOrder.by_file(profile) if seed is None else TieOrder.by_lot(seed, profile.keys)
    shown = election.rule if rule_name == "official" else rule_name
    return ToCount(election, shown, rule_of(election), order)


def count_file(
    path: Path,
    rule_name: str,
    rule_of: RuleOf,
    seed: str | None,
    told: Callable[[int], None] = tell_nobody,
    *,
    strict: bool = False,
) -> Counted:
    """Read and count one file; `told` as in `count`.

    Args:
        strict: refuse what is otherwise read generously.
    Raises:
        ValueError: it cannot be read, or not counted by this rule; the text names the file.
    """
    begun = time.perf_counter()
    given = read(path, rule_name, rule_of, seed, strict=strict)
    try:
        result = count(given.election.profile, given.rule, given.order, told)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return given.counted(result, time.perf_counter() - begun)


@dataclass(frozen=True, eq=False)
class CountedPot:
    """A pot's count, and where its money came from and went."""

    counted: Counted
    money: PotResult

    def document(self) -> dict[str, Any]:
        moved = {
            "received": self.money.received_minor,
            "returned": self.money.returned_minor,
            "kept": self.money.kept_minor,
            "passed_on": self.money.passed_on_minor,
        }
        exponent = self.counted.election.exponent
        amounts = {name: amount(minor, exponent) for name, minor in moved.items()}
        return {**self.counted.document(), **amounts}

    def text(self) -> str:
        exponent, money = self.counted.election.exponent, self.money
        told = [
            (money.received_minor, "came from other pots"),
            (money.passed_on_minor, "left over, went to the city-wide pot"),
            (money.kept_minor, "left over, kept for the next round of this pot"),
            (money.returned_minor, "left over, goes back"),
        ]
        lines = [f"{money_text(minor, exponent)} {what}" for minor, what in told if minor]
        return "\n".join([self.counted.text(), *lines])


def count_pots_of_files(
    city: Path,
    districts: Sequence[Path],
    rule_name: str,
    rule_of: RuleOf,
    seed: str | None,
    leftover: Leftover | None,
    *,
    strict: bool = False,
) -> list[CountedPot]:
    """Count the pots of districts, then the city-wide one with what they passed on to it.

    The seconds of each are those of all together.

    Args:
        leftover: what becomes of money that is left, instead of what each rule says.
    Raises:
        ValueError: a file cannot be read or counted, or the pots have different money.
    Source: docs/rules/counting.md section 13.
    """
    begun = time.perf_counter()
    names = [path.name for path in (*districts, city)]
    if len(set(names)) != len(names):
        raise ValueError(f"two pots are called {max(names, key=names.count)}")
    given = [read(path, rule_name, rule_of, seed, strict=strict) for path in (*districts, city)]
    if len({(one.election.currency, one.election.exponent) for one in given}) > 1:
        raise ValueError("the pots have different currencies, or amounts of different decimals")
    if leftover is not None:
        given = [replace(one, rule=replace(one.rule, leftover=leftover)) for one in given]
    pots = [
        Pot(one.election.name, one.election.profile, one.rule, one.order, one is given[-1])
        for one in given
    ]
    try:
        results = count_pots(pots)
    except OverflowError as error:
        raise ValueError(str(error)) from error
    seconds = time.perf_counter() - begun
    return [
        CountedPot(
            one.counted(results[one.election.name].result, seconds), results[one.election.name]
        )
        for one in given
    ]


def not_there(election: Election, rule: Rule) -> tuple[str, ...]:
    """What a rule names and the file does not have: meant for another file, or misspelt."""
    profile = election.profile
    known = {
        CapKind.CATEGORY: {contender.category for contender in profile.contenders},
        CapKind.AREA: {contender.area for contender in profile.contenders},
    }
    projects = dict.fromkeys(key for group in rule.conflicts for key in group)
    caps = [f"{cap.kind} {cap.name}" for cap in rule.caps if cap.name not in known[cap.kind]]
    return (*(f"project {key}" for key in projects if key not in profile.keys), *caps)
