"""A small place that votes, and the stages of it that an attack begins from.

Twelve of twenty vote in three batches. Who keeps what on the way stands in `Kept`.
"""

from __future__ import annotations

import copy
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.domain.bundle import zipped
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.models import SITE, Log
from pbplatform.audit.queries.marks import LogMarks
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.audit.services.sealing import seal
from pbplatform.cli.check import look_at_all
from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.forums.models import ForumSeries
from pbplatform.points.queries.bundle import forum_bundle_parts
from pbplatform.results.queries.bundle import bundle_parts
from pbplatform.rounds import queries as rounds
from pbplatform.voting.domain.sealing import new_tracker
from pbplatform.voting.services.cast import cast_ballots
from tests.apps import Apps
from tests.audit.attacks.people import begin_forum
from tests.audit.attacks.receipts import name_key, receipt_of
from tests.conftest import SetClock, settings_of
from tests.databases import SqliteDatabases
from tests.results.bundles import HOST, KEY
from tests.results.counted import count_it
from tests.voting.ceremony_acts import close_and_roll, open_box, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, make_election

VOTERS, CHECKER, LAST = 20, 5, 12
CHOICES = {
    1: (15,), 2: (15, 4), 3: (7,), 4: (9, 7), 5: (15,), 6: (4,),
    7: (7, 4), 8: (9,), 9: (15,), 10: (7,), 11: (4, 9), 12: (15, 7),
}  # fmt: skip
# Voter 2 comes again in the third hour, with another choice; the fourth waits for the close.
HOURS = {1: (1, 2, 3, 4), 2: (5, 6, 7, 8), 3: (9, 10, 11, 2), 4: (12,)}
CHANGED = (4,)
PUT_AWAY = "put-away"  # the file of what was saved beside the databases
STAGES = ("frozen", "voting", "ending", "apart", "opened", "counted")


@dataclass
class Kept:
    """What people outside hold.

    Attributes:
        early, late: checkpoints of site and ballot log, kept at the freeze and before the close.
        receipts: of each voter, as `receipts.receipt_of` writes it.
        trackers: of each voter; the receipt has it too.
        together: voters whose receipts are checked in one go; else that of one voter.
        key: the lines of the keys, as the page for experts had them at the freeze.
    """

    early: dict[str, str] = field(default_factory=dict)
    late: dict[str, str] = field(default_factory=dict)
    receipts: dict[int, str] = field(default_factory=dict)
    trackers: dict[int, str] = field(default_factory=dict)
    together: tuple[int, ...] = (CHECKER,)
    key: str = ""


