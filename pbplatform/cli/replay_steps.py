"""The steps of a replay: roll, casts, close, separation, opening and count, each once and kept.

Whatever a step has written stands when the next begins, so a replay that was stopped goes on from
there. Source: docs/rules/running.md section 9.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.cli.replay_sealing import Vote, sealed_blocks
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.money import Currency
from pbplatform.core.progress import Parts
from pbplatform.core.transaction import transaction
from pbplatform.counting.election import Election
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.queries.work import Part, rows_to_close
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import import_roll

BATCH = 1000
FOLD_EACH = 20  # blocks whose entries are put in order together
SEAL_BESIDE_FROM = 5000  # fewer votes are sealed here before other processes have begun
OPENS = datetime(2000, 1, 1, tzinfo=UTC)  # a time of its own: the file's votes were cast long ago
CLOSES = OPENS + timedelta(days=9)
FIRST = ActorRef(kind="command", key="first", role="operator")
SECOND = ActorRef(kind="command", key="second", role="operator")


def import_election(
    election: Election, rule: Rule, slug: str, name: str, keys: KeyStore, parts: Parts
) -> int:
    """The round with its projects, roll and frozen definition: all in one transaction."""
    found = db.session.scalar(select(Round.id).where(Round.slug == slug))
    if found is not None:
        return found
    urn_key = keys.make(slug)
    proofs = [secrets.token_bytes(32) for _ in range(election.voters)]
    with transaction() as session:
        round_id = _make_round(session, election, rule, slug, name).id
        tell = parts("importing the roll", len(proofs))
        if proofs:
            import_roll(
                session, actor=FIRST, round_id=round_id, proofs=proofs, now=OPENS, tell=tell
            )
        tell = parts("freezing", len(proofs))
        freeze_and_open(
            session, actor=FIRST, round_id=round_id, urn_key=urn_key, now=OPENS, tell=tell
        )
        return round_id


def _make_round(session: Session, election: Election, rule: Rule, slug: str, name: str) -> Round:
    """Its facts and its ballot, in public."""
    # Equal Shares goes with any number of choices. Source: docs/rules/rounds.md section 6.
    longest = max((len(election.choices_of(voter)) for voter in range(election.voters)), default=1)
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
    rounds.publish_round(session, actor=FIRST, round_id=round_.id, now=OPENS - timedelta(days=4))
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
    return round_


def cast_all(election: Election, round_id: int, processes: int, parts: Parts) -> tuple[int, float]:
    """Seal and cast what is not in the box yet; how many, and the seconds it took.

    Args:
        processes: that seal beside this one; 0, or few votes: this one seals.
    """
    round_ = db.session.get_one(Round, round_id)
    if round_.closed_at is not None:
        return 0, 0.0
    key = voting.sealing_key(db.session(), round_)
    there = voting.slots_in_box(db.session(), round_id)
    waiting = [voter for voter in range(election.voters) if voter + 1 not in there]
    clock, path = ManualClock(OPENS), round_.path
    started = time.monotonic()
    tell = parts("casting", len(waiting))
    beside = processes if len(waiting) >= SEAL_BESIDE_FROM else 0
    votes = votes_of(election, waiting)
    blocks = sealed_blocks(key, votes, at_once=BATCH, processes=beside)
    if beside:  # they must not share a connection with this one
        db.session.remove()
        db.engine.dispose()
    with closing(blocks):
        for number, casts in enumerate(blocks, 1):
            with transaction() as session:
                cast_ballots(session, round_id=round_id, sealed=casts, clock=clock)
            if number % FOLD_EACH == 0:
                _put_in_order(path)
            tell(len(casts))
    return len(waiting), time.monotonic() - started


def _put_in_order(path: str) -> None:
    """As the worker does each hour: what waits for its place in the log stays small."""
    with transaction() as session:
        audit.fold(session, audit.ensure_log(session, path))


def votes_of(election: Election, voters: Sequence[int]) -> Iterator[Vote]:
    """Their votes as the file has them; voters count from 0, numbers on a ballot from 1."""
    for voter in voters:
        yield voter + 1, tuple(index + 1 for index in election.choices_of(voter))


def finish(round_id: int, keys: KeyStore, parts: Parts) -> None:
    """Close, roll the lot, separate, open and count; each step only when it is still to do."""
    round_ = db.session.get_one(Round, round_id)
    if round_.closed_at is None:
        tell = parts(Part.CLOSING, rows_to_close(db.session(), round_))
        with transaction() as session:
            pair = Pair(FIRST, SECOND)
            close_urn(session, pair=pair, round_id=round_id, now=CLOSES, tell=tell)
    lot = voting.lot_number(db.session(), round_id)
    if lot is None or not lot.confirmed:
        digits = f"{secrets.randbelow(10**12):012}"
        with transaction() as session:
            for actor in (FIRST, SECOND):
                type_lot(session, actor=actor, round_id=round_id, digits=digits, now=CLOSES)
    told = Ceremony(round_id, FIRST, keys, lambda _session: CLOSES, by_file=True)
    if db.session.get_one(Round, round_id, populate_existing=True).separated_at is None:
        separate(told, parts)
    if db.session.get_one(Round, round_id, populate_existing=True).counted_at is None:
        open_and_count(told, parts)
