"""Starts processes, kills them, and looks at what is left.

After each death everything that was promised is there and nothing twice, each log goes on from
what was seen and signed of it, and the program's own check finds nothing. Then the same act is done
again and must end. Source: docs/rules/voting.md section 3, ceremony.md section 2.3, audit.md
sections 2 and 9.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import shutil
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, select, text

from pbplatform import create_app
from pbplatform.audit.models import Log, LogCheckpoint, LogEntry, LogPending
from pbplatform.cli.check import look_at_all
from pbplatform.core.db import db
from pbplatform.voting.models import PublishedBallot, SeparatedEnvelope, UrnEnvelope
from tests.apps import let_go, share_compiled
from tests.conftest import TICK, SetClock, settings_of
from tests.kills import acts
from tests.kills.acts import CEREMONY, VOTING, Act, Vote
from tests.voting.elections import CLOSES

VOTERS = 12
_PATIENCE_SECONDS = 30.0


@dataclass
class Told:
    """What came out.

    Attributes:
        killed: processes, by act; `moments` are those an act has at most.
        promised: receipts that were given.
        problems: what was lost, doubled, forked or would not go on, in words.
    """

    killed: Counter[str] = field(default_factory=Counter)
    done_first: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    promised: int = 0
    checkpoints: int = 0
    problems: list[str] = field(default_factory=list)


class Watch:
    """One place whose processes are killed."""

    def __init__(self, databases: Any, folder: Path, *, seed: int) -> None:
        self.databases, self.folder, self.chance = databases, folder, random.Random(seed)
        self.clock = SetClock()
        self.settings = settings_of(databases.fresh(), folder / "place")
        self.settings.key_dir.mkdir(parents=True)
        self.app = create_app(self.settings, clock=self.clock, deciding=self.clock)
        share_compiled(self.app)
        self.place = acts.make_round(self.app, self.settings, self.clock, voters=VOTERS)
        self.told = Told()
        self.promised: dict[int, list[Vote]] = {}
        # Cast since the last receipt, when their processes fell: any of them may be in the box.
        self.maybe: dict[int, list[Vote]] = {}
        self.seen: dict[str, list[bytes]] = {}
        self.signed: dict[tuple[str, int], bytes] = {}
        self.seconds: dict[str, float] = {}
        self.context = multiprocessing.get_context("fork")

    # One process

    def one_life(self, name: str, *, by_moment: bool, exactly: int = 0) -> bool:
        """Let a process do an act, and kill it; whether it had said that it was done.

        Args:
            by_moment: at a drawn moment; else after a drawn time.
            exactly: at this moment.
        """
        sealed = self._next_vote(name)
        act = Act(self.place, name, sealed)
        most = self.told.moments[name] or 40
        falls_at = exactly or (self.chance.randint(1, most) if by_moment else 0)
        after = None if by_moment else self.chance.uniform(0, self.seconds.get(name, 0.1))
        let_go(self.app)
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(target=acts.live, args=(act, falls_at, theirs))
        process.start()
        theirs.close()
        done = self._wait_or_kill(process, ours, name, after)
        if sealed is not None:
            if done:
                self.promised.setdefault(sealed[0].voter, []).append(sealed[0])
                self.maybe.pop(sealed[0].voter, None)
                self.told.promised += 1
            else:
                self.maybe.setdefault(sealed[0].voter, []).append(sealed[0])
        if process.exitcode == -signal.SIGKILL:
            self.told.killed[name] += 1
            self.told.done_first[name] += done
        elif process.exitcode != 0:
            self.told.problems.append(f"{name} ended by itself with {process.exitcode}")
        self._until_nobody_is_connected()
        return done

    def _wait_or_kill(self, process: Any, ours: Any, name: str, after: float | None) -> bool:
        done, began = False, time.monotonic()
        try:
            assert ours.recv() == "ready"
            began = time.monotonic()
            if after is not None:
                time.sleep(after)
                process.kill()
            passed = ours.recv()
        except EOFError:
            pass
        else:
            done = True
            self.told.moments[name] = max(self.told.moments[name], passed)
            self.seconds[name] = time.monotonic() - began
        process.join(_PATIENCE_SECONDS)
        if process.exitcode is None:
            self.told.problems.append(f"{name} waits for ever")
            process.kill()
            process.join()
        return done

    def _next_vote(self, name: str) -> tuple[Vote, bytes] | None:
        if name not in ("cast", "change"):
            return None
        voted = sorted(self.promised)
        new = [voter for voter in range(1, VOTERS + 1) if voter not in self.promised]
        voter = self.chance.choice(voted if (name == "change" and voted) or not new else new)
        number = self.chance.choice(acts.numbers())
        return acts.sealed_vote(self.place.election, voter, number)

    def _until_nobody_is_connected(self) -> None:
        """PostgreSQL ends what a dead process began in a moment of its own."""
        if self.databases.name != "postgresql":
            return
        asked = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND usename = current_user AND pid <> pg_backend_pid()"
        )
        until = time.monotonic() + _PATIENCE_SECONDS
        with self.app.app_context():
            while db.session.scalar(asked):
                assert time.monotonic() < until, "a dead process is still connected"
                time.sleep(0.01)
                db.session.rollback()
            db.session.remove()

    # What is left

    def look(self, about: str) -> None:
        """Everything promised is there, nothing twice, every log goes on."""
        with self.app.app_context():
            found = [*self._of_votes(), *self._of_logs()]
            db.session.remove()
            found += [problem.words for problem in look_at_all(self.settings, hidden=True)]
            db.session.remove()
        self.told.problems += [f"after {about}: {each}" for each in found]

    def _of_votes(self) -> list[str]:
        session, round_id = db.session(), self.place.election.round_id
        log_id = session.scalar(select(Log.id).where(Log.slug.like("rounds/%")))
        bodies = [
            *session.scalars(select(LogEntry.body).where(LogEntry.log_id == log_id)),
            *session.scalars(select(LogPending.body).where(LogPending.log_id == log_id)),
        ]
        told = [json.loads(body) for body in bodies]
        logged = Counter(str(each["h"]) for each in told if "h" in each)
        own, apart = UrnEnvelope, SeparatedEnvelope
        held = [
            *session.scalars(select(own.env_hash).where(own.round_id == round_id)),
            *session.scalars(select(apart.env_hash).where(apart.round_id == round_id)),
        ]
        in_box = {bytes(digest) for digest in held}
        found = [f"envelope {digest} stands twice" for digest, n in logged.items() if n > 1]
        for voter, votes in self.promised.items():
            found += [
                f"the receipt of voter {voter} is lost"
                for vote in votes
                if vote.env_hash.hex() not in logged
            ]
            live = {vote.env_hash for vote in (votes[-1], *self.maybe.get(voter, []))}
            if len(live & in_box) != 1:
                found.append(f"{len(live & in_box)} envelopes of voter {voter} in the box")
        return found

    def _of_logs(self) -> list[str]:
        """Nothing seen before changed, and nothing was signed in two ways."""
        session, found = db.session(), list[str]()
        for log_id, slug in session.execute(select(Log.id, Log.slug)).all():
            rows = session.execute(
                select(LogEntry.idx, LogEntry.body)
                .where(LogEntry.log_id == log_id)
                .order_by(LogEntry.idx)
            ).all()
            bodies = [bytes(body) for _idx, body in rows]
            if [idx for idx, _body in rows] != list(range(len(rows))):
                found.append(f"the log {slug} has a gap")
            before = self.seen.get(slug, [])
            if bodies[: len(before)] != before:
                found.append(f"the log {slug} was rewritten")
            self.seen[slug] = bodies
            signed = select(LogCheckpoint.size, LogCheckpoint.root)
            for size, root in session.execute(signed.where(LogCheckpoint.log_id == log_id)):
                if bytes(root) != tree_root(bodies[:size]) or size > len(bodies):
                    found.append(f"a checkpoint of {slug} is not of its entries")
                if self.signed.setdefault((slug, size), bytes(root)) != bytes(root):
                    found.append(f"two checkpoints of {slug} differ")
            there = session.scalars(
                select(LogCheckpoint.size).where(LogCheckpoint.log_id == log_id)
            ).all()
            lost = {size for name, size in self.signed if name == slug} - set(there)
            found += [f"the checkpoint of {slug} at {size} is gone" for size in lost]
        self.told.checkpoints = max(self.told.checkpoints, len(self.signed))
        return found

    # Days

    def kill_while_voting(self, kills: int) -> None:
        """Casts, changes, folds and checkpoints fall, one after the other, in one vote."""
        for name in VOTING:  # once whole, which tells how many moments each has
            if name in ("fold", "checkpoint"):
                self._some_votes()
            self.one_life_whole(name)
        for turn in range(kills):
            name = VOTING[turn % len(VOTING)]
            if name in ("fold", "checkpoint"):
                self._some_votes()
            self.clock.at += TICK * 10_000_000
            self.one_life(name, by_moment=turn // len(VOTING) % 2 == 0)
            self.look(name)
            if name in ("fold", "checkpoint"):
                self.one_life_whole(name)  # starts again by itself, and goes on
        self.look("the last")

    def one_life_whole(self, name: str) -> None:
        """Let a process do an act to its end."""
        sealed, most = self._next_vote(name), self.told.moments[name]
        self.clock.at += TICK * 10_000_000
        let_go(self.app)
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(
            target=acts.live, args=(Act(self.place, name, sealed), 0, theirs)
        )
        process.start()
        theirs.close()
        if not self._wait_or_kill(process, ours, name, None):
            self.told.problems.append(f"{name} does not go on")
        elif sealed is not None:
            self.promised.setdefault(sealed[0].voter, []).append(sealed[0])
            self.maybe.pop(sealed[0].voter, None)
            self.told.promised += 1
        self.told.moments[name] = max(self.told.moments[name], most)
        self._until_nobody_is_connected()

    def _some_votes(self) -> None:
        """Two people vote or change their vote, so that there is something to put in order."""
        for name in ("cast", "change"):
            sealed = self._next_vote(name)
            assert sealed is not None
            acts.put_in(self.place, *sealed)
            self.promised.setdefault(sealed[0].voter, []).append(sealed[0])
            self.maybe.pop(sealed[0].voter, None)
            self.told.promised += 1

    def kill_the_ceremony(self, kills: int) -> None:
        """Close, separation and opening fall; after each the same press goes on to the end."""
        self.clock.at = CLOSES
        for number, name in enumerate(CEREMONY):
            kept = Kept.of(self)
            self._to_the_end(name)
            for turn in range(kills // len(CEREMONY) + (number < kills % len(CEREMONY))):
                kept.put_back(self)
                self.one_life(name, by_moment=turn % 2 == 0)
                self.look(name)
                self._to_the_end(name)
                self.look(f"{name}, and the same press again")
                if turn % 8 == 0:
                    self._whole_ceremony()
            kept.put_back(self)
            self._to_the_end(name)
            kept.forget(self)
        self._count_is_true()

    def _whole_ceremony(self) -> None:
        for name in CEREMONY:
            self._to_the_end(name)
        self.look("the whole ceremony")
        self._count_is_true()

    def _to_the_end(self, name: str) -> None:
        """The same press as before, where it is not done yet."""
        with self.app.app_context():
            done = acts.is_done(self.place, name)
            db.session.remove()
        if not done:
            self.one_life_whole(name)
        if name == "close":
            with self.app.app_context():
                if not db.session.scalar(text("SELECT count(*) FROM lot_number")):
                    acts.roll(self.place)
                db.session.remove()

    def _count_is_true(self) -> None:
        """Each voter's last promised vote counts once, or the one that was cast when it fell."""
        with self.app.app_context():
            listed = {
                row.tracker: row.choices for row in db.session.scalars(select(PublishedBallot))
            }
            db.session.remove()
        known = set[str]()
        for voter in {*self.promised, *self.maybe}:
            sure, maybe = self.promised.get(voter, []), self.maybe.get(voter, [])
            own = [*sure[-1:], *maybe]
            there = [vote for vote in own if listed.get(vote.tracker) == str(vote.number)]
            known |= {vote.tracker for vote in there}
            if len(there) > 1 or (sure and not there):
                self.told.problems.append(f"{len(there)} votes of voter {voter} were counted")
        if set(listed) != known:
            self.told.problems.append("the list has votes that nobody cast")

    def close(self) -> None:
        let_go(self.app)
        self.databases.drop(self.settings.database_url)


