"""Two hundred readers beside fifty casts a second: `make bench-load`.

On each database the product's own command of gunicorn serves a place with something to read and an
open vote. Asked are, one after the other: an application that answers two letters, and one kept
page, as fast as they answer; then readers who ask for one page a second each; the same beside casts
whose forms were sealed beforehand, while somebody sends ideas, so that pages are made anew; then
readers who ask again at once, beside the same casts. Every vote that was confirmed is looked for in
the box afterwards. Load and server share the machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench_vote import Bench, keep_what_was_confirmed, serving
from readers import Load, Run, make_readers
from reading_place import PAGES, Amounts, Page, fill, say_something, sign_people_in
from sqlalchemy import create_engine, text
from vote_place import VotePlace, cast_requests, make_vote_place

from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from tests.databases import PostgresqlDatabases

FIXED, PRODUCT = "benchmarks.fixed_page:make_app()", "pbplatform.cli.wsgi:make_app()"
QUICK_LINES = 24  # of those who ask for one page as fast as it comes
FIRST_SECONDS = 5.0
_TICKS = os.sysconf("SC_CLK_TCK")
_TABLES = {"urn": "", "roll": " WHERE marked", "log_pending": ""}


@dataclass(frozen=True)
class Row:
    """One line of the table: a run of load, and what the server spent on it.

    Attributes:
        cpu: processor seconds of the web server's processes.
        database: of PostgreSQL's, where it is a server of our own; SQLite's are in `cpu`.
    """

    what: str
    run: Run
    cpu: float
    database: float

    def __str__(self) -> str:
        pages, casts = self.run.pages, self.run.casts
        errors = pages.errors + casts.errors
        answers = len(pages.waits) + len(casts.waits)
        cells = [
            self.what,
            f"{len(pages.waits) / self.run.seconds:,.0f}",
            f"{pages.unchanged / max(1, len(pages.waits)):.0%}",
            *(f"{pages.quantile(share) * 1000:,.1f}" for share in (0.5, 0.95, 0.99)),
            f"{max(pages.waits, default=0.0) * 1000:,.0f}",
            f"{self.cpu * 1000 / max(1, answers):.2f}",
            f"{self.database * 1000 / max(1, answers):.2f}" if self.database else "",
            f"{len(casts.waits) / self.run.seconds:,.0f}" if casts.waits else "",
            *(
                f"{casts.quantile(share) * 1000:,.0f}" if casts.waits else ""
                for share in (0.5, 0.95, 0.99)
            ),
            ", ".join(f"{many} × {what}" for what, many in errors.most_common()) or "none",
        ]
        return "| " + " | ".join(cells) + " |"


HEAD = (
    "| load | pages a second | 304 | p50 ms | p95 ms | p99 ms | longest ms | server CPU ms "
    "| database CPU ms | casts a second | p50 ms | p95 ms | p99 ms | errors |\n"
    "|---|" + "---:|" * 12 + "---|"
)


@dataclass
class Place:
    """A database with its place, and what was asked for."""

    bench: Bench
    cookies: list[str]
    asked: argparse.Namespace
    database: int = 0  # the process of PostgreSQL, where it is ours
    sealed: list[bytes] = field(default_factory=list)  # votes that were not sent yet
    confirmed: int = 0

    def casts(self, seconds: float) -> Iterator[bytes]:
        """As many votes as so many seconds need, each of another voter."""
        need = int(self.asked.casts * seconds) + 1
        missing = need - len(self.sealed)
        if missing > 0:
            self.sealed += cast_requests(self.bench.place, self.bench.voters, missing)
        if len(self.sealed) < need:
            sys.exit("Every voter has voted: run it again with more --voters.")
        taken, self.sealed = self.sealed[:need], self.sealed[need:]
        return iter(taken)


def spent(process: int) -> float:
    """Processor seconds of a process and its children so far; of no process, none."""
    if not process:
        return 0.0
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if int(stat.parent.name) == process:
            ticks += sum(int(each) for each in told[11:15])  # with those of children that ended
        elif int(told[1]) == process:
            ticks += int(told[11]) + int(told[12])
    return ticks / _TICKS


def in_the_box(url: str) -> dict[str, int]:
    """How many rows there are of what each cast writes."""
    engine = create_engine(url)
    with engine.connect() as connection:
        counted = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}{where}")) or 0  # noqa: S608
            for table, where in _TABLES.items()
        }
    engine.dispose()
    return counted


def verdict(confirmed: int, before: dict[str, int], after: dict[str, int]) -> str:
    """Whether every vote that was confirmed is in the box, and marked on the roll, and no other."""
    more = {table: after[table] - before[table] for table in after}
    word = "all" if more["urn"] == more["roll"] == confirmed else "NOT ALL"
    told = ", ".join(f"{table} {number:,}" for table, number in more.items())
    return f"{confirmed:,} votes confirmed; {word} there: {told}"


def _gone(place: Place, server: int, what: str, load: Load, *, seconds: float, think: float) -> Row:
    """Let a load go, and say what it took."""
    processes = [server, place.database]
    before = [spent(process) for process in processes]
    load.go(seconds, think)
    web, database = (spent(one) - was for one, was in zip(processes, before, strict=True))
    return Row(what, load.run, web, database)


def quick(place: Place, server: int, what: str, page: Page, seconds: float) -> Row:
    """One page, as fast as it comes."""
    run = Run()
    readers = make_readers(place.bench.port, run, QUICK_LINES, [page], [])
    for each in readers:
        each.forget()
    load = Load(place.bench.port, run, readers, iter(()), 0)
    return _gone(place, server, what, load, seconds=seconds, think=0)


def beside(
    place: Place, server: int, what: str, *, seconds: float, think: float, casts: float
) -> Row:
    """All readers, and so many casts a second beside them."""
    run, port = Run(), place.bench.port
    readers = make_readers(port, run, place.asked.readers, PAGES, place.cookies)
    sealed = place.casts(seconds) if casts else iter(())
    load = Load(port, run, readers, sealed, casts)
    row = _gone(place, server, what, load, seconds=seconds, think=think)
    place.confirmed += len(run.casts.waits)
    return row


def _say_things(place: VotePlace, every: float, ended: Any, said: Any) -> None:
    """What another process does meanwhile: an idea every so many seconds."""
    with place.app().app_context():
        while not ended.wait(every):
            began = time.perf_counter()
            say_something(said[0], datetime.now(UTC))
            said[0] += 1
            said[1] = max(said[1], time.perf_counter() - began)
            db.session.remove()


@contextmanager
def somebody_says_things(place: Place) -> Iterator[None]:
    """Ideas are sent and published meanwhile, by a process of its own; afterwards how many."""
    every = place.asked.news
    if not every:
        yield
        return
    context = multiprocessing.get_context("spawn")
    ended, said = context.Event(), context.Array("d", [0, 0])
    given = (place.bench.place, every, ended, said)
    process = context.Process(target=_say_things, args=given)
    process.start()
    try:
        yield
    finally:
        ended.set()
        process.join(60)
        print(f"\n{said[0]:.0f} ideas were published meanwhile, each within "
              f"{said[1] * 1000:,.0f} ms.")  # fmt: skip


def measure(place: Place) -> list[Row]:
    """Print the table of a database."""
    bench, asked = place.bench, place.asked
    few = asked.quick
    rows = []

    def told(row: Row) -> None:
        rows.append(row)
        print(row, flush=True)

    before = in_the_box(bench.url)
    print(f"\n{bench.name}: {asked.amounts}\n\n{HEAD}", flush=True)
    with serving(bench, FIXED) as server:
        told(quick(place, server.pid, "a fixed string, flat out", Page("/", 1, b"ok"), few))
    with serving(bench, PRODUCT) as server, somebody_says_things(place):
        first = min(FIRST_SECONDS, few)
        told(beside(place, server.pid, f"the first {first:g} s after a start, as below with casts",
                    seconds=first, think=asked.think, casts=asked.casts))  # fmt: skip
        for page in (PAGES[0], PAGES[2]):
            told(quick(place, server.pid, f"`{page.path}`, flat out", page, few))
        whole = f"{asked.readers} readers, a page each {asked.think:g} s"
        for casts in (0.0, asked.casts):
            named = f"{whole}, {casts:g} casts a second" if casts else whole
            told(beside(place, server.pid, named,
                        seconds=asked.seconds, think=asked.think, casts=casts))  # fmt: skip
        named = f"{asked.readers} readers flat out, {asked.casts:g} casts a second"
        told(beside(place, server.pid, named, seconds=few, think=0, casts=asked.casts))
    print(f"\n{verdict(place.confirmed, before, in_the_box(bench.url))}")
    return rows


def make(name: str, url: str, folder: Path, asked: argparse.Namespace) -> Place:
    """The place in a migrated, empty database."""
    more = partial(fill, amounts=asked.amounts)
    place = make_vote_place(url, folder, port=asked.port, voters=asked.voters, more=more)
    with place.app().app_context():
        cookies = sign_people_in(asked.amounts.people, datetime.now(UTC))
        db.session.remove()
        db.engine.dispose()
    voters = iter(range(1, asked.voters + 1))
    bench = Bench(name, url, folder, place, asked.seconds, 1, voters)
    return Place(bench, cookies, asked)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--think", type=float, default=1.0, help="seconds between their pages")
    parser.add_argument("--casts", type=float, default=50.0, help="a second")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each run of all readers")
    parser.add_argument("--quick", type=float, default=10.0, help="seconds of each run flat out")
    parser.add_argument("--news", type=float, default=5.0, help="seconds between ideas; 0: none")
    parser.add_argument("--voters", type=int, default=10_000, help="with a letter")
    parser.add_argument("--ideas", type=int, default=1000)
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8119)
    parser.add_argument("--db", choices=("sqlite", "postgresql", "both"), default="both")
    asked = parser.parse_args(given)
    asked.amounts = Amounts(ideas=asked.ideas, points=asked.points)
    return asked


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit("stopped"))  # servers end, too
    top = Path(tempfile.mkdtemp(prefix="pb-load-"))
    if asked.db != "postgresql":
        folder = top / "sqlite"
        folder.mkdir()
        url = f"sqlite:///{folder / 'load.db'}"
        upgrade(url)
        measure(make("SQLite", url, folder, asked))
    if asked.db != "sqlite":
        folder = top / "postgresql"
        folder.mkdir()
        server = PostgresqlDatabases(folder, upgrade)
        try:
            keep_what_was_confirmed(server)
            url = server.fresh()
            place = make("PostgreSQL", url, folder, asked)
            if server.data_folder is not None:
                told = (server.data_folder / "postmaster.pid").read_text()
                place.database = int(told.split()[0])
            measure(place)
            server.drop(url)
        finally:
            server.close()
    shutil.rmtree(top)


if __name__ == "__main__":
    main()
