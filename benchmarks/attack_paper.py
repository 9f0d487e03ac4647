"""Attack votes on paper at size: every file at rest is read, and processes are killed.

`make attack-paper` does it on SQLite and on PostgreSQL (`PAPERS=60 KILLS=20` for less). It prints a
table, and last how many of the papers were linked to their voters. What is tried stands in
tests/paper/attack.py and tests/paper/killed.py; small runs of the same are among the tests.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pbplatform import create_app
from pbplatform.cli.database import upgrade
from tests.apps import let_go
from tests.conftest import SetClock, settings_of
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.paper import attack, killed
from tests.secrecy.place import put_in_order, talkative

KINDS: dict[str, Callable[[Path, Any], Any]] = {
    "sqlite": SqliteDatabases,
    "postgresql": PostgresqlDatabases,
}


def attacked(databases: Any, folder: Path, *, papers: int, mixed: bool = True) -> attack.Found:
    """One whole walk in a place of its own."""
    settings, clock = settings_of(databases.fresh(), folder), SetClock()
    app = create_app(settings, clock=clock, deciding=clock)

    def checkpoint() -> None:
        with app.app_context():
            put_in_order(settings, databases)

    try:
        with talkative(folder):
            return attack.walk(
                app,
                settings,
                clock,
                papers=papers,
                server=getattr(databases, "data_folder", None),
                checkpoint=checkpoint,
                mixed=mixed,
                reads=mixed,
            )
    finally:
        let_go(app)


def table(name: str, found: attack.Found, unmixed: attack.Found, kills: killed.Told) -> None:
    """What came out on one database."""
    best = max(found.guesses, key=found.guesses.__getitem__)
    kept = sum(map(len, found.opened.values()))
    rows = [
        ("megabytes read with batches in every state", found.megabytes),
        ("lines looked for", found.looked_for[0]),
        ("trackers, hashes of them and keys looked for", found.looked_for[1]),
        *((f"found: {moment}", len(h.lines) + len(h.values)) for moment, h in found.read.items()),
        ("control: what may be there, and was found", "{1} of {0}".format(*found.controls)),
        ("voters joined with their sheet by transactions", len(found.joined)),
        (f"best of {len(found.guesses)} ways to guess ({best})", found.best_guess),
        ("the same, had papers not been mixed and with keys", unmixed.best_guess),
        ("with the key folder: lines of open batches", kept),
        ("with the key folder: sheets in the box", len(found.box_opened)),
        ("with the key folder: entries of ended batches left in files", found.left_over),
        ("when keys are destroyed: anything", found.after),
        ("processes killed", kills.killed),
        ("acts they had confirmed", kills.confirmed),
        ("of these lost", kills.lost),
        ("papers counted, and counted twice", f"{kills.counted}, {kills.twice}"),
    ]
    print(f"\n{name}")
    for what, number in rows:
        print(f"  {what:<66} {number}")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--papers", type=int, default=300, help="a multiple of 12")
    asked.add_argument("--kills", type=int, default=100, help="processes to kill on each database")
    asked.add_argument("--seed", type=int, default=5)
    asked.add_argument("--only", choices=tuple(KINDS))
    options = asked.parse_args()
    linked, read, whole = [], 0, True
    for name in (options.only,) if options.only else KINDS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="pb-attack-") as made:
            folder = Path(made)
            (folder / "databases").mkdir()
            databases = KINDS[name](folder / "databases", upgrade)
            try:
                found = attacked(databases, folder / "one", papers=options.papers)
                unmixed = attacked(
                    databases, folder / "two", papers=min(options.papers, 60), mixed=False
                )
                kills = killed.to_the_end(
                    databases.fresh(), folder / "three", kills=options.kills, seed=options.seed
                )
            finally:
                databases.close()
        table(name, found, unmixed, kills)
        print(f"  {'seconds':<66} {time.monotonic() - began:.0f}")
        linked.append(f"{found.linked} of {options.papers} ({name})")
        read += found.lines_read
        whole &= found.linked == found.lines_read == found.after == kills.lost == kills.twice == 0
    print(f"\nre-linked {', '.join(linked)}; lines read at rest {read}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
