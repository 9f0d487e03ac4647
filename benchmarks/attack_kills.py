"""Kill processes at size, from the first cast to the count, and look at what is left.

`make attack-kill` does it on SQLite and on PostgreSQL (`KILLS=50` for less). It prints a table by
act. What is done stands in tests/kills/; a small run of the same is among the tests.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pbplatform.cli.database import upgrade
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.kills.acts import CEREMONY, VOTING
from tests.kills.served import kill_while_serving
from tests.kills.watch import Told, Watch

KINDS: dict[str, Callable[[Path, Any], Any]] = {
    "sqlite": SqliteDatabases,
    "postgresql": PostgresqlDatabases,
}
_SERVED_A_DAY = 2
_A_DAY = 60  # kills in one vote; then another begins


def killed(
    databases: Any, folder: Path, *, kills: int, served: int, seed: int
) -> tuple[list[Told], int]:
    """Kill so many processes, and so often all of a served place.

    Returns:
        What came out of each vote, and how often a code or a tracker stood in what they said.
    """
    told, said = list[Told](), 0
    left = kills
    while left > 0 or served > 0:
        now, at_once = min(left, _A_DAY), min(served, _SERVED_A_DAY)
        left, served = left - now, served - at_once
        watch = Watch(databases, folder / f"vote-{len(told)}", seed=seed + len(told))
        try:
            if at_once:
                words = kill_while_serving(watch, at_once)
                secret = [vote.tracker for votes in watch.promised.values() for vote in votes]
                said += sum(each in words for each in (*secret, *watch.place.election.codes))
            ceremony = now * 2 // 5
            watch.kill_while_voting(now - ceremony)
            watch.kill_the_ceremony(ceremony)
        finally:
            watch.close()
        told.append(watch.told)
        deaths = sum(each.killed.total() for each in told)
        print(f"  {deaths} killed, {sum(len(each.problems) for each in told)} wrong", flush=True)
    return told, said


def table(name: str, told: list[Told], said: int, seconds: float) -> None:
    """What came out on one database."""
    print(f"\n{name}")
    print(f"  {'act':<14}{'killed':>8}{'moments':>9}{'had said done':>15}")
    for act in (*VOTING, *CEREMONY, "served"):
        killed = sum(each.killed[act] for each in told)
        done = sum(each.done_first[act] for each in told)
        moments = max(each.moments[act] for each in told)
        print(f"  {act:<14}{killed:>8}{moments or '':>9}{done:>15}")
    print(f"  receipts given: {sum(each.promised for each in told)}")
    print(f"  checkpoints signed: {sum(each.checkpoints for each in told)}")
    print(f"  codes and trackers in what processes wrote: {said}")
    problems = [problem for each in told for problem in each.problems]
    print(f"  lost, doubled, forked, or not going on: {len(problems)}")
    for problem in problems[:20]:
        print(f"    {problem}")
    print(f"  seconds: {seconds:.0f}", flush=True)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kills", type=int, default=500, help="processes on each database")
    asked.add_argument("--served", type=int, default=20, help="times that all of `serve` is killed")
    asked.add_argument("--seed", type=int, default=5)
    asked.add_argument("--only", choices=tuple(KINDS))
    options = asked.parse_args()
    whole, sums = True, []
    gc.freeze()  # what is there stays, so that a process that is forked copies none of it
    for name in (options.only,) if options.only else KINDS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="pb-kills-") as made:
            folder = Path(made)
            (folder / "databases").mkdir()
            databases = KINDS[name](folder / "databases", upgrade)
            try:
                told, said = killed(
                    databases,
                    folder,
                    kills=options.kills,
                    served=options.served,
                    seed=options.seed,
                )
            finally:
                databases.close()
        table(name, told, said, time.monotonic() - began)
        problems = sum(len(each.problems) for each in told)
        whole &= problems == said == 0
        deaths = sum(each.killed.total() for each in told)
        sums.append(f"{problems} of {deaths} ({name})")
    print(f"\nwrong after a death: {', '.join(sums)}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
