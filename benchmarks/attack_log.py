"""Attack the log and the vote as whoever runs the place, and see who notices.

`make attack-log` (`HISTORIES=100 BYTES=1000` for less): every attack of tests/audit/attacks with a
table of who sees it; every byte of a small vote's rows changed one at a time; and honest votes in
any order, of which nobody may say that something is wrong. Small runs of the same are among the
tests. With `--into FOLDER` (`INTO=FOLDER`) what is found is kept there as it comes, and the same
command goes on from it; with `--seconds` it stops by itself, and says how far it came. `--write
docs/attacks.md` writes the table down.
"""

from __future__ import annotations

import argparse
import gc
import logging
import math
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from tests.audit.attacks.every_byte import (
    NOT_SEEN,
    Changed,
    Tried,
    fill,
    of_tiles,
    places,
    sample,
    try_them,
)
from tests.audit.attacks.histories import History
from tests.audit.attacks.place import PUT_AWAY, Place, made, taken_up
from tests.audit.attacks.resuming import Results
from tests.audit.attacks.running import ALL, Outcome, carried_out
from tests.audit.attacks.table import evidence, last_line, table

ATTACKS, HISTORIES, BYTES = 6, 50, 250  # in one part
_MEMORY = "/dev/shm"  # noqa: S108 - a disk in memory: nothing here must last


def folder_for_databases() -> str | None:
    """Where temporary databases lie."""
    return _MEMORY if os.access(_MEMORY, os.W_OK) else None


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pb-attacks-", dir=folder_for_databases()) as name:
        yield Path(name)


def _settle() -> None:
    """What is there by now stays: looking through it for garbage takes long."""
    logging.disable(logging.CRITICAL)  # the program's own log tells of every attack
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@dataclass(frozen=True)
class Run:
    """How it is run.

    Attributes:
        into: the folder that keeps what is found.
        until: when no other part is begun, by `time.monotonic`.
    """

    into: Path
    processes: int
    until: float

    def parts(
        self, name: str, work: Callable[..., dict[str, Any]], parts: dict[str, tuple[Any, ...]]
    ) -> list[dict[str, Any]]:
        """Do what is not done yet and keep what each part found; what is known of all of them."""
        results = Results(self.into / f"{name}.jsonl")
        left = iter([part for part in parts if part not in results.lines])
        bar = tqdm(total=len(parts), initial=len(parts.keys() & results.lines.keys()), desc=name,
                   disable=None)  # fmt: skip
        with ProcessPoolExecutor(self.processes, initializer=_settle) as pool, bar:
            waiting: dict[Future[dict[str, Any]], str] = {}
            while True:
                while len(waiting) < self.processes and time.monotonic() < self.until:
                    part = next(left, None)
                    if part is None:
                        break
                    waiting[pool.submit(work, *parts[part])] = part
                if not waiting:
                    break
                for each in wait(waiting, return_when=FIRST_COMPLETED).done:
                    results.add(waiting.pop(each), **each.result())
                    bar.update()
        return [results.lines[part] for part in parts if part in results.lines]


def some_attacks(kept: Path, names: list[str]) -> dict[str, Any]:
    with _folder() as folder, taken_up(folder, kept) as place:
        found = [carried_out(place, each) for each in ALL if each.name in names]
    return {"outcomes": [each.told_all for each in found]}


def attacks(run: Run) -> list[Outcome]:
    """Every attack, by its number."""
    kept, names = _put_away(run.into, "counted"), [each.name for each in ALL]
    parts = {
        f"{first} {names[first]}": (kept, names[first : first + ATTACKS])
        for first in range(0, len(names), ATTACKS)
    }
    found = run.parts("attacks", some_attacks, parts)
    return [Outcome.of(told) for part in found for told in part["outcomes"]]


def _put_away(into: Path, upto: str) -> Path:
    """A place that is made once, and taken up again by every part."""
    kept = into / f"place-{upto}"
    if not (kept / PUT_AWAY).exists():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        with made(kept, upto=upto) as place:
            if upto == "counted":
                fill(place)
            place.put_away()
    return kept


def some_histories(kept: Path, first: int, many: int) -> dict[str, Any]:
    """Histories by their numbers, in a place of this process."""
    done: Counter[str] = Counter()
    alarms = []
    with _folder() as folder, taken_up(folder, kept, "frozen") as place:
        for seed in range(first, first + many):
            history = History(place, seed)
            history.run()
            done += history.done
            alarms += [f"history {seed}: {each}" for each in history.alarms[:1]]
    return {"many": many, "done": done, "alarms": alarms}


def histories(many: int, run: Run) -> tuple[int, Counter[str], list[str]]:
    """So many honest votes; how many there were, what was done in them, and every false alarm."""
    kept = _put_away(run.into, "frozen")
    parts = {
        f"{first}-{min(first + HISTORIES, many)}": (kept, first, min(HISTORIES, many - first))
        for first in range(0, many, HISTORIES)
    }
    found = run.parts("histories", some_histories, parts)
    done: Counter[str] = Counter()
    for each in found:
        done += Counter(each["done"])
    return sum(each["many"] for each in found), done, [a for each in found for a in each["alarms"]]


