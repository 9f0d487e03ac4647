"""How fast votes go into the box, beside the least that a vote could cost: `make bench-vote`.

On each database two servers run in turn, by the product's own command of gunicorn: the *floor*
(`vote_floor.py`) commits one row of 320 bytes by a form of Flask, the *cast* is the product, to
which whole forms with envelopes sealed beforehand are sent, each of another voter. Both are asked
as fast as they answer; then with 3 ms more for each flush of the disk; then the cast with 80 % of
its rate, whatever it does. Load and server share the machine. Beside them stand how often a second
the disk flushes, and what the driver alone commits.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from load import Answers, run
from sqlalchemy import create_engine, make_url, text
from vote_floor import ROW, make_table
from vote_place import VotePlace, cast_requests, grow_roll, make_vote_place, post_request

from pbplatform.cli.database import upgrade
from pbplatform.cli.serving import commands
from tests.databases import PostgresqlDatabases

ROOT = Path(__file__).resolve().parent.parent
LINES = 24
WARM_SECONDS = 3.0


@dataclass
class Bench:
    """A database with its place, and what was asked for."""

    name: str
    url: str
    folder: Path
    place: VotePlace
    seconds: float
    turns: int
    voters: Iterator[int]
    unsent: list[bytes] = field(default_factory=list)  # requests that a run did not need
    in_box: int = 0
    fastest: float = 300.0  # casts a second so far: twice as many are made for the next run

    @property
    def port(self) -> int:
        return self.place.settings.port

    @property
    def flag(self) -> Path:
        return self.folder / "slow"


def build_shim(folder: Path) -> Path | None:
    """The library that makes flushes slow; None where there is no compiler."""
    made, compiler = folder / "slow_fsync.so", shutil.which("gcc")
    if compiler is None:
        return None
    source = str(ROOT / "benchmarks" / "slow_fsync.c")
    subprocess.run(
        [compiler, "-O2", "-shared", "-fPIC", "-o", str(made), source, "-ldl"], check=True
    )
    return made


@contextmanager
def serving(bench: Bench, app: str) -> Iterator[subprocess.Popen[bytes]]:
    """The product's command of gunicorn, for this application; the process is told."""
    command = [*commands()["web server"][:-1], app]
    environ = {**bench.place.environ, "PYTHONPATH": str(ROOT), "SLOW_FSYNC": str(bench.flag)}
    with (bench.folder / "gunicorn.txt").open("ab") as said:
        server = subprocess.Popen(command, env=environ, stdout=said, stderr=said, cwd=ROOT)
    try:
        _wait_for(bench.port, server)
        yield server
    finally:
        server.terminate()
        server.wait(300)  # also on a busy machine


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    import socket

    for _look in range(3000):  # also on a busy machine
        if server.poll() is not None:
            raise RuntimeError("gunicorn ended by itself")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1)
            return
    raise RuntimeError("gunicorn does not listen")


@contextmanager
def slow_disk(bench: Bench) -> Iterator[None]:
    bench.flag.touch()
    try:
        yield
    finally:
        bench.flag.unlink()


def floor_run(bench: Bench, seconds: float) -> Answers:
    request = post_request(bench.port, "/cast", {"row": "x" * ROW})
    return run(bench.port, itertools.repeat(request), lines=LINES, seconds=seconds)


def cast_run(bench: Bench, seconds: float, *, rate: float = 0.0) -> Answers:
    """Votes for so long; every one that was confirmed has to be in the box afterwards."""
    missing = max(0, int((rate or bench.fastest * 2) * seconds) + LINES * 2 - len(bench.unsent))
    made = cast_requests(bench.place, bench.voters, missing)
    bench.unsent += made
    requests = iter(bench.unsent)
    lines = LINES * 4 if rate else LINES
    answers = run(bench.port, requests, lines=lines, seconds=seconds, rate=rate)
    bench.unsent = list(requests)
    if not bench.unsent and len(made) < missing:
        sys.exit("Every voter has voted: run it again with more --voters.")
    bench.in_box += len(answers.waits)
    bench.fastest = max(bench.fastest, answers.rate)
    if answers.bad:
        print(f"  not taken: {len(answers.bad)}, first: {answers.bad[0]}")
    return answers


def check_box(bench: Bench) -> None:
    """Nothing that was confirmed is missing, and nothing else is there."""
    engine = create_engine(bench.url)
    with engine.connect() as connection:
        tables = {"urn": "", "roll": " WHERE marked", "log_pending": " WHERE log_id > 1"}
        counted = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}{where}"))  # noqa: S608
            for table, where in tables.items()
        }
    engine.dispose()
    told = ", ".join(f"{table} {number:,}" for table, number in counted.items())
    verdict = "all" if set(counted.values()) == {bench.in_box} else "NOT ALL"
    print(f"  {bench.in_box:,} votes confirmed; {verdict} there: {told}")


def flushes(folder: Path) -> float:
    """How often a second a file of 4 kB more is flushed to the disk."""
    path = folder / "probe"
    with path.open("wb", buffering=0) as file:
        begun, done = time.perf_counter(), 0
        while time.perf_counter() - begun < 1.0:
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            done += 1
    path.unlink()
    return done / (time.perf_counter() - begun)