class Place:
    """One place in one SQLite file, which goes back to any stage."""

    def __init__(self, folder: Path, url: str, apps: Apps) -> None:
        self.folder, self.clock = folder, SetClock()
        (folder / "keys").mkdir(parents=True, exist_ok=True)
        self.settings = settings_of(url, folder)
        self.file = Path(self.settings.database_url.removeprefix("sqlite:///"))
        self.app: Flask = apps.make(self.settings, self.clock)
        self.kept = Kept()
        self.stage = ""
        self.ends, self.key = CLOSES, KEY
        self._saved: dict[str, tuple[Kept, datetime, Election, Ed25519PrivateKey]] = {}
        self.election: Election = None  # type: ignore[assignment]
        self._context = self.app.app_context()
        self._context.push()

    def let_go(self) -> None:
        """Nothing of it stays open."""
        db.session.remove()
        db.engine.dispose()
        self._context.pop()

    @property
    def session(self) -> Session:
        return db.session()

    @property
    def keys(self) -> Path:
        return self.settings.key_dir

    @property
    def box(self) -> str:
        """The name of the ballot log."""
        return f"rounds/{self.election.slug}"

    # Stages

    def save(self, name: str) -> None:
        """Remember this moment: the database, the key folder, and what people hold."""
        self._close()
        shutil.copyfile(self.file, self.folder / f"{name}.db")
        shutil.rmtree(self.folder / f"{name}.keys", ignore_errors=True)
        shutil.copytree(self.keys, self.folder / f"{name}.keys")
        self._saved[name] = copy.deepcopy(self.kept), self.clock.at, self.election, self.key
        self.stage = name

    def restore(self, name: str, *, marks: bool = True, kept: bool = True) -> None:
        """Go back to a moment.

        Args:
            marks: the key folder goes back too; a database administrator has none.
            kept: what people hold goes back too: never where it is an attack.
        """
        self._close()
        shutil.copyfile(self.folder / f"{name}.db", self.file)
        if marks:
            shutil.rmtree(self.keys)
            shutil.copytree(self.folder / f"{name}.keys", self.keys)
        held, self.clock.at, self.election, self.key = self._saved[name]
        if kept:
            self.kept = copy.deepcopy(held)
        self.stage = name

    def _close(self) -> None:
        self.session.commit()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)

    def put_away(self) -> None:
        """Keep all that was saved in its folder, for other processes and for another day."""
        told = {name: held[:3] for name, held in self._saved.items()}
        (self.folder / PUT_AWAY).write_bytes(pickle.dumps(told))

    # The honest course

    def build(self, upto: str = STAGES[-1]) -> None:
        """All stages, one after the other, to the last one that is wanted."""
        self.save("empty")
        self.begin()
        self.save("frozen")
        for name in STAGES[1 : STAGES.index(upto) + 1]:
            self.step(name)
            self.save(name)

    def begin(self, *, voters: int = VOTERS) -> None:
        """Up to the freeze."""
        self.clock.at = OPENS - timedelta(days=1)
        self.election = make_election(self.session, self.keys, voters=voters)
        begin_forum(self.session)
        name_key(self.session, now=self.clock.at)
        self.sign()
        self.kept = Kept(early=self.pins(), key=self.key_lines())
        self.stage = "frozen"

    def step(self, name: str) -> None:
        """From the stage before to this one, as honest people do it."""
        getattr(self, f"_{name}")()
        self.stage = name

    def go_on(self) -> None:
        """From here to the published count."""
        start = STAGES.index(self.stage)
        for name in STAGES[start + 1 :]:
            self.step(name)

    def _voting(self) -> None:
        self.vote(1)
        self.vote(2)

    def _ending(self) -> None:
        self.vote(3)
        self.kept.late = self.pins()
        self.vote(4, fold=False)

    def _apart(self) -> None:
        self.clock.at = self.ends
        close_and_roll(self.session, self.election.round_id, now=self.ends)
        separate_box(self.session, self.election.round_id, now=self.ends)
        self.sign()

    def _opened(self) -> None:
        open_box(self.session, self.keys, self.election.round_id, now=self.ends)
        self.sign()

    def _counted(self) -> None:
        count_it(self.session, self.election, self.ends)
        self.clock.at = self.ends + timedelta(days=1)
        self.sign()

    def vote(self, hour: int, *, fold: bool = True) -> None:
        """One batch; each voter gets a receipt."""
        self.clock.at = at = OPENS + timedelta(hours=hour)
        for voter in HOURS[hour]:
            again = voter in self.kept.receipts
            self.cast(voter, CHANGED if again else CHOICES[voter], at)
        if fold:
            self.sign()

    def cast(self, voter: int, choices: tuple[int, ...], at: datetime, *, presses: int = 1) -> None:
        """A vote, its form sent once or more often; the voter keeps the receipt."""
        tracker = new_tracker()
        cast = self.election.cast(voter, *choices, tracker=tracker)
        given = {"round_id": self.election.round_id, "clock": ManualClock(at)}
        for _press in range(presses):
            cast_ballots(self.session, sealed=[cast], **given)  # type: ignore[arg-type]
        self.kept.trackers[voter] = tracker
        self.kept.receipts[voter] = receipt_of(
            self.session, self.election, cast.env_hash, at=at, tracker=tracker, choices=choices
        )

    # What the program does by itself, and what it shows

    def sign(self) -> None:
        """Put all in order and sign it, as the worker does; it must agree with itself."""
        for log_id in self.session.scalars(select(Log.id)):
            audit.fold(self.session, log_id)
        for slug in (SITE, self.box):
            found = seal(self.session, slug, marks=LogMarks(self.keys), host=HOST, key=self.key)
            if found is not None:
                raise found
        self.session.commit()

    def pins(self) -> dict[str, str]:
        """What the page for experts has one keep: the newest checkpoint of both logs."""
        found = {}
        for name, slug in (("site", SITE), ("box", self.box)):
            sealed = newest_checkpoint(self.session, log=slug)
            assert sealed is not None
            found[name] = sealed.note
        return found

    def key_lines(self) -> str:
        """The keys of both logs, as that page shows them."""
        lines = []
        for slug in (SITE, self.box):
            sealed = newest_checkpoint(self.session, log=slug)
            assert sealed is not None
            lines.append(LogKey(sealed.checkpoint.origin, sealed.public_key).line)
        return "\n".join(lines)

    def bundle(self) -> bytes:
        """The bundle of the round as anybody downloads it."""
        round_ = rounds.round_by_slug(self.session, self.election.slug)
        return b"".join(zipped(bundle_parts(self.session, round_)))

    def forum_bundle(self) -> bytes:
        """The bundle of the forum, likewise."""
        forum = self.session.scalars(select(ForumSeries)).one()
        return b"".join(zipped(forum_bundle_parts(self.session, forum, now=self.clock.at)))

    def findings(self) -> list[str]:
        """What `pbplatform check` says: codes, each once."""
        self.session.commit()
        self.session.expire_all()
        return list(dict.fromkeys(found.finding.code for found in look_at_all(self.settings)))


@contextmanager
def made(folder: Path, upto: str = STAGES[-1]) -> Iterator[Place]:
    """A place with all its stages."""
    databases = SqliteDatabases(folder, upgrade)
    place = Place(folder, databases.fresh(), Apps())
    try:
        place.build(upto)
        yield place
    finally:
        place.let_go()


@contextmanager
def taken_up(folder: Path, kept: Path, only: str = "") -> Iterator[Place]:
    """A copy of a place that was put away in `kept`, with all its moments or with one."""
    told = pickle.loads((kept / PUT_AWAY).read_bytes())  # noqa: S301 - our own file
    names = [only] if only else list(told)
    for name in names:
        shutil.copytree(kept / f"{name}.keys", folder / f"{name}.keys")
        shutil.copyfile(kept / f"{name}.db", folder / f"{name}.db")
    shutil.copyfile(kept / f"{names[-1]}.db", folder / "here.db")
    place = Place(folder, f"sqlite:///{folder / 'here.db'}", Apps())
    place._saved = {name: (*told[name], KEY) for name in names}
    try:
        place.restore(names[-1])
        yield place
    finally:
        place.let_go()
