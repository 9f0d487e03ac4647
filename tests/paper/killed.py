"""Processes that are killed while papers are entered, sealed, counted and compared.

A life is a process with the whole application. It looks where the round stands, does the next act
at the pages as a person would, says that it was confirmed, and goes on: until SIGKILL. Half of the
lives fall at a call of a function that was drawn before, the others at an instant from outside.
After each death everything that was confirmed must be there, and nothing twice.
Source: docs/rules/paper.md section 3.
"""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import func, select

from pbplatform import create_app
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.paper.models.checking import PaperCheckSheet
from pbplatform.paper.queries.batches import entries_of, lines_of
from pbplatform.paper.queries.checking import check_of
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.models import PublishedBallot, UrnEnvelope
from pbplatform.voting.queries.checks import round_findings
from tests.apps import share_compiled
from tests.conftest import SetClock, settings_of
from tests.paper import counting_day as days
from tests.paper.counting_day import Line
from tests.paper.killed_life import Plan, Said, live

CALLS_OF_AN_ACT = 60_000  # about
RANK = {"received": 0, "differs": 1, "agreed": 2, "sealed": 3}


@dataclass
class Told:
    """What came out of a day, or several."""

    killed: int = 0
    confirmed: int = 0
    lost: int = 0
    counted: int = 0
    twice: int = 0
    problems: list[str] = field(default_factory=list)

    def lose(self, what: str) -> None:
        self.lost += 1
        self.problems.append(what)


