"""`pbplatform count`: recount a Pabulib file, or a folder of them, without any database."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from pbplatform.counting.count import count
from pbplatform.counting.election import Election
from pbplatform.counting.official import RULE_NAMES, announced_winners, named_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.result import CountResult
from pbplatform.counting.rulebook import CapKind, Rule
from pbplatform.counting.shares_add1 import tell_nobody
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
    The exit code is 1 when a file could not be counted.
    """
    if (file is None) == (folder is None):
        raise click.UsageError("Give one FILE, or --all DIR.")
    if seed == "":
        raise click.UsageError("--seed is empty.")
    rule_of = _rule_of(rule_name)
    if folder is not None:
        _count_folder(folder, rule_name, rule_of, seed, as_json)
        return
    assert file is not None  # noqa: S101 - the check above says so, the type does not
    try:
        # Only a long Add1 shows it: how many starts it needs is known when it has ended.
        with tqdm(unit=" starts", disable=None, leave=False, delay=1) as bar:
            counted = _count_file(file, rule_name, rule_of, seed, lambda n: _advance(bar, n))
    except ValueError as error:
        raise click.ClickException(_printable(str(error))) from error
    _say_not_there(counted)
    click.echo(json.dumps(counted.document(), ensure_ascii=False) if as_json else counted.text())


def _advance(bar: tqdm[Any], to: int) -> None:
    bar.update(to - bar.n)


@dataclass(frozen=True, eq=False)
class Counted:
    """One file with its result.

    Attributes:
        not_there: projects, categories and areas of the rule that the file does not have.
    """

    election: Election
    rule_name: str
    result: CountResult
    seconds: float
    not_there: tuple[str, ...] = ()

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
            "rule_sha256": result.rule_sha256,
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
            lines.append(
                f"{place:4}  {key:12}  {outcome.score:>8}  {cost:>16}  {names[key][:60]}".rstrip()
            )
        spent = money_text(result.spent_minor, self.election.exponent)
        budget = money_text(result.budget_minor, self.election.exponent)
        money = f"{budget} {currency}".strip()
        lines.append(f"{len(result.winners)} winners, {spent} of {money} spent")
        for tie in result.ties:
            if tie.changed_outcome:
                settled = ", ".join(tie.settled_by)
                lines.append(f"A tie decided: {', '.join(tie.projects)} (settled by {settled})")
        lines.append(f"tallies equal: {_word(self.tallies_equal())}")
        lines.append(f"winners equal: {_word(self.winners_equal())}")
        lines.append(f"{self.seconds:.3f} seconds")
        return "\n".join(_printable(line) for line in lines)


def _printable(line: str) -> str:
    """The line without what would move the cursor or change colours on somebody's terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line
    )


def money_text(minor: int, exponent: int) -> str:
    """`1,234.50` for 123450 with exponent 2."""
    whole, part = divmod(minor, 10**exponent)
    return f"{whole:,}" + (f".{part:0{exponent}}" if exponent else "")


def _amount(minor: int, exponent: int) -> int | float:
    """Major units for JSON: whole where they are, as `replay` writes them."""
    whole, part = divmod(minor, 10**exponent)
    return whole if not part else float(Decimal(minor).scaleb(-exponent))


RuleOf = Callable[[Election], Rule]


def _rule_of(name: str) -> RuleOf:
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
    return lambda election: rule


def _count_file(
    path: Path,
    rule_name: str,
    rule_of: RuleOf,
    seed: str | None,
    told: Callable[[int], None] = tell_nobody,
) -> Counted:
    """Read and count one file; `told` as in `count`.

    Raises:
        ValueError: it cannot be read, or not counted by this rule; the text names the file.
    """
    begun = time.perf_counter()
    election = read_election(path, keep_withdrawn=True)
    rule = rule_of(election)
    profile = election.profile
    order = TieOrder.by_file(profile) if seed is None else TieOrder.by_lot(seed, profile.keys)
    try:
        result = count(profile, rule, order, told)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    shown = election.rule if rule_name == "official" else rule_name
    return Counted(election, shown, result, time.perf_counter() - begun, _not_there(election, rule))


def _not_there(election: Election, rule: Rule) -> tuple[str, ...]:
    """What a rule names and the file does not have: meant for another file, or misspelt."""
    profile = election.profile
    known = {
        CapKind.CATEGORY: {contender.category for contender in profile.contenders},
        CapKind.AREA: {contender.area for contender in profile.contenders},
    }
    projects = dict.fromkeys(key for group in rule.conflicts for key in group)
    caps = [f"{cap.kind} {cap.name}" for cap in rule.caps if cap.name not in known[cap.kind]]
    return (*(f"project {key}" for key in projects if key not in profile.keys), *caps)


def _say_not_there(counted: Counted) -> None:
    for what in counted.not_there:
        click.echo(f"Note: {counted.election.name} has no {what}, which the rule names.", err=True)


def _count_folder(
    folder: Path, rule_name: str, rule_of: RuleOf, seed: str | None, as_json: bool
) -> None:
    begun = time.perf_counter()
    if not folder.is_dir():
        raise click.ClickException(f"{folder} is no folder")
    paths = sorted(folder.glob("*.pb"))
    if not paths:
        raise click.ClickException(f"{folder} has no .pb files")
    done: list[Counted] = []
    refused: list[str] = []
    for path in tqdm(paths, unit="file", disable=None, leave=False):
        try:
            done.append(_count_file(path, rule_name, rule_of, seed))
        except ValueError as error:
            refused.append(str(error))
    seconds = time.perf_counter() - begun
    for one in done:
        _say_not_there(one)
    if as_json:
        totals = {"files": [one.document() for one in done], "refused": refused}
        click.echo(json.dumps({**totals, "seconds": round(seconds, 3)}, ensure_ascii=False))
    else:
        _print_table(done, refused, seconds)
    if refused:
        raise click.exceptions.Exit(1)


def _print_table(done: Sequence[Counted], refused: Sequence[str], seconds: float) -> None:
    width = max((len(one.election.name) for one in done), default=4)
    click.echo(f"{'file':{width}}  {'ballots':>8}  {'rule':26}  tallies  winners  seconds")
    for one in done:
        click.echo(
            f"{one.election.name:{width}}  {one.result.ballots:8}  {one.rule_name:26}  "
            f"{_word(one.tallies_equal()):7}  {_word(one.winners_equal()):7}  {one.seconds:7.3f}"
        )
    for line in refused:
        click.echo(f"not counted: {_printable(line)}")
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
