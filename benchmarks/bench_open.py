"""How much memory and time the opening of a box takes: `make bench-open`.

    python benchmarks/bench_open.py --ballots 50000 200000 1000000

A round of twenty projects whose key three trustees hold, so that one box can be opened in every
way: here with their shares, and away from the server. Votes go into it by the service of a cast.
Each step is a process of its own on a copy of the same box; told are the processor's seconds, and
how far the most memory that the process held rose above what it held before the step. The last
column is that slope between this size and the one before: memory that does not grow with the
number of votes is in neither. It reads /proc, as Linux has it.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from tqdm import tqdm

from config import Settings
from pbplatform import create_app
from pbplatform.audit import services as audit
from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.transaction import transaction
from pbplatform.models import Base
from pbplatform.results import services as results
from pbplatform.results.jobs.opening_away import open_export, read_export
from pbplatform.results.queries.ballots_file import csv_of_ballots
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.shares import combine, deal
from pbplatform.voting.domain.keystore import HeldKeys
from pbplatform.voting.domain.opened_file import list_pieces, opened_pieces
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.bringing import check_brought
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.open_urn import OpenedAway, record_opening
from pbplatform.voting.services.opening import open_round
from tests.factories import COMMAND
from tests.trustees.away import NAMES
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, make_election

PROJECTS, CHOICES, BATCH = 20, 5, 2000
LATER = CLOSES + timedelta(days=3)
ROW = "{:<28} | {:>9,} | {:>8.1f} | {:>8,.0f} | {:>7.0f} | {:>7.0f} | {:>7}"
HEAD = "step                         |   ballots |  cpu sec |  a second |  MB more | bytes | slope"


class Place:
    """The box of one size, in a folder: database, keys, shares, and files that steps leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        url = f"sqlite:///{folder / 'box.db'}"
        self.app: Flask = create_app(
            Settings(
                database_url=url,
                database_direct_url=url,
                secret_key="benchmark" * 4,
                key_dir=folder / "keys",
                files_dir=folder / "files",
                public_url="http://localhost",
            )
        )

    @property
    def shares(self) -> Any:
        return pickle.loads((self.folder / "shares").read_bytes())  # noqa: S301  # our own file

    @property
    def round(self) -> Round:
        return db.session.query(Round).one()

    def fill(self, ballots: int) -> None:
        """So many votes, closed and apart from their voters."""
        dealt, shares = deal(2, NAMES)
        (self.folder / "shares").write_bytes(pickle.dumps((dealt, shares[:2])))
        chance = random.Random(7)  # choices of nobody
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            costs = tuple((n, chance.randrange(20, 120) * 100_000) for n in range(1, PROJECTS + 1))
            election = make_election(
                session, self.folder / "keys", voters=ballots, projects=costs, most=CHOICES,
                dealt=dealt,
            )  # fmt: skip
        at = ManualClock(OPENS + timedelta(days=1))
        numbers = range(1, PROJECTS + 1)
        for first in tqdm(
            range(1, ballots + 1, BATCH), unit_scale=BATCH, unit="vote", mininterval=5
        ):
            voters = range(first, min(first + BATCH, ballots + 1))
            sealed = [
                election.cast(voter, *chance.sample(numbers, chance.randint(1, CHOICES)))
                for voter in voters
            ]
            with transaction() as session:
                cast_ballots(session, round_id=election.round_id, sealed=sealed, clock=at)
                if first % (25 * BATCH) == 1:
                    audit.fold(session, audit.ensure_log(session, f"rounds/{election.slug}"))
        with transaction() as session:
            close_and_roll(session, election.round_id, now=CLOSES)
        with transaction() as session:
            separate_box(session, election.round_id, now=CLOSES)


def check(place: Place) -> None:
    """All checks of the round, as before every opening."""
    if found := round_findings(db.session(), place.round):
        raise SystemExit(f"the box is not whole: {found}")


def open_here(place: Place) -> None:
    """Checked, opened in memory and published, as page and command do it."""
    dealt, shares = place.shares
    keys = HeldKeys(place.folder / "keys", combine(dealt, shares), (1, 2), place.round.slug)
    opened = open_round(db.session(), keys, place.round)
    _publish(place, opened)


def _publish(place: Place, opened: Any, away: OpenedAway | None = None) -> None:
    round_id = place.round.id
    with transaction() as session:
        record_opening(
            session, actor=COMMAND, round_id=round_id, opened=opened, now=LATER, away=away
        )


