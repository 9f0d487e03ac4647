"""Votes on paper in a demonstration round: what comes back, is entered, sealed and compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.confirmation import seal
from pbplatform.core.db import db
from pbplatform.demo.round_plots import RoundPlot
from pbplatform.demo.world import Act, World
from pbplatform.paper.domain.reading import read_typed
from pbplatform.paper.kinds import AsideOutcome, AsideWhy, CheckOutcome, PaperState
from pbplatform.paper.queries.batches import batch_of, facts_of
from pbplatform.paper.queries.checking import found_in_check
from pbplatform.paper.services import check_acts, sealing
from pbplatform.paper.services.aside import set_aside
from pbplatform.paper.services.batches import receive_batch
from pbplatform.paper.services.checking import record_batch_keys_destroyed, say_outcome
from pbplatform.paper.services.entering import save_entry
from pbplatform.paper.services.handing import take_back
from pbplatform.paper.services.paper_acts import DECIDE, to_decide
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore

_HALF_AN_HOUR = timedelta(minutes=30)
_BATCH = 1


def take_one_back(plot: RoundPlot, number: int, when: datetime) -> Act:
    """A voter gives the paper back unused, to Joan."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            take_back(
                session,
                actor=world.acting("joan", "clerk"),
                round_id=world.ids[plot.slug],
                numbers=[number],
                what=PaperState.UNUSED,
                sure=True,
                today=now.date(),
                now=now,
            )

    return Act(when, run)


def count_papers(plot: RoundPlot, ballots: Sequence[tuple[str, ...]], when: datetime) -> list[Act]:
    """Carla logs one batch; Carla and Joan type it, Carla asks to seal it, and Ines does."""

    def receive(world: World, now: datetime) -> None:
        with world.write() as session:
            receive_batch(
                session,
                actor=world.acting("carla", "clerk"),
                round_id=world.ids[plot.slug],
                place="Letterbox of the town hall",
                seal="H-2214",
                sheets=len(ballots),
                with_asides=False,
                today=now.date(),
                now=now,
            )

    return [
        Act(when, receive),
        Act(when + _HALF_AN_HOUR, lambda world, now: _enter(world, plot, ballots, "carla", now)),
        Act(when + _HALF_AN_HOUR * 2, lambda world, now: _enter(world, plot, ballots, "joan", now)),
        Act(when + _HALF_AN_HOUR * 3, lambda world, now: _seal(world, plot, now)),
    ]


def _enter(
    world: World, plot: RoundPlot, ballots: Sequence[tuple[str, ...]], who: str, now: datetime
) -> None:
    round_id, key = world.ids[plot.slug], KeyStore(world.key_dir).make_batch_key(plot.slug, _BATCH)
    kind = voting.sealing_key(db.session(), db.session.get_one(Round, round_id)).kind
    with world.write() as session:
        save_entry(
            session,
            actor=world.acting(who, "clerk"),
            round_=session.get_one(Round, round_id),
            n=_BATCH,
            lines=[read_typed(kind, _typed(world, plot, ballot)) for ballot in ballots],
            seen=0,
            done=True,
            key=key,
            now=now,
        )


def _typed(world: World, plot: RoundPlot, ballot: tuple[str, ...]) -> str:
    return " ".join(str(world.ids[f"{plot.slug}:number:{name}"]) for name in ballot)


def _seal(world: World, plot: RoundPlot, now: datetime) -> None:
    round_id, key = world.ids[plot.slug], KeyStore(world.key_dir).make_batch_key(plot.slug, _BATCH)
    with world.write() as session:
        round_ = session.get_one(Round, round_id)
        sealing.ask_to_seal(
            session,
            actor=world.acting("carla", "clerk"),
            round_=round_,
            n=_BATCH,
            seen=seal(facts_of(batch_of(session, round_id, _BATCH))),
        )
    round_ = db.session.get_one(Round, round_id)
    batch = batch_of(db.session(), round_id, _BATCH)
    lines = sealing.settled_lines(db.session(), round_, batch, key)
    seen, sealing_key = seal(facts_of(batch)), voting.sealing_key(db.session(), round_)
    sealed = sealing.seal_sheets(lines, sealing=sealing_key, key=key, slug=plot.slug, n=_BATCH)
    with world.write() as session:
        sealing.seal_batch(
            session,
            actor=world.acting("ines", "auditor"),
            round_id=round_id,
            n=_BATCH,
            lines=lines,
            sealed=sealed,
            key=key,
            seen=seen,
            now=now,
        )


def set_a_late_one_aside(plot: RoundPlot, when: datetime, decided: datetime) -> list[Act]:
    """One came a day late: Carla sets it aside, Carla and Ines decide that it does not count."""

    def keep(world: World, now: datetime) -> None:
        with world.write() as session:
            world.ids[f"{plot.slug}:aside"] = set_aside(
                session,
                actor=world.acting("carla", "clerk"),
                round_id=world.ids[plot.slug],
                why=AsideWhy.LATE,
                today=now.date(),
                now=now,
            )

    def decide(world: World, now: datetime) -> None:
        pair = Pair(world.acting("carla", "clerk"), world.acting("ines", "auditor"))
        with world.write() as session:
            asked = to_decide(
                session.get_one(Round, world.ids[plot.slug]),
                world.ids[f"{plot.slug}:aside"],
                outcome=AsideOutcome.REFUSED,
                voter=0,
                reason="It lay in the letterbox on the morning after the vote had ended.",
            )
            DECIDE.perform(session, pair, asked, now)

    return [Act(when, keep), Act(decided, decide)]


def compare_papers(plot: RoundPlot, when: datetime) -> Act:
    """Bea and Ines compare the drawn papers with the public list; the key of the batch goes."""

    def run(world: World, now: datetime) -> None:
        round_id, bea = world.ids[plot.slug], world.acting("bea", "facilitator")
        with world.write() as session:
            round_ = session.get_one(Round, round_id)
            for sheet in found_in_check(session, round_).drawn:
                say_outcome(
                    session,
                    actor=bea,
                    round_id=round_id,
                    sheet=sheet,
                    outcome=CheckOutcome.SAME,
                    now=now,
                )
            asked = check_acts.to_confirm_check(session, round_)
            pair = Pair(bea, world.acting("ines", "auditor"))
            check_acts.CONFIRM_CHECK.perform(session, pair, asked, now)
        KeyStore(world.key_dir).destroy_batch_keys(plot.slug)
        with world.write() as session:
            record_batch_keys_destroyed(session, slug=plot.slug, now=now)

    return Act(when, run)