def driver_alone(bench: Bench) -> float:
    """Rows of 320 bytes that the driver commits in a second, one after the other."""
    row, done = b"x" * ROW, 0
    insert = "INSERT INTO bench_row (key, row) VALUES ({0}, {0})"
    close: Callable[[], None]
    if bench.name == "SQLite":
        path = make_url(bench.url).database or ""
        lite = sqlite3.connect(path, isolation_level=None)
        lite.execute("PRAGMA synchronous=FULL")
        close = lite.close
        begun = time.perf_counter()
        while time.perf_counter() - begun < 2.0:
            lite.execute(insert.format("?"), (os.urandom(16), row))
            done += 1
    else:
        url = make_url(bench.url).set(drivername="postgresql")
        server = psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
        close = server.close
        begun = time.perf_counter()
        while time.perf_counter() - begun < 2.0:
            server.execute(insert.format("%s"), (os.urandom(16), row))
            done += 1
    rate = done / (time.perf_counter() - begun)
    close()
    return rate


def measure(bench: Bench, *, slow: bool, roll: int) -> None:
    """Print all figures of a database."""
    make_table(bench.url)
    print(f"{bench.name}: {flushes(bench.folder):,.0f} flushes a second; "
          f"the driver alone {driver_alone(bench):,.0f} rows a second")  # fmt: skip
    found: dict[str, list[float]] = {}
    last = 0.0
    for _turn in range(bench.turns):
        with serving(bench, "benchmarks.vote_floor:make_app()"):
            floor_run(bench, WARM_SECONDS)
            found.setdefault("floor", []).append(floor_run(bench, bench.seconds).rate)
            if slow:
                with slow_disk(bench):
                    found.setdefault("slow floor", []).append(floor_run(bench, bench.seconds).rate)
        with serving(bench, "pbplatform.cli.wsgi:make_app()"):
            cast_run(bench, WARM_SECONDS)
            last = cast_run(bench, bench.seconds).rate
            found.setdefault("cast", []).append(last)
            if slow:
                with slow_disk(bench):
                    found.setdefault("slow cast", []).append(cast_run(bench, bench.seconds).rate)
    rate = {what: statistics.median(rates) for what, rates in found.items()}
    for before, disk in (("", "the disk as it is"), ("slow ", "3 ms more for each flush")):
        if f"{before}cast" in rate:
            cast, floor = rate[f"{before}cast"], rate[f"{before}floor"]
            print(f"  {disk}: floor {floor:,.0f} a second, casts {cast:,.0f}: {cast / floor:.0%}")
    with serving(bench, "pbplatform.cli.wsgi:make_app()"):
        cast_run(bench, WARM_SECONDS)
        answers = cast_run(bench, bench.seconds * 2, rate=last * 0.8)
        print(f"  {last * 0.8:,.0f} casts a second, whatever the server does: "
              f"half within {answers.quantile(0.5) * 1000:,.0f} ms, 99 % within "
              f"{answers.quantile(0.99) * 1000:,.0f} ms, the longest "
              f"{max(answers.waits) * 1000:,.0f} ms")  # fmt: skip
    if roll:
        begun = time.perf_counter()
        grow_roll(bench.place, roll)
        print(f"  {roll:,} on the roll, after {time.perf_counter() - begun:,.0f} s")
        with serving(bench, "pbplatform.cli.wsgi:make_app()"):
            cast_run(bench, WARM_SECONDS)
            large = cast_run(bench, bench.seconds).rate
        print(f"  with them: casts {large:,.0f} a second, {large / last:.0%} of before")
    check_box(bench)


def _bench(name: str, url: str, folder: Path, asked: argparse.Namespace) -> Bench:
    place = make_vote_place(url, folder, port=asked.port, voters=asked.voters)
    voters = iter(range(1, asked.voters + 1))
    return Bench(name, url, folder, place, asked.seconds, asked.turns, voters)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8.0, help="of each run")
    parser.add_argument("--turns", type=int, default=2, help="of floor and cast; medians are told")
    parser.add_argument("--roll", type=int, default=0, help="rows of a large roll; 0 leaves it out")
    parser.add_argument("--voters", type=int, default=60_000, help="with a letter")
    parser.add_argument("--port", type=int, default=8118)
    parser.add_argument("--db", choices=("sqlite", "postgresql", "both"), default="both")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit("stopped"))  # servers end, too
    top = Path(tempfile.mkdtemp(prefix="pb-vote-"))
    shim = build_shim(top)
    if shim is not None:
        os.environ["LD_PRELOAD"] = str(shim)
    else:
        print("No compiler: the runs with slow flushes are left out.", file=sys.stderr)
    if asked.db != "postgresql":
        folder = top / "sqlite"
        folder.mkdir()
        url = f"sqlite:///{folder / 'vote.db'}"
        upgrade(url)
        measure(_bench("SQLite", url, folder, asked), slow=shim is not None, roll=asked.roll)
    if asked.db != "sqlite":
        folder = top / "postgresql"
        folder.mkdir()
        os.environ["SLOW_FSYNC"] = str(folder / "slow")  # the server is told when it starts
        server = PostgresqlDatabases(folder, upgrade)
        try:
            keep_what_was_confirmed(server)
            url = server.fresh()
            slow = shim is not None and "TEST_DATABASE_URL" not in os.environ
            measure(_bench("PostgreSQL", url, folder, asked), slow=slow, roll=asked.roll)
            server.drop(url)
        finally:
            server.close()
    shutil.rmtree(top)


def keep_what_was_confirmed(server: PostgresqlDatabases) -> None:
    """A server of tests may lose what it confirmed; this one may not, as a real one."""
    if server._superuser is None:
        return
    engine = create_engine(server._superuser, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = on"))
        connection.execute(text("ALTER SYSTEM SET max_wal_size = '1GB'"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


if __name__ == "__main__":
    main()
