"""`pbplatform count`: recount a Pabulib file, or a folder of them, without any database."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from pbplatform.cli.count_files import (
    CountedPot,
    RuleOf,
    count_file,
    count_pots_of_files,
    rule_of_name,
)
from pbplatform.cli.counted import Counted, printable, share, word
from pbplatform.counting.official import RULE_NAMES
from pbplatform.counting.rulebook import Leftover


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
@click.option(
    "--pot",
    "districts",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A district's pot, counted before FILE, which is then the city-wide one.",
)
@click.option(
    "--leftover",
    type=click.Choice([str(one) for one in Leftover]),
    help="What becomes of money that a pot leaves, instead of what the rule says.",
)
@click.option("--seed", help="Settle equals by lot with this seed, not in the order of the file.")
@click.option("--strict", is_flag=True, help="Refuse what is otherwise read generously and told.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def count_command(
    file: Path | None,
    folder: Path | None,
    rule_name: str,
    districts: tuple[Path, ...],
    leftover: str | None,
    seed: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Count FILE, or all files of a folder, and print winners and totals.

    No database is read or written. Amounts in reasons are in minor units of the currency.
    What was not written as the format has it, but has one meaning only, is read and told by line.
    The exit code is 1 when a file could not be counted.
    """
    if (file is None) == (folder is None):
        raise click.UsageError("Give one FILE, or --all DIR.")
    if seed == "":
        raise click.UsageError("--seed is empty.")
    if (leftover and not districts) or (districts and file is None):
        raise click.UsageError("--pot and --leftover go with a FILE, the city-wide pot.")
    rule_of = rule_of_name(rule_name)
    if folder is not None:
        _count_folder(folder, rule_name, rule_of, seed, strict=strict, as_json=as_json)
        return
    assert file is not None  # noqa: S101 - the check above says so, the type does not
    try:
        if districts:
            chosen = Leftover(leftover) if leftover else None
            pots = count_pots_of_files(
                file, districts, rule_name, rule_of, seed, chosen, strict=strict
            )
            _print_pots(pots, as_json)
            return
        # Only a long Add1 shows it: how many starts it needs is known when it has ended.
        with tqdm(unit=" starts", disable=None, leave=False, delay=1) as bar:
            counted = count_file(
                file, rule_name, rule_of, seed, lambda n: _advance(bar, n), strict=strict
            )
    except ValueError as error:
        raise click.ClickException(printable(str(error))) from error
    _say_not_there(counted)
    click.echo(json.dumps(counted.document(), ensure_ascii=False) if as_json else counted.text())


def _print_pots(pots: Sequence[CountedPot], as_json: bool) -> None:
    for pot in pots:
        _say_not_there(pot.counted)
    if as_json:
        click.echo(json.dumps({"pots": [pot.document() for pot in pots]}, ensure_ascii=False))
    else:
        click.echo("\n\n".join(pot.text() for pot in pots))


def _advance(bar: tqdm[Any], to: int) -> None:
    bar.update(to - bar.n)


def _say_not_there(counted: Counted) -> None:
    for what in counted.not_there:
        click.echo(f"Note: {counted.election.name} has no {what}, which the rule names.", err=True)


def _count_folder(
    folder: Path,
    rule_name: str,
    rule_of: RuleOf,
    seed: str | None,
    *,
    strict: bool,
    as_json: bool,
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
            done.append(count_file(path, rule_name, rule_of, seed, strict=strict))
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
            f"{word(one.tallies_equal()):7}  {word(one.winners_equal()):7}  {one.seconds:7.3f}"
        )
    for one in done:
        for line in one.election.notes:
            click.echo(f"read generously: {printable(line)}")
    for line in refused:
        click.echo(f"not counted: {printable(line)}")
    tallies = [one.tallies_equal() for one in done]
    winners = [one.winners_equal() for one in done]
    ballots = sum(one.result.ballots for one in done)
    click.echo(
        f"files {len(done)}, tallies equal {share(tallies)}, winners equal {share(winners)}, "
        f"ballots {ballots}, seconds {seconds:.2f}"
    )