@dataclass(frozen=True)
class Kept:
    """A place as it was: its database, its keys, and what was seen of it."""

    url: str
    keys: Path
    seen: dict[str, list[bytes]]
    signed: dict[tuple[str, int], bytes]

    @classmethod
    def of(cls, watch: Watch) -> Kept:
        let_go(watch.app)
        keys = watch.folder / "kept-keys"
        shutil.rmtree(keys, ignore_errors=True)
        shutil.copytree(watch.settings.key_dir, keys)
        url = watch.databases.copy(watch.settings.database_url)
        return cls(url, keys, dict(watch.seen), dict(watch.signed))

    def put_back(self, watch: Watch) -> None:
        """The place is again as it was, under the same address."""
        let_go(watch.app)
        shutil.rmtree(watch.settings.key_dir)
        shutil.copytree(self.keys, watch.settings.key_dir)
        watch.seen, watch.signed = dict(self.seen), dict(self.signed)
        there, kept = make_url(watch.settings.database_url), make_url(self.url)
        if watch.databases.name == "sqlite":
            path = Path(there.database or "")
            for suffix in ("", "-wal", "-shm"):  # a file of its own, whoever has the old one open
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            shutil.copyfile(kept.database or "", path)
            return
        watch.databases._stop_emptying(str(there.database))
        watch.databases._run(f"DROP DATABASE {there.database} WITH (FORCE)")
        watch.databases._run(f"CREATE DATABASE {there.database} TEMPLATE {kept.database}")

    def forget(self, watch: Watch) -> None:
        watch.databases.drop(self.url)


def tree_root(bodies: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, written anew: two programs agree, or one is wrong."""
    if not bodies:
        return hashlib.sha256(b"").digest()
    if len(bodies) == 1:
        return hashlib.sha256(b"\x00" + bodies[0]).digest()
    half = 1 << (len(bodies) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree_root(bodies[:half]) + tree_root(bodies[half:])).digest()
