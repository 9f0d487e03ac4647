"""What happens to a box of the demonstration after its opening. docs/rules/ceremony.md 9, 10."""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.demo.round_plots import RoundPlot
from pbplatform.demo.world import Act, World
from pbplatform.reopening.queries import logged_list
from pbplatform.reopening.services.key_end import END_KEY, record_end, to_end_key
from pbplatform.reopening.services.stating import state_opening
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore


def open_again(plot: RoundPlot, at: datetime) -> Act:
    """Ines opened the box again, and the same list came out."""

    def run(world: World, now: datetime) -> None:
        round_id = world.ids[plot.slug]
        with world.write() as session:
            state_opening(
                session,
                actor=world.acting("ines", "auditor"),
                round_id=round_id,
                given=logged_list(session, session.get_one(Round, round_id)) or b"",
                seen=None,
                now=now,
            )

    return Act(at, run)


def end_key(plot: RoundPlot, at: datetime) -> Act:
    """Bea and Ines decide it; the worker's part follows at once."""

    def run(world: World, now: datetime) -> None:
        pair = Pair(world.acting("bea", "facilitator"), world.acting("ines", "auditor"))
        with world.write() as session:
            round_ = session.get_one(Round, world.ids[plot.slug])
            END_KEY.perform(session, pair, to_end_key(session, round_), now)
        KeyStore(world.key_dir).destroy(plot.slug)
        with world.write() as session:
            record_end(session, slug=plot.slug, now=now)

    return Act(at, run)
