"""`pbplatform replay FILE.pb`: a real election through our own roll, urn and count.

Every step is done once and kept: started again after an interruption it goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask
from sqlalchemy import select
from tqdm import tqdm

from config import Settings, instance_dir
from pbplatform import create_app
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.cli.counted import printable
from pbplatform.cli.database import upgrade
from pbplatform.cli.installation import environment, new_secret
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.money import Currency
from pbplatform.core.transaction import transaction
from pbplatform.counting.election import Election, PbError
from pbplatform.counting.official import NoOfficialRule, official_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import PlainBallot, SealingKey, new_tracker, seal
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import import_roll

BATCH = 1000
OPENS = datetime(2000, 1, 1, tzinfo=UTC)  # a time of its own: the file's votes were cast long ago
CLOSES = OPENS + timedelta(days=9)
FIRST = ActorRef(kind="command", key="first", role="operator")
SECOND = ActorRef(kind="command", key="second", role="operator")
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
    app: Flask, path: Path, *, rule_name: str, hidden: bool | None, strict: bool = False
) -> Replayed:
    """Import, cast, close, open and count one election; goes on where an earlier run stopped.

    Args:
        rule_name: `official` (what the file's META says) or `votes-greedy`.
        hidden: no progress is shown; None: only on a terminal.
        strict: refuse what is otherwise read generously.
    Raises:
        ReplayRefused: not approval or choose-1, or no rule of ours is the official one.
        PbError: the file is malformed.
    """
    started = time.monotonic()
    election, rule = _given(path, rule_name, strict=strict)
    slug = f"replay-{_fingerprint(path, rule)}"
    keys = KeyStore(app.extensions["settings"].key_dir)
    round_id = _import(election, rule, slug, path.name, keys)
    cast_now, casting = _cast_all(election, round_id, hidden=hidden)
    _finish(round_id, keys, hidden=hidden)
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


def _import(election: Election, rule: Rule, slug: str, name: str, keys: KeyStore) -> int:
    """The round with its projects, roll and frozen definition: all in one transaction."""
    found = db.session.scalar(select(Round.id).where(Round.slug == slug))
    if found is not None:
        return found
    urn_key = keys.make(slug)
    proofs = [secrets.token_bytes(32) for _ in range(election.voters)]
    # Equal Shares goes with any number of choices. Source: docs/rules/rounds.md section 6.
    longest = max((len(election.choices_of(voter)) for voter in range(election.voters)), default=1)
    with transaction() as session:
        round_ = rounds.create_round(
            session,
            actor=FIRST,
            name=f"Replay of {name}",
            slug=slug,
            money_minor=election.budget_minor,
            currency=Currency(election.currency or "XXX", election.exponent),
            dates=rounds.RoundDates(
                ideas_open_at=OPENS - timedelta(days=3),
                ideas_close_at=OPENS - timedelta(days=2),
                review_close_at=OPENS - timedelta(days=1),
                opens_at=OPENS,
                closes_at=CLOSES,
                results_at=CLOSES,
            ),
            max_choices=None if rule.family is Family.EQUAL_SHARES else max(longest, 1),
            rule=rule.to_dict(),
        )
        rounds.publish_round(
            session, actor=FIRST, round_id=round_.id, now=OPENS - timedelta(days=4)
        )
        session.add_all(
            BallotProject(
                round_id=round_.id,
                number=number,
                title=(project.name or project.key)[:200],
                cost_minor=project.cost_minor,
                source_id=project.key,
            )
            for number, project in enumerate(election.projects, start=1)
        )
        session.flush()
        if proofs:
            import_roll(session, actor=FIRST, round_id=round_.id, proofs=proofs, now=OPENS)
        freeze_and_open(session, actor=FIRST, round_id=round_.id, urn_key=urn_key, now=OPENS)
        return round_.id


def _cast_all(election: Election, round_id: int, *, hidden: bool | None) -> tuple[int, float]:
    """Cast what is not in the box yet; returns how many, and the seconds it took."""
    round_ = db.session.get_one(Round, round_id)
    if round_.closed_at is not None:
        return 0, 0.0
    key = voting.sealing_key(db.session(), round_)
    there = voting.slots_in_box(db.session(), round_id)
    waiting = [voter for voter in range(election.voters) if voter + 1 not in there]
    clock = ManualClock(OPENS)
    started = time.monotonic()
    with tqdm(total=len(waiting), unit="ballot", desc="casting", disable=hidden) as shown:
        for casts in _batches(election, waiting, key):
            with transaction() as session:
                cast_ballots(session, round_id=round_id, sealed=casts, clock=clock)
            shown.update(len(casts))
    return len(waiting), time.monotonic() - started


def _batches(election: Election, voters: list[int], key: SealingKey) -> Iterator[list[Cast]]:
    for start in range(0, len(voters), BATCH):
        casts = []
        for voter in voters[start : start + BATCH]:
            numbers = tuple(index + 1 for index in election.choices_of(voter))
            envelope = seal(key, PlainBallot(Approval(numbers), new_tracker()))
            casts.append(Cast.of(voter + 1, envelope, secrets.token_bytes(32)))
        yield casts


def _finish(round_id: int, keys: KeyStore, *, hidden: bool | None) -> None:
    """Close, roll the lot, separate, open and count; each step only when it is still to do."""
    round_ = db.session.get_one(Round, round_id)
    if round_.closed_at is None:
        with transaction() as session:
            pair = Pair(FIRST, SECOND)
            close_urn(session, pair=pair, round_id=round_id, now=CLOSES)
    lot = voting.lot_number(db.session(), round_id)
    if lot is None or not lot.confirmed:
        digits = f"{secrets.randbelow(10**12):012}"
        with transaction() as session:
            for actor in (FIRST, SECOND):
                type_lot(session, actor=actor, round_id=round_id, digits=digits, now=CLOSES)
    told = Ceremony(round_id, FIRST, keys, lambda _session: CLOSES, by_file=True)
    if db.session.get_one(Round, round_id, populate_existing=True).separated_at is None:
        separate(told)
    if db.session.get_one(Round, round_id, populate_existing=True).counted_at is None:
        held = reconcile(db.session(), round_id).envelopes
        with tqdm(total=held, unit="ballot", desc="opening", disable=hidden) as shown:
            open_and_count(told, lambda opened: _tell(shown, opened))


def _tell(bar: tqdm[NoReturn], opened: int) -> None:
    bar.update(opened)


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
@click.option("--json", "as_json_", is_flag=True, help="Print one JSON object.")
def replay_command(
    file: Path, rule_name: str, database: str | None, strict: bool, as_json_: bool
) -> None:
    """Import a Pabulib election and take every ballot through roll, urn, opening and count.

    Approval and choose-1 ballots only: the urn takes no points and no rankings yet.
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
    run(create_app(settings), file, rule_name=rule_name, as_json_=as_json_, strict=strict)


def run(app: Flask, path: Path, *, rule_name: str, as_json_: bool, strict: bool = False) -> None:
    """Replay and print; a refusal is one line and exit code 1."""
    with _in_words(path), app.app_context():
        hidden = None if as_json_ else False
        done = replay(app, path, rule_name=rule_name, hidden=hidden, strict=strict)
    click.echo(as_json(done) if as_json_ else as_text(done))


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (PbError, ReplayRefused) as error:
        text = str(error) if isinstance(error, PbError) else f"{path.name}: {error}"
        raise click.ClickException(text) from error
    except KeyboardInterrupt as error:
        raise click.ClickException(
            "stopped; start it again and it goes on where it stopped"
        ) from error
