"""Attack the secrecy of votes at size: whoever has every file at rest tries every channel.

`make attack-secrecy` does it on SQLite and on PostgreSQL (`VOTES=60` for less). It prints a table
of channels, and last how many voters were linked to their vote. What is tried stands in
tests/secrecy/; small runs of the same are among the tests.
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
from tests.apps import let_go, share_compiled
from tests.conftest import SetClock, settings_of
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.secrecy import leaks, walk, without_a_share
from tests.secrecy.chance import least_believed
from tests.secrecy.channels import CHANNELS
from tests.secrecy.place import put_in_order, talkative

KINDS: dict[str, Callable[[Path, Any], Any]] = {
    "sqlite": SqliteDatabases,
    "postgresql": PostgresqlDatabases,
}


def at_a_place(databases: Any, folder: Path, attack: Callable[..., Any], **asked: Any) -> Any:
    """One whole walk in a place of its own."""
    settings, clock = settings_of(databases.fresh(), folder), SetClock()
    folder.mkdir()
    app = create_app(settings, clock=clock, deciding=clock)
    share_compiled(app)

    def checkpoint() -> None:
        with app.app_context():
            put_in_order(settings, databases)

    if attack is walk.walk:
        asked["checkpoint"] = checkpoint
    try:
        with talkative(folder):
            server = getattr(databases, "data_folder", None)
            return attack(app, settings, clock, server=server, **asked)
    finally:
        let_go(app)


def table(found: walk.Found, twin: walk.Found) -> None:
    """By channel: how many ways were tried, the best of them, chance, and who was named."""
    named, of_twin = found.by_channel, twin.by_channel
    print(f"  {'channel':<52}{'ways':>6}{'best':>6}{'chance':>8}{'named':>7}{'twin':>6}")
    for channel in sorted({*named, *of_twin, *CHANNELS}):
        ways = [way for way in found.ways if way.channel == channel]
        best = max((way.right for way in ways), default=found.joined.get(channel, 0))
        chance = sum(way.by_chance for way in ways) / (len(ways) or 1)
        row = f"{len(ways):>6}{best:>6}{chance:>8.2f}{named.get(channel, 0):>7}"
        print(f"  {channel:<52}{row}{of_twin.get(channel, 0):>6}")


def figures(found: walk.Found, twin: walk.Found, held: without_a_share.Found) -> None:
    """What else came out on one database."""
    rows: list[tuple[str, object]] = [
        ("kilobytes read at most, runs of zeros cut", found.kilobytes),
        (
            "lines, and trackers with their hashes, looked for",
            "{} and {}".format(*found.looked_for),
        ),
        *((f"found: {moment}", len(h.lines) + len(h.values)) for moment, h in found.read.items()),
        ("control: hashes that may be there, found of", "{1} of {0}".format(*found.controls)),
        ("columns that tell the votes so far", len(found.totals)),
        ("lengths of closed votes", found.lengths),
        ("ways to guess by order", len(found.ways)),
        ("right guesses from which it is no chance", least_believed(len(found.ways), 1.0)),
        ("guessed by the commonest choices, which needs no file", found.commonest),
        ("ballots with choices that nobody else has: not counted", found.recognised),
        ("the twin, same attack: named of", f"{twin.linked} of {twin.voters}"),
        ("the twin: found at rest while people vote", len(twin.read[walk.VOTING].values)),
        ("L1, with KEY_DIR and a dump from the vote (README)", f"{found.with_key}"),
        ("L1t, with KEY_DIR and k-1 shares: opened", f"{held.opened} of {held.votes}"),
        ("L1t: numbers tried as the key", held.tries),
        ("L1t: pieces of key and shares at rest, also after", sum(map(len, held.left))),
    ]
    for what, number in rows:
        print(f"  {what:<66} {number}")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--votes", type=int, default=1000, help="voters on each database")
    asked.add_argument("--trustees", type=int, default=200, help="voters of the box of trustees")
    asked.add_argument("--seed", type=int, default=5)
    asked.add_argument("--only", choices=tuple(KINDS))
    options = asked.parse_args()
    linked, whole = [], True
    for name in (options.only,) if options.only else KINDS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="pb-secrecy-") as made:
            folder = Path(made)
            (folder / "databases").mkdir()
            databases = KINDS[name](folder / "databases", upgrade)
            few = min(options.votes, 60)
            try:
                found = at_a_place(
                    databases, folder / "one", walk.walk, voters=options.votes, seed=options.seed
                )
                # After it, and with other choices: the write-ahead log of a server keeps what was
                # published of one vote, and what the usual design writes plainly.
                held = at_a_place(
                    databases,
                    folder / "trustees",
                    without_a_share.walk,
                    voters=min(options.votes, options.trustees),
                    seed=options.seed + 1,
                )
                twin = at_a_place(
                    databases,
                    folder / "twin",
                    walk.walk,
                    voters=few,
                    leak=leaks.usual_design,
                    seed=options.seed + 2,
                )
            finally:
                databases.close()
        print(f"\n{name}")
        table(found, twin)
        figures(found, twin, held)
        print(f"  {'seconds':<66} {time.monotonic() - began:.0f}", flush=True)
        linked.append(f"{found.linked} of {found.voters} ({name})")
        clean = found.linked == found.found_at_rest == held.opened == sum(map(len, held.left)) == 0
        whole &= clean and not found.totals and twin.linked == few
    print(f"\nre-linked {', '.join(linked)}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
