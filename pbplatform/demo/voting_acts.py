"""The vote of a demonstration round: roll, letters, ballots, close, lot, opening, count."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.transaction import transaction
from pbplatform.demo.people import ON_ROLL
from pbplatform.demo.round_acts import DAY
from pbplatform.demo.round_plots import RoundPlot
from pbplatform.demo.trustee_acts import keys_of
from pbplatform.demo.world import Act, World, letter_code
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.results.kinds import ObjectionKind, Verdict
from pbplatform.results.services.certificate import certify
from pbplatform.results.services.objections import answer_objection, send_objection
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import PlainBallot, new_tracker, seal
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.roll import import_roll, proof_hash

SPARES = 40  # sealed letters of the demonstration; nobody has them


def keep_roll(plot: RoundPlot, voters: int, code_key: bytes, at: datetime) -> Act:
    """Carla enters the roll; the first voters are the people a visitor can be."""

    def run(world: World, now: datetime) -> None:
        own = [letter_code(world.secret, plot.slug, person) for person in ON_ROLL]
        proofs = [proof_hash(code_key, plot.slug, code) for code in own]
        proofs += [secrets.token_bytes(32) for _number in range(voters - len(own))]
        with world.write() as session:
            import_roll(
                session,
                actor=world.acting("carla", "clerk"),
                round_id=world.ids[plot.slug],
                proofs=proofs,
                spares=[secrets.token_bytes(32) for _number in range(SPARES)],
                now=now,
            )

    return Act(at, run)


def draw_ballots(plot: RoundPlot, count: int, seed: str) -> list[tuple[str, ...]]:
    """Ballots of made-up voters by keys of projects: the same on every seed, none of them empty."""
    dice = random.Random(seed)  # noqa: S311  # a story, not a secret
    keys = [project.key for project in plot.projects]
    most = plot.max_choices or len(keys)
    weights = [crowd.weight for crowd in plot.voters]
    ballots: list[tuple[str, ...]] = []
    while len(ballots) < count:
        crowd = plot.voters[0] if len(weights) == 1 else dice.choices(plot.voters, weights)[0]
        liked = [key for key in keys if dice.uniform(0, 100) < crowd.likes[key]]
        if liked:
            ballots.append(tuple(dice.sample(liked, min(len(liked), most))))
    return ballots


def cast_some(
    plot: RoundPlot, ballots: Sequence[tuple[str, ...]], first_voter: int, at: datetime
) -> Act:
    """Voters cast these ballots, in one go."""

    def run(world: World, now: datetime) -> None:
        round_id = world.ids[plot.slug]
        key = voting.sealing_key(db.session(), db.session.get_one(Round, round_id))
        casts = []
        for place, ballot in enumerate(ballots):
            numbers = tuple(world.ids[f"{plot.slug}:number:{name}"] for name in ballot)
            envelope = seal(key, PlainBallot(Approval(numbers), new_tracker()))
            casts.append(Cast.of(first_voter + place, envelope, secrets.token_bytes(32)))
        with world.write() as session:
            cast_ballots(session, round_id=round_id, sealed=casts, clock=ManualClock(now))
            # What the worker does every hour: entries become public, and the hour's total.
            log_id = audit.ensure_log(session, f"rounds/{plot.slug}")
            audit.note_hour(session, log_id, entries=audit.fold(session, log_id), now=now)

    return Act(at, run)


def votes_over_days(
    plot: RoundPlot, count: int, days: int, seed: str, on_paper: int = 0
) -> list[Act]:
    """`count` votes spread over the first days of the vote, after the visitors' own numbers.

    Args:
        on_paper: so many of them, the last ones, are not cast at a screen.
    """
    ballots = draw_ballots(plot, count, seed)[: count - on_paper]
    first = len(ON_ROLL) + 1
    size = -(-count // days)
    return [
        cast_some(
            plot,
            ballots[start : start + size],
            first + start,
            plot.dates.opens_at + DAY * (start // size) + DAY / 12,
        )
        for start in range(0, len(ballots), size)
    ]


@dataclass(frozen=True)
class Played:
    """Who plays the staff of a box that is opened, and when."""

    keys: KeyStore
    bea: ActorRef
    carla: ActorRef
    ines: ActorRef
    digits: str
    now: datetime


def lay_apart(round_id: int, by: Played) -> None:
    """What staff do until votes lie apart from voters; steps that are done are passed over."""
    round_ = db.session.get_one(Round, round_id)
    if round_.closed_at is None:
        with transaction() as session:
            close_urn(session, pair=Pair(by.carla, by.ines), round_id=round_id, now=by.now)
    lot = voting.lot_number(db.session(), round_id)
    if lot is None or not lot.confirmed:
        with transaction() as session:
            for person in (by.bea, by.ines):
                type_lot(session, actor=person, round_id=round_id, digits=by.digits, now=by.now)
    if db.session.get_one(Round, round_id, populate_existing=True).separated_at is None:
        separate(Ceremony(round_id, by.bea, by.keys, lambda _session: by.now))


def close_open_count(round_id: int, by: Played) -> None:
    """What staff do after the vote, step by step; steps that are done are passed over."""
    lay_apart(round_id, by)
    if db.session.get_one(Round, round_id, populate_existing=True).counted_at is None:
        open_and_count(Ceremony(round_id, by.bea, by.keys, lambda _session: by.now))


def count_votes(plot: RoundPlot, at: datetime) -> Act:
    """Carla and Ines close, Bea and Ines roll the lot, Bea separates, opens and counts."""

    def run(world: World, now: datetime) -> None:
        played = Played(
            keys=keys_of(world.key_dir, plot.slug),
            bea=world.acting("bea", "facilitator"),
            carla=world.acting("carla", "clerk"),
            ines=world.acting("ines", "auditor"),
            digits="4136251463",
            now=now,
        )
        close_open_count(world.ids[plot.slug], played)

    return Act(at, run, orders=True)


def object_to_count(plot: RoundPlot, words: str, at: datetime) -> Act:
    """Rosa objects to the count."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            send_objection(
                session,
                actor=world.resident("rosa"),
                round_id=world.ids[plot.slug],
                kind=ObjectionKind.RULE,
                words=words,
                now=now,
            )

    return Act(at, run)


def answer_objection_of(plot: RoundPlot, reason: str, at: datetime) -> Act:
    """Bea answers it: the count stands."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            answer_objection(
                session,
                actor=world.acting("bea", "facilitator"),
                round_id=world.ids[plot.slug],
                number=1,
                verdict=Verdict.NOT_UPHELD,
                reason=reason,
                now=now,
            )

    return Act(at, run)


def certify_result(plot: RoundPlot, at: datetime) -> Act:
    """Bea and Ines certify it, once the days to object are over and every objection is answered."""

    def run(world: World, now: datetime) -> None:
        pair = Pair(world.acting("bea", "facilitator"), world.acting("ines", "auditor"))
        with world.write() as session:
            certify(session, pair=pair, round_id=world.ids[plot.slug], now=now)

    return Act(at, run)