class Watch:
    """Starts lives, kills them, and looks at what is left."""

    def __init__(self, url: str, folder: Path, *, papers: int, batches: int, seed: int) -> None:
        settings, clock = settings_of(url, folder), SetClock()
        self.app = create_app(settings, clock=clock, deciding=clock)
        share_compiled(self.app)
        day = days.make_day(self.app, settings, clock, papers=papers, batches=batches, seed=seed)
        self.day, self.said, self.told = day, list[Said](), Told()
        self.plan = Plan(settings, day.election.round_id, day.election.slug, day.people, day.sheets)
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["tests.paper.killed"])

    def one_life(self, *, falls_at: int = 0, after: tuple[int, float] | None = None) -> bool:
        """Let a process live; whether it came to the end of all.

        Args:
            after: it is killed so many seconds after so many acts.
        """
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(target=live, args=(self.plan, theirs, falls_at))
        process.start()
        theirs.close()
        acts, ended = 0, False
        for said in _listen(ours):
            ended = said == ("done",)
            if said not in (("ready",), ("done",)):
                self.said.append(said)
                acts += 1
            if after and acts >= after[0]:
                time.sleep(after[1])
                process.kill()
                after = None
        process.join()
        killed = process.exitcode == -signal.SIGKILL
        self.told.killed += killed and not ended
        if not ended and not killed:
            self.told.lose(f"a life ended by itself: {process.exitcode}")
        self.look()
        return ended

    def look(self) -> None:
        """Everything confirmed is there, and nothing twice."""
        with self.app.app_context():
            for said in self.said:
                if not self._is_there(said):
                    self.told.lose(f"lost: {said}")
            self._nothing_twice()
            db.session.remove()

    def _is_there(self, said: Said) -> bool:
        kind, *facts = said
        round_ = db.session.get_one(Round, self.plan.round_id)
        if kind == "round":
            return getattr(round_, facts[0]) is not None
        if kind in ("checked", "keys"):
            check = check_of(db.session(), round_.id)
            stands = check is not None and check.done_at is not None
            return stands and (kind == "checked" or check.keys_destroyed_at is not None)  # type: ignore[union-attr]
        if kind == "outcome":
            return db.session.get(PaperCheckSheet, (round_.id, *facts)) is not None
        batch = db.session.get_one(PaperBatch, (round_.id, facts[0]))
        if kind == "state":
            return RANK[batch.state] >= RANK[facts[1]]
        if kind == "looked":
            return batch.settled_by_id is not None
        if kind == "asked":
            return batch.ready_by_id is not None
        return self._entry_is_there(round_, batch, *facts[1:])

    def _entry_is_there(
        self, round_: Round, batch: PaperBatch, account: int, seen: int, lines: Line, done: bool
    ) -> bool:
        """The saving itself, or a later one; once sealed there is none, and the box has it."""
        entries = entries_of(db.session(), batch)
        rows = [e for hand, e in entries.items() if hand < 3 and e.account_id == account]
        own = next(iter(rows), None)
        if own is None or own.revision < seen or own.whole < done:
            return False
        if batch.state == "sealed":
            return True
        key = KeyStore(self.plan.settings.key_dir).batch_key(self.plan.slug, batch.n)
        there = lines_of(round_, own, key or b"")
        typed = [
            ",".join(map(str, sorted(map(int, str(line).split())))) if line else None
            for line in lines
        ]
        return all(line in (None, kept) for line, kept in zip(typed, there, strict=True))

    def _nothing_twice(self) -> None:
        round_id, session = self.plan.round_id, db.session()
        round_ = session.get_one(Round, round_id)
        sealed = session.scalar(
            select(func.sum(PaperBatch.sheets)).where(PaperBatch.state == "sealed")
        )
        if round_.separated_at is None:
            own = (UrnEnvelope.round_id == round_id, UrnEnvelope.kind == "paper")
            in_box = session.scalar(select(func.count()).select_from(UrnEnvelope).where(*own))
            if in_box != (sealed or 0) and round_.closed_at is None:
                self.told.twice += 1
                self.told.problems.append(f"{in_box} sheets in the box, {sealed} sealed")
        if findings := round_findings(session, round_):
            self.told.problems.append(str(findings))
            self.told.twice += 1
        session.rollback()
        with transaction() as writing:
            audit.fold(writing, audit.ensure_log(writing, SITE))
        acts = Counter(
            (entry.kind, str(entry.told.get("data", entry.told).get("number", "")))
            for entry in log.entries(db.session(), newest=5000)
            if entry.kind.startswith(("paper:batch", "paper:check", "paper:keys", "vote:urn"))
        )
        for act, times in acts.items():
            if times > 1:
                self.told.twice += 1
                self.told.problems.append(f"{act} stands {times} times in the log")

    def at_the_end(self) -> None:
        """Every paper counts once, as it stands."""
        with self.app.app_context():
            rows = list(db.session.scalars(select(PublishedBallot)))
            db.session.remove()
        online = ",".join(map(str, days.NUMBERS[:3]))
        found = Counter(row.choices for row in rows if row.choices != online)
        lines = [line for held in self.day.sheets.values() for line in held]
        true = Counter(
            ",".join(map(str, sorted(line))) if len(line) == days.MOST else "" for line in lines
        )
        self.told.counted = sum(found.values())
        self.told.twice += sum((found - true).values())
        for _ in (true - found).elements():
            self.told.lose("a paper was not counted")
        self.told.confirmed = len(self.said)

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def _listen(connection: Connection) -> Iterator[Said]:
    """What a life says, until it is silent for good."""
    while True:
        try:
            yield connection.recv()
        except (EOFError, OSError):
            return


def to_the_end(
    url: str, folder: Path, *, kills: int, seed: int, papers: int = 300, batches: int = 12
) -> Told:
    """Kill so many lives over one day of counting, and let the last one finish it."""
    chance = random.Random(seed)
    watch = Watch(url, folder, papers=papers, batches=batches, seed=seed)
    acts = batches * 9 + 30
    each = max(acts * CALLS_OF_AN_ACT * 2 // (kills or 1), 2)  # so that they fall all along the day
    try:
        for number in range(kills):
            if number % 2:
                most = max(2 * acts // kills, 1)
                ended = watch.one_life(after=(chance.randint(0, most), chance.uniform(0, 0.1)))
            else:
                ended = watch.one_life(falls_at=chance.randint(1, each))
            if ended:
                break
        while not watch.one_life():
            if watch.told.lost:
                break
        watch.at_the_end()
    finally:
        watch.close()
    return watch.told
