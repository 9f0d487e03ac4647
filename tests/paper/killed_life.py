"""A process that does what is to be done next with ballot papers, until it is killed.

It looks where the round stands, does the next act at the pages as a person would, says that it was
confirmed, and goes on. Source: docs/rules/paper.md sections 3 and 5.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from config import Settings
from pbplatform import create_app
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.jobs.worker import destroy_batch_keys
from pbplatform.paper.kinds import CheckOutcome
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.paper.queries.batches import entries_of
from pbplatform.paper.queries.checking import check_of, found_in_check
from pbplatform.paper.services.check_acts import CONFIRM_CHECK, to_confirm_check
from pbplatform.paper.services.checking import say_outcome
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.close import close_urn, type_lot
from tests.apps import share_compiled
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.paper import counting_day as days
from tests.paper.checked import AFTER
from tests.paper.clerks_room import Room
from tests.paper.counting_day import Line, written
from tests.paper.rounds import DURING
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES

Said = tuple[Any, ...]


@dataclass(frozen=True)
class Plan:
    """What a life is given: where the place is, who is there, what stands on the papers."""

    settings: Settings
    round_id: int
    slug: str
    people: dict[str, ActorRef]
    sheets: dict[int, list[Line]]

    def reading(self, who: str, batch: int) -> list[str]:
        """What a clerk types of a batch; Dora misreads the first sheet of every other one."""
        lines = [written(line) for line in self.sheets[batch]]
        if who == "dora" and batch % 2 == 0:
            free = next(n for n in days.NUMBERS if n not in self.sheets[batch][0])
            lines[0] = written((*self.sheets[batch][0][:-1], free))
        return lines


class Life:
    """One process: does what is to be done next, again and again."""

    def __init__(self, plan: Plan, say: Callable[[Said], None]) -> None:
        self.plan, self.say, self.clock = plan, say, SetClock(DURING)
        self.app = create_app(plan.settings, clock=self.clock, deciding=self.clock)
        self.app.config["WTF_CSRF_ENABLED"] = False
        share_compiled(self.app)
        self.room = Room(self.app, self.clock, plan.slug)

    def goes_on(self) -> None:
        for batch in self.plan.sheets:
            while self._next_of_batch(batch):
                pass
        with self.app.app_context():
            for act in (self._close, self._count, self._compare, self._confirm, self._keys):
                act()
                db.session.remove()

    def _next_of_batch(self, batch: int) -> bool:
        """Do one act; whether there was one."""
        with self.app.app_context():
            row = db.session.get_one(PaperBatch, (self.plan.round_id, batch))
            state, settled, asked = row.state, row.settled_by_id, row.ready_by_id
            saved = {
                each.account_id: (each.revision, each.whole)
                for hand, each in entries_of(db.session(), row).items()
                if hand < 3
            }
            db.session.remove()
        one, two = self.plan.people["carla"], self.plan.people["dora"]
        if state == "received":
            self._enter(batch, saved)
        elif state == "differs" and settled is None:
            self.room.look(one, batch, self.plan.reading("carla", batch))
            self.say(("looked", batch))
        elif state == "differs":
            self.room.confirm_look(two, batch)
            self.say(("state", batch, "agreed"))
        elif state == "agreed" and asked is None:
            self.room.seal(batch, one)
            self.say(("asked", batch))
        elif state == "agreed":
            self.room.seal(batch, two)
            self.say(("state", batch, "sealed"))
        else:
            return False
        return True

    def _enter(self, batch: int, saved: dict[int, tuple[int, bool]]) -> None:
        """Half, all, and all as whole: three savings of each clerk."""
        for who in ("carla", "dora"):
            account = int(self.plan.people[who].key)
            revision, whole = saved.get(account, (0, False))
            if whole:
                continue
            lines = self.plan.reading(who, batch)
            shown = [line if revision or at < 1 else "" for at, line in enumerate(lines)]
            done = revision > 1
            self.room.enter(self.plan.people[who], batch, shown, done=done)
            self.say(("entry", batch, account, revision + 1, tuple(shown), done))
            return

    def _round(self) -> Round:
        return db.session.get_one(Round, self.plan.round_id, populate_existing=True)

    def _close(self) -> None:
        self.clock.at = CLOSES
        if self._round().closed_at is None:
            with transaction() as session:
                close_urn(session, pair=CLOSERS, round_id=self.plan.round_id, now=CLOSES)
            self.say(("round", "closed_at"))
        lot = voting.lot_number(db.session(), self.plan.round_id)
        if lot is None or not lot.confirmed:
            for actor in (CLOSERS.first, CLOSERS.second)[lot is not None :]:
                with transaction() as session:
                    type_lot(
                        session,
                        actor=actor,
                        round_id=self.plan.round_id,
                        digits="1234567890",
                        now=CLOSES,
                    )

    def _count(self) -> None:
        keys = KeyStore(self.plan.settings.key_dir)
        told = Ceremony(self.plan.round_id, COMMAND, keys, lambda _session: CLOSES)
        if self._round().separated_at is None:
            separate(told)
            self.say(("round", "separated_at"))
        if self._round().counted_at is None:
            open_and_count(told)
            self.say(("round", "counted_at"))

    def _compare(self) -> None:
        self.clock.at = AFTER
        for sheet in found_in_check(db.session(), self._round()).open:
            with transaction() as session:
                say_outcome(
                    session,
                    actor=self.plan.people["una"],
                    round_id=self.plan.round_id,
                    sheet=sheet,
                    outcome=CheckOutcome.SAME,
                    now=AFTER,
                )
            self.say(("outcome", sheet.batch, sheet.sheet))

    def _confirm(self) -> None:
        check = check_of(db.session(), self.plan.round_id)
        if check is None or check.done_at is None:
            with transaction() as session:
                asked = to_confirm_check(session, session.get_one(Round, self.plan.round_id))
                pair = Pair(self.plan.people["una"], self.plan.people["bea"])
                CONFIRM_CHECK.perform(session, pair, asked, AFTER)
            self.say(("checked",))

    def _keys(self) -> None:
        destroy_batch_keys(self.plan.settings)
        self.say(("keys",))


def live(plan: Plan, says: Connection, falls_at: int) -> None:
    """What a process does.

    Args:
        falls_at: the call of a function at which it kills itself; 0: it is killed from outside.
    """
    life = Life(plan, says.send)
    says.send(("ready",))
    left = falls_at

    def fall(_frame: object, _event: str, _of: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if falls_at:
        sys.setprofile(fall)
    life.goes_on()
    sys.setprofile(None)
    says.send(("done",))