def _chosen(place: Place, name: str, many: int | None) -> list[Changed]:
    """Those of a moment that are tried: of the filled tree, where all are, its tiles alone."""
    every = places(place)
    if many is not None:
        return sample(every, many, seed=1)
    # A tile is full only with 256 entries: of these nothing else is tried again.
    return of_tiles(every) if name == "filled" else every


def some_bytes(kept: Path, name: str, many: int | None, first: int) -> dict[str, Any]:
    """Bytes of the place that was put away, by their numbers."""
    with _folder() as folder, taken_up(folder, kept, name) as place:
        return try_them(place, _chosen(place, name, many)[first : first + BYTES]).told


def every_byte(many: int | None, run: Run) -> Tried:
    """Change bytes, all or so many."""
    kept, parts = _put_away(run.into, "counted"), {}
    for name in ("counted", "filled") if many is None else ("filled",):
        with _folder() as folder, taken_up(folder, kept, name) as place:
            size = len(_chosen(place, name, many))
        parts |= {
            f"{name} {many or 'all'} {first}": (kept, name, many, first)
            for first in range(0, size, BYTES)
        }
    found = run.parts("bytes", some_bytes, parts)
    return sum((Tried.of(each) for each in found), Tried())


def tell_bytes(tried: Tried) -> str:
    seen = ", ".join(f"{name} {many}" for name, many in tried.seen.most_common())
    excused = ", ".join(f"{name} {many}" for name, many in sorted(tried.excused.items()))
    return (
        f"bytes: {tried.all} changed, {tried.seen.total()} seen (by {seen}); "
        f"not seen and said so: {excused or 'none'}; not seen: {len(tried.unseen)}"
    )


def all_of_it(given: argparse.Namespace, into: Path) -> int:
    """Everything, one after the other; 1 when something was not seen, or an alarm was false."""
    begun = time.monotonic()
    run = Run(into, given.processes, begun + given.seconds)
    outcomes = attacks(run)
    print(table(outcomes), flush=True)
    tried = every_byte(None if given.bytes == "all" else int(given.bytes), run)
    print(f"\n{tell_bytes(tried)}", flush=True)
    for each in tried.unseen[:20]:
        print(f"  not seen: {each}")
    many, done, alarms = histories(given.histories, run)
    acts = ", ".join(f"{name} {number}" for name, number in done.most_common())
    print(f"histories: {many}; acts in them: {acts}")
    for alarm in alarms[:20]:
        print(f"  false alarm: {alarm}")
    line = last_line(outcomes, alarms=len(alarms), histories=many)
    if given.write:
        honest = (
            f"{many:,} by chance, of {given.histories:,} that a whole run has: {len(alarms)} false "
            f"alarms. Acts in them: {acts}."
        )
        given.write.write_text(written(outcomes, tried, honest, line, given.commit))
    print(f"{time.monotonic() - begun:.0f} s")
    print(line)
    return int(bool(tried.unseen or alarms))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--bytes", default="all", help="how many bytes, or `all`")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--into", type=Path, help="a folder that keeps what is found as it comes")
    parser.add_argument("--seconds", type=float, default=math.inf, help="then nothing is begun")
    parser.add_argument("--write", type=Path, help="a Markdown file for the table")
    parser.add_argument("--commit", default="", help="of what was attacked, for that file")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the program's own log tells of every attack
    if given.into:
        given.into.mkdir(parents=True, exist_ok=True)
        return all_of_it(given, given.into)
    with _folder() as into:
        return all_of_it(given, into)


_COLUMNS = (
    "“Seen” means that whoever stands over the column is told so: by the program for outsiders, "
    "which names the place, or by the answer to who asks. “No result” means that the program "
    "itself refused to go on, so that nothing came to be published. Attacks on a forum are looked "
    "at by `verify_forum.py`, which reads no receipts of votes."
)


def written(outcomes: list[Outcome], tried: Tried, honest: str, line: str, commit: str) -> str:
    """The file that docs have."""
    today = datetime.now(UTC).date().isoformat()
    why = "\n".join(f"- `{'.'.join(name)}`: {reason}" for name, reason in NOT_SEEN.items())
    return (
        f"# Attacks on a vote and its log\n\n"
        f"`make attack-log` wrote this on {today}, of commit {commit or 'unknown'}. "
        "[rules/audit.md](rules/audit.md) section 13 says what the columns are, and who sees "
        f"what is missed.\n\n```\n{line}\n```\n\n"
        f"## Who sees what\n\n{_COLUMNS}\n\n{table(outcomes)}\n\n"
        f"## What is said\n\n{evidence(outcomes)}\n\n## Every byte\n\n{tell_bytes(tried)}\n\n"
        f"Not seen, and why:\n\n{why}\n\n## Honest votes\n\n{honest}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
