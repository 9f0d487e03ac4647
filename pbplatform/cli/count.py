"""`pbplatform count`: recount a Pabulib file, or a folder of them, without any database."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from pbplatform.counting.count import count
from pbplatform.counting.election import Election, PbError
from pbplatform.counting.official import (
    RULE_NAMES,
    NoOfficialRule,
    announced_winners,
    named_rule,
)
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.result import CountResult
from pbplatform.counting.rulebook import Rule
from pbplatform.counting.ties import TieOrder


@click.command("count")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--all", "folder", type=click.Path(path_type=Path), help="Count every .pb in a folder."
)
@click.option(
    "--rule",
    "rule_name",
    default="official",
    show_default=True,
    help=f"A file rule.json, or one of: {', '.join(RULE_NAMES)}.",
)
@click.option("--seed", help="Settle equals by lot with this seed, not in the order of the file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def count_command(
    file: Path | None, folder: Path | None, rule_name: str, seed: str | None, as_json: bool
) -> None:
    """Count FILE, or all files of a folder, and print winners and totals.

    No database is read or written. Amounts in reasons are in minor units of the currency.
    """
    if (file is None) == (folder is None):
        raise click.UsageError("Give one FILE, or --all DIR.")
    if folder is not None:
        _count_folder(folder, rule_name, seed, as_json)
        return
    assert file is not None  # noqa: S101 - the check above says so, the type does not
    try:
        counted = _count_file(file, rule_name, seed)
    except (PbError, NoOfficialRule, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(counted.document(), ensure_ascii=False) if as_json else counted.text())


@dataclass(frozen=True, eq=False)
class Counted:
    """One file with its result."""

    election: Election
    rule_name: str
    result: CountResult
    seconds: float

    def tallies_equal(self) -> bool | None:
        """Whether every published number of votes or points is the recounted one."""
        published = {p.key: p.votes if p.score is None else p.score for p in self.election.projects}
        if any(value is None for value in published.values()):
            return None
        return published == dict(self.result.totals)

    def winners_equal(self) -> bool | None:
        """Whether the winners are the announced ones; None when the file names none."""
        announced = announced_winners(self.election)
        return None if announced is None else set(announced) == set(self.result.winners)

    def document(self) -> dict[str, Any]:
        result, exponent = self.result, self.election.exponent
        return {
            "file": self.election.name,
            "rule": self.rule_name,
            "winners": list(result.winners),
            "totals": dict(result.totals),
            "budget": _amount(result.budget_minor, exponent),
            "spent": _amount(result.spent_minor, exponent),
            "ballots": result.ballots,
            "seconds": round(self.seconds, 3),
            "reasons": {
                outcome.key: {"code": str(outcome.reason), **outcome.numbers}
                for outcome in result.outcomes
            },
            "next_best": list(result.next_best),
            "ties": [
                {
                    "at": tie.at,
                    "projects": list(tie.projects),
                    "settled_by": list(tie.settled_by),
                    "changed_outcome": tie.changed_outcome,
                }
                for tie in result.ties
            ],
            "tallies_equal": self.tallies_equal(),
            "winners_equal": self.winners_equal(),
        }

    def text(self) -> str:
        result, currency = self.result, self.election.currency
        names = {project.key: project.name for project in self.election.projects}
        lines = [f"{self.election.name}: {result.ballots} ballots, rule {self.rule_name}"]
        for place, key in enumerate(result.winners, 1):
            outcome = result.outcome_of(key)
            cost = money_text(outcome.cost_minor, self.election.exponent)
            lines.append(f"{place:4}  {key:12}  {outcome.score:>8}  {cost:>16}  {names[key][:60]}")
        spent = money_text(result.spent_minor, self.election.exponent)
        budget = money_text(result.budget_minor, self.election.exponent)
        lines.append(f"{len(result.winners)} winners, {spent} of {budget} {currency} spent")
        for tie in result.ties:
            if tie.changed_outcome:
                settled = ", ".join(tie.settled_by)
                lines.append(f"A tie decided: {', '.join(tie.projects)} (settled by {settled})")
        lines.append(f"tallies equal: {_word(self.tallies_equal())}")
        lines.append(f"winners equal: {_word(self.winners_equal())}")
        lines.append(f"{self.seconds:.3f} seconds")
        return "\n".join(lines)


def money_text(minor: int, exponent: int) -> str:
    """`1,234.50` for 123450 with exponent 2."""
    whole, part = divmod(minor, 10**exponent)
    return f"{whole:,}" + (f".{part:0{exponent}}" if exponent else "")


def _amount(minor: int, exponent: int) -> int | float:
    """Major units for JSON: whole where they are, as `replay` writes them."""
    whole, part = divmod(minor, 10**exponent)
    return whole if not part else float(Decimal(minor).scaleb(-exponent))


def _count_file(path: Path, rule_name: str, seed: str | None) -> Counted:
    begun = time.perf_counter()
    election = read_election(path, keep_withdrawn=True)
    rule = _rule(rule_name, election)
    profile = election.profile
    order = TieOrder.by_file(profile) if seed is None else TieOrder.by_lot(seed, profile.keys)
    result = count(profile, rule, order)
    shown = election.rule if rule_name == "official" else rule_name
    return Counted(election, shown, result, time.perf_counter() - begun)


def _rule(name: str, election: Election) -> Rule:
    if name in RULE_NAMES:
        return named_rule(name, election)
    path = Path(name)
    if path.suffix != ".json":
        raise ValueError(f"{name} is no rule; give rule.json or one of {', '.join(RULE_NAMES)}")
    try:
        document: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return Rule.from_dict(document)
    except (OSError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _count_folder(folder: Path, rule_name: str, seed: str | None, as_json: bool) -> None:
    begun = time.perf_counter()
    paths = sorted(folder.glob("*.pb"))
    if not paths:
        raise click.ClickException(f"{folder} has no .pb files")
    done: list[Counted] = []
    refused: list[str] = []
    for path in tqdm(paths, unit="file", disable=None, leave=False):
        try:
            done.append(_count_file(path, rule_name, seed))
        except (PbError, NoOfficialRule, ValueError) as error:
            refused.append(str(error))
    seconds = time.perf_counter() - begun
    if as_json:
        totals = {"files": [one.document() for one in done], "refused": refused}
        click.echo(json.dumps({**totals, "seconds": round(seconds, 3)}, ensure_ascii=False))
        return
    _print_table(done, refused, seconds)


def _print_table(done: Sequence[Counted], refused: Sequence[str], seconds: float) -> None:
    width = max((len(one.election.name) for one in done), default=4)
    click.echo(f"{'file':{width}}  {'ballots':>8}  {'rule':26}  tallies  winners  seconds")
    for one in done:
        click.echo(
            f"{one.election.name:{width}}  {one.result.ballots:8}  {one.rule_name:26}  "
            f"{_word(one.tallies_equal()):7}  {_word(one.winners_equal()):7}  {one.seconds:7.3f}"
        )
    for line in refused:
        click.echo(f"not counted: {line}")
    tallies = [one.tallies_equal() for one in done]
    winners = [one.winners_equal() for one in done]
    ballots = sum(one.result.ballots for one in done)
    click.echo(
        f"files {len(done)}, tallies equal {_share(tallies)}, winners equal {_share(winners)}, "
        f"ballots {ballots}, seconds {seconds:.2f}"
    )


def _share(answers: Sequence[bool | None]) -> str:
    return f"{answers.count(True)}/{len(answers) - answers.count(None)}"


def _word(answer: bool | None) -> str:
    return {True: "yes", False: "NO", None: "-"}[answer]
