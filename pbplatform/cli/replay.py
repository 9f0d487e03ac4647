"""`pbplatform replay FILE.pb`: a real election through our own roll, urn and count.

Every step is done once and kept: started again after an interruption it goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from config import Settings, instance_dir
from pbplatform import create_app
from pbplatform.cli.counted import printable
from pbplatform.cli.database import upgrade
from pbplatform.cli.installation import environment, new_secret
from pbplatform.cli.replay_steps import cast_all, finish, import_election
from pbplatform.core.db import db
from pbplatform.core.progress import Parts, nobody
from pbplatform.counting.election import Election, PbError
from pbplatform.counting.official import NoOfficialRule, official_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds.models import BallotProject
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.web.bars import Bars

KINDS = ("approval", "choose-1")


class ReplayRefused(Exception):
    """The file cannot be replayed; the text is the one line to show."""


@dataclass(frozen=True)
class Replayed:
    """What a replay gives: file ids, minor units, and the seconds of casting and of everything."""

    winners: list[str]
    totals: dict[str, int]
    budget_minor: int
    spent_minor: int
    exponent: int
    ballots: int
    cast_now: int
    casting_seconds: float
    seconds: float
    notes: tuple[str, ...] = ()


def replay(
    app: Flask,
    path: Path,
    *,
    rule_name: str,
    strict: bool = False,
    processes: int = 0,
    parts: Parts = nobody,
) -> Replayed:
    """Import, cast, close, open and count one election; goes on where an earlier run stopped.

    Args:
        rule_name: `official` (what the file's META says) or `votes-greedy`.
        strict: refuse what is otherwise read generously.
        processes: that seal votes beside this one; 0 seals here.
        parts: told each step as it begins, and how far it is.
    Raises:
        ReplayRefused: not approval or choose-1, or no rule of ours is the official one.
        PbError: the file is malformed.
    """
    started = time.monotonic()
    election, rule = _given(path, rule_name, strict=strict)
    slug = f"replay-{_fingerprint(path, rule)}"
    keys = KeyStore(app.extensions["settings"].key_dir)
    round_id = import_election(election, rule, slug, path.name, keys, parts)
    cast_now, casting = cast_all(election, round_id, processes, parts)
    finish(round_id, keys, parts)
    done = _read_back(election, round_id, cast_now, casting, time.monotonic() - started)
    return replace(done, notes=election.notes)


def _given(path: Path, rule_name: str, *, strict: bool) -> tuple[Election, Rule]:
    election = read_election(path, strict=strict)
    return election, _rule(election, rule_name)


def _rule(election: Election, name: str) -> Rule:
    if election.vote_type not in KINDS:
        raise ReplayRefused(
            f"vote_type {election.vote_type} cannot be replayed yet; use approval or choose-1"
        )
    if name == "votes-greedy":
        return Rule(Family.VOTES_GREEDY)
    try:
        return official_rule(election)
    except NoOfficialRule as error:
        raise ReplayRefused(str(error)) from error


def _fingerprint(path: Path, rule: Rule) -> str:
    """The same file under the same rule is the same round."""
    return hashlib.sha256(path.read_bytes() + rule.canonical_json()).hexdigest()[:16]


def _read_back(
    election: Election, round_id: int, cast_now: int, casting: float, seconds: float
) -> Replayed:
    session = db.session()
    result = session.get_one(Result, (round_id, 1))
    rows = session.execute(
        select(ResultRow, BallotProject.source_id)
        .join(
            BallotProject,
            (BallotProject.round_id == ResultRow.round_id)
            & (BallotProject.number == ResultRow.number),
        )
        .where(ResultRow.round_id == round_id)
        .order_by(ResultRow.rank)
    ).all()
    return Replayed(
        winners=[source for row, source in rows if row.won],
        totals={source: row.votes for row, source in rows},
        budget_minor=result.budget_minor,
        spent_minor=result.spent_minor,
        exponent=election.exponent,
        ballots=result.valid + result.invalid,
        cast_now=cast_now,
        casting_seconds=casting,
        seconds=seconds,
    )


def as_amount(minor: int, exponent: int) -> int | float:
    """Money as the file has it: whole where it can be."""
    whole, rest = divmod(minor, int(10**exponent))
    return whole if rest == 0 else float(Decimal(minor).scaleb(-exponent))


def as_json(done: Replayed) -> str:
    """Winners, totals, money, ballots, seconds, and what was read generously."""
    return json.dumps(
        {
            "winners": done.winners,
            "totals": done.totals,
            "budget": as_amount(done.budget_minor, done.exponent),
            "spent": as_amount(done.spent_minor, done.exponent),
            "ballots": done.ballots,
            "seconds": round(done.seconds, 3),
            **({"read_generously": list(done.notes)} if done.notes else {}),
        }
    )


def as_text(done: Replayed) -> str:
    """Winners, totals, times and ballots per second, for people."""
    lines = [f"{len(done.winners)} winners: {', '.join(done.winners) or 'none'}", "", "votes:"]
    lines += [f"  {votes:>8}  {source}" for source, votes in done.totals.items()]
    rate = done.cast_now / done.casting_seconds if done.casting_seconds else 0
    lines += [
        "",
        f"budget {as_amount(done.budget_minor, done.exponent)}, "
        f"spent {as_amount(done.spent_minor, done.exponent)}",
        f"{done.ballots} ballots, {done.cast_now} cast in this run, {rate:.0f} ballots/s",
        f"{done.seconds:.1f} s in all",
        *(f"read generously: {printable(note)}" for note in done.notes),
    ]
    return "\n".join(lines)


@click.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rule",
    "rule_name",
    type=click.Choice(["official", "votes-greedy"]),
    default="official",
    help="official: what the file's META says.",
)
@click.option("--database", help="SQLAlchemy URL; instance/replay.db when not given.")
@click.option("--strict", is_flag=True, help="Refuse what is otherwise read generously and told.")
@click.option(
    "--processes",
    type=click.IntRange(0, 64),
    help="How many seal votes beside the one that casts; one for each core when not given.",
)
@click.option("--json", "as_json_", is_flag=True, help="Print one JSON object.")
def replay_command(
    file: Path,
    rule_name: str,
    database: str | None,
    strict: bool,
    processes: int | None,
    as_json_: bool,
) -> None:
    """Import a Pabulib election and take every ballot through roll, urn, opening and count.

    It can be stopped at any moment; started again it goes on where it stopped. Approval and
    choose-1 ballots only: the urn takes no points and no rankings yet.
    """
    with _in_words(file):
        _given(
            file, rule_name, strict=strict
        )  # a file that cannot be replayed leaves the database as it was
    folder = instance_dir(environment())
    folder.mkdir(parents=True, exist_ok=True)
    url = database or f"sqlite:///{folder / 'replay.db'}"
    settings = Settings(
        database_url=url,
        database_direct_url=url,
        secret_key=new_secret(),  # a replay has no pages and no letters
        key_dir=folder / "replay-keys",
        files_dir=folder / "replay-files",
        public_url="http://localhost",
    )
    upgrade(url)
    run(
        create_app(settings),
        file,
        rule_name=rule_name,
        as_json_=as_json_,
        strict=strict,
        processes=_cores() if processes is None else processes,
    )


def _cores() -> int:
    """One process for each core; none beside this one where there is one core only."""
    cores = os.cpu_count() or 1
    return cores if cores > 1 else 0


def run(
    app: Flask,
    path: Path,
    *,
    rule_name: str,
    as_json_: bool,
    strict: bool = False,
    processes: int = 0,
) -> None:
    """Replay and print; a refusal is one line and exit code 1."""
    hidden = None if as_json_ else False
    with _in_words(path), app.app_context(), Bars(hidden=hidden) as bars:
        done = replay(
            app, path, rule_name=rule_name, strict=strict, processes=processes, parts=bars
        )
    click.echo(as_json(done) if as_json_ else as_text(done))


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (PbError, ReplayRefused) as error:
        text = str(error) if isinstance(error, PbError) else f"{path.name}: {error}"
        raise click.ClickException(text) from error
    except (KeyboardInterrupt, BrokenProcessPool) as error:
        raise click.ClickException(
            "stopped; start it again and it goes on where it stopped"
        ) from error
