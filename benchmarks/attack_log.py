"""Attack the log and the vote as whoever runs the place, and see who notices.

`make attack-log` (`HISTORIES=100 BYTES=1000` for less): every attack of tests/audit/attacks with a
table of who sees it; every byte of a small vote's rows changed one at a time; and honest votes in
any order, of which nobody may say that something is wrong. Small runs of the same are among the
tests. `--write docs/attacks.md` writes the table down.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from tests.audit.attacks.every_byte import NOT_SEEN, Tried, fill, sample, try_every_byte
from tests.audit.attacks.histories import History
from tests.audit.attacks.place import made
from tests.audit.attacks.running import ALL, Outcome, carried_out
from tests.audit.attacks.table import evidence, last_line, table

Told = tuple[int, Counter[str], list[str]]
_AT_ONCE = 25
_PROCESSES = 2


def attacks() -> list[Outcome]:
    """Every attack, one after the other."""
    with tempfile.TemporaryDirectory() as folder, made(Path(folder)) as place:
        return [
            carried_out(place, each)
            for each in tqdm(ALL, desc="attacks", unit="attack", disable=None)
        ]


def every_byte(many: int | None) -> Tried:
    """Change bytes, all or so many."""
    with tempfile.TemporaryDirectory() as folder, made(Path(folder)) as place:
        fill(place)
        choose = (lambda every: every) if many is None else sample(many, seed=1)
        return try_every_byte(
            place,
            lambda every: tqdm(choose(every), desc="bytes", unit="byte", disable=None),
        )


def some_histories(first: int, many: int) -> Told:
    """Histories by their numbers, in a place of this process."""
    logging.disable(logging.CRITICAL)
    done: Counter[str] = Counter()
    alarms = []
    with tempfile.TemporaryDirectory() as folder, made(Path(folder), upto="frozen") as place:
        for seed in range(first, first + many):
            history = History(place, seed)
            history.run()
            done += history.done
            alarms += [f"history {seed}: {each}" for each in history.alarms[:1]]
    return many, done, alarms


def histories(many: int) -> tuple[int, Counter[str], list[str]]:
    """So many honest votes; how many there were, what was done in them, and every false alarm."""
    done: Counter[str] = Counter()
    alarms: list[str] = []
    ready = 0
    with ProcessPoolExecutor(_PROCESSES) as pool:
        waiting = [
            pool.submit(some_histories, first, min(_AT_ONCE, many - first))
            for first in range(0, many, _AT_ONCE)
        ]
        with tqdm(total=many, desc="histories", unit="vote", disable=None) as bar:
            for each in as_completed(waiting):
                run, acts, wrong = each.result()
                ready, done, alarms = ready + run, done + acts, alarms + wrong
                bar.update(run)
    return ready, done, alarms


def tell_bytes(tried: Tried) -> str:
    seen = ", ".join(f"{name} {many}" for name, many in tried.seen.most_common())
    excused = ", ".join(f"{name} {many}" for name, many in sorted(tried.excused.items()))
    return (
        f"bytes: {tried.all} changed, {tried.seen.total()} seen (by {seen}); "
        f"not seen and said so: {excused or 'none'}; not seen: {len(tried.unseen)}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--bytes", default="all", help="how many bytes, or `all`")
    parser.add_argument("--write", type=Path, help="a Markdown file for the table")
    parser.add_argument("--commit", default="", help="of what was attacked, for that file")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the program's own log tells of every attack
    begun = time.monotonic()
    outcomes = attacks()
    print(table(outcomes))
    tried = every_byte(None if given.bytes == "all" else int(given.bytes))
    print(f"\n{tell_bytes(tried)}")
    for each in tried.unseen[:20]:
        print(f"  not seen: {each}")
    many, done, alarms = histories(given.histories)
    acts = ", ".join(f"{name} {number}" for name, number in done.most_common())
    print(f"histories: {many}; acts in them: {acts}")
    for each in alarms[:20]:
        print(f"  false alarm: {each}")
    line = last_line(outcomes, alarms=len(alarms), histories=many)
    if given.write:
        given.write.write_text(written(outcomes, tried, acts, line, given.commit))
    print(f"{time.monotonic() - begun:.0f} s")
    print(line)
    return int(bool(tried.unseen or alarms))


def written(outcomes: list[Outcome], tried: Tried, acts: str, line: str, commit: str) -> str:
    """The file that docs have."""
    today = datetime.now(UTC).date().isoformat()
    why = "\n".join(f"- `{'.'.join(name)}`: {reason}" for name, reason in NOT_SEEN.items())
    return (
        f"# Attacks on a vote and its log\n\n"
        f"`make attack-log` wrote this on {today}, of commit {commit or 'unknown'}. "
        "[rules/audit.md](rules/audit.md) section 13 says what the columns are, and who sees "
        f"what is missed.\n\n```\n{line}\n```\n\n## Who sees what\n\n{table(outcomes)}\n\n"
        f"## What is said\n\n{evidence(outcomes)}\n\n## Every byte\n\n{tell_bytes(tried)}\n\n"
        f"Not seen, and why:\n\n{why}\n\n## Honest votes\n\nActs in them: {acts}.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