def take_export(place: Place) -> None:
    """The closed votes, written into a file."""
    with (place.folder / "export.zip").open("wb") as file:
        file.writelines(zipped(export_parts(db.session(), place.round)))


def open_away(place: Place) -> None:
    """`pbplatform trustees open`: checked, opened, and both files written."""
    export = read_export(place.folder / "export.zip")
    _opened, told = open_export(export, place.shares[1], lambda _votes: None)
    with (place.folder / "list.json").open("wb") as file:
        file.writelines(list_pieces(told.rows))
    with (place.folder / "opened.json").open("wb") as file:
        file.writelines(opened_pieces(told))


def bring(place: Place) -> None:
    """`pbplatform urn open --list`: read in, checked against the box, published."""
    raw = (place.folder / "opened.json").read_bytes()
    brought = check_brought(db.session(), place.folder / "keys", place.round, raw)
    _publish(place, brought.opened, OpenedAway(NAMES[:2], brought.signatures))


def write_list(place: Place) -> None:
    """`ballots.csv`, as it is sent."""
    with (place.folder / "ballots.csv").open("w", newline="") as file:
        file.writelines(csv_of_ballots(db.session(), place.round.id))


def count_it(place: Place) -> None:
    """Counted and told, with what would have been enough."""
    round_id = place.round.id
    tallied = results.count_in_memory(db.session(), round_id=round_id)
    with transaction() as session:
        results.publish_result(
            session, actor=COMMAND, round_id=round_id, tallied=tallied, now=LATER
        )


STEPS: dict[str, tuple[Callable[[Place], None], str]] = {
    "checks of the round": (check, "box"),
    "export": (take_export, "box"),
    "opened away, files written": (open_away, "box"),
    "brought, checked, published": (bring, "brought"),
    "opened here, published": (open_here, "opened"),
    "list as a table": (write_list, "opened"),
    "counted": (count_it, "opened"),
}


def _held(name: str) -> int:
    """Bytes by /proc: `VmRSS` now, `VmHWM` at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def one_step(name: str, folder: Path, *, traced: bool) -> None:
    """Do one step and print what it took, as JSON."""
    place = Place(folder)
    with place.app.app_context():
        _ = place.round  # the connection is there
        before = _held("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the most is counted from here
        if traced:
            tracemalloc.start()
        began = time.process_time()
        STEPS[name][0](place)
        seconds = time.process_time() - began
        more = tracemalloc.get_traced_memory()[1] if traced else _held("VmHWM") - before
    print(json.dumps({"seconds": seconds, "more": more}))


def run(name: str, folder: Path, *, traced: bool) -> dict[str, float]:
    command = [sys.executable, __file__, "--step", name, "--folder", str(folder)]
    done = subprocess.run(
        [*command, *(["--traced"] if traced else [])], check=True, stdout=subprocess.PIPE, text=True
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure(
    ballots: int, folder: Path, before: dict[str, tuple[int, float]], *, traced: bool
) -> None:
    """Every step on a box of this size; what each took is left in `before` for the next size."""
    box = folder / "box"
    box.mkdir()
    subprocess.run(
        [sys.executable, __file__, "--fill", str(ballots), "--folder", str(box)], check=True
    )
    for name, (_do, kind) in STEPS.items():
        place = folder / kind
        if not place.exists():
            shutil.copytree(box, place)
        told = run(name, place, traced=traced)
        slope = ""
        if name in before:
            smaller, held = before[name]
            slope = f"{(told['more'] - held) / (ballots - smaller):,.0f}"
        before[name] = ballots, told["more"]
        print(
            ROW.format(
                name, ballots, told["seconds"], ballots / max(told["seconds"], 1e-9),
                told["more"] / 1e6, told["more"] / ballots, slope,
            ),
            flush=True,
        )  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--ballots", type=int, nargs="+", default=[50_000, 200_000])
    ask.add_argument("--traced", action="store_true", help="what Python holds, by tracemalloc")
    ask.add_argument("--step", help=argparse.SUPPRESS)
    ask.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    ask.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.step:
        one_step(given.step, given.folder, traced=given.traced)
    elif given.fill:
        place = Place(given.folder)
        with place.app.app_context():
            place.fill(given.fill)
    else:
        print(HEAD)
        before: dict[str, tuple[int, float]] = {}
        for ballots in sorted(given.ballots):
            with tempfile.TemporaryDirectory() as folder:
                measure(ballots, Path(folder), before, traced=given.traced)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
