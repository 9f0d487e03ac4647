"""How much processor and memory each step of a replay takes: `make bench-replay-speed`.

    python benchmarks/bench_replay.py --file Poland_Lodz_2022.pb --processes 0 2

A real election goes through the product's own replay in a fresh SQLite database: read, roll, frozen
ballot, votes sealed and cast, close, separation, opening, count. Told of each step are processor
seconds, of processes that seal too, seconds on the clock, ballots a second by both, and the most
memory that the process that casts held. With 0 processes that seal beside it everything is done on
one core: then sealing and casts stand by themselves as well. It reads /proc, as Linux has it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

from config import ROOT, Settings
from pbplatform import create_app
from pbplatform.cli import replay_sealing, replay_steps
from pbplatform.cli.replay import Replayed, replay
from pbplatform.core.db import db
from pbplatform.core.progress import Progress, untold
from pbplatform.models import Base

HEAD = f"{'step':24} {'cpu s':>8} {'clock s':>8} {'a cpu s':>9} {'a second':>9} {'MB':>6}"


def held(name: str) -> int:
    """Bytes by /proc: `VmRSS` now, `VmHWM` at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def processor_seconds() -> float:
    """Of this process and of those that ended beside it."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


class Steps:
    """Whoever waits for a replay, with a watch; each step lasts until the next begins."""

    def __init__(self) -> None:
        self.took: dict[str, tuple[float, float, int]] = {}
        self._begin("reading")

    def __call__(self, part: str, _whole: int) -> Progress:
        self.end()
        self._begin(part)
        return untold

    def _begin(self, part: str) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the most is counted from here
        self._part, self._cpu, self._clock = part, processor_seconds(), time.monotonic()

    def end(self) -> None:
        """Add what went by to the step; checks before two steps are one line."""
        cpu, clock = processor_seconds() - self._cpu, time.monotonic() - self._clock
        before = self.took.get(self._part, (0.0, 0.0, 0))
        most = max(before[2], held("VmHWM"))
        self.took[self._part] = (before[0] + cpu, before[1] + clock, most)


class Spent:
    """Processor seconds of this thread within a function of a module."""

    def __init__(self, module: Any, name: str) -> None:
        self._function, self.seconds = getattr(module, name), 0.0
        self._module, self._name = module, name

    def instead(self) -> Any:
        """This stands in for the function within a `with`."""
        return mock.patch.object(self._module, self._name, self)

    def __call__(self, *given: Any, **named: Any) -> Any:
        began = time.thread_time()
        try:
            return self._function(*given, **named)
        finally:
            self.seconds += time.thread_time() - began


# What casting is made of, where one process does all of it.
ALONE = {
    "sealing": (replay_sealing, "seal_block"),
    "casts": (replay_steps, "cast_ballots"),
    "log put in order": (replay_steps, "_put_in_order"),
}


def row(name: str, cpu: float, clock: float, most: int, ballots: int) -> str:
    rates = (f"{ballots / seconds:>9,.0f}" if seconds > 0 else " " * 9 for seconds in (cpu, clock))
    return f"{name:24} {cpu:>8.2f} {clock:>8.2f} {' '.join(rates)} {most / 1e6:>6.0f}"


def one(file: Path, processes: int) -> None:
    """Replay the file once and print its table."""
    alone = {} if processes else {name: Spent(*where) for name, where in ALONE.items()}
    with ExitStack() as timed:
        for spent in alone.values():
            timed.enter_context(spent.instead())
        done, steps = _replayed(file, processes)
    tell(file, processes, done, steps, alone)


def _replayed(file: Path, processes: int) -> tuple[Replayed, Steps]:
    """The file replayed in a database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/replay.db"
        settings = Settings(
            database_url=url,
            database_direct_url=url,
            secret_key="benchmark" * 4,
            key_dir=Path(scratch) / "keys",
            files_dir=Path(scratch) / "files",
            public_url="http://localhost",
        )
        app = create_app(settings)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            steps = Steps()
            done = replay(app, file, rule_name="official", processes=processes, parts=steps)
            steps.end()
            db.engine.dispose()
    return done, steps


def tell(
    file: Path, processes: int, done: Replayed, steps: Steps, alone: Mapping[str, Spent]
) -> None:
    beside = f"{processes} processes seal beside it" if processes else "one core"
    print(f"\n{file.name}: {done.ballots:,} ballots, {beside}\n{HEAD}")
    for name, (cpu, clock, most) in steps.took.items():
        print(row(name, cpu, clock, most, done.ballots))
        for part, spent in alone.items() if name == "casting" else ():
            rate = f"{done.ballots / spent.seconds:>9,.0f}" if spent.seconds else ""
            print(f"  {part:22} {spent.seconds:>8.2f} {'':8} {rate}")
    cpu, clock = (sum(took[place] for took in steps.took.values()) for place in (0, 1))
    most = max(took[2] for took in steps.took.values())
    print(row("all of it", cpu, clock, most, done.ballots))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    folder = Path(os.environ.get("PABULIB_DIR", ROOT.parent / "shared" / "data" / "pabulib"))
    ask.add_argument("--file", default="Poland_Lodz_2022.pb", help="in PABULIB_DIR, or a path")
    ask.add_argument("--processes", type=int, nargs="+", default=[0])
    given = ask.parse_args()
    for processes in given.processes:
        one(folder / given.file, processes)


if __name__ == "__main__":
    main()
