"""Walk random orders of all that can happen to a point, and say if one broke a rule of the clock.

`make soak` walks a million (`make soak SOAK=10000` fewer). Each order is a seed; a broken one is
told with its seed, and `--first SEED --orders 1` walks it again. It can be stopped at any time with
Ctrl-C and then says how far it came. What is held: tests/points/soak.py.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice

from tqdm import tqdm

from tests.points import soak

AT_ONCE = 500  # orders that a process walks before it reports


def walk_some(first: int, orders: int) -> tuple[int, Counter[str], list[str]]:
    """Walk the orders of these seeds.

    Returns:
        How many, what they came to, and what was broken.
    """
    came_to: Counter[str] = Counter()
    broken = []
    for seed in range(first, first + orders):
        try:
            came_to[soak.walk(seed).standing.stand] += 1
        except AssertionError as rule:
            broken.append(str(rule))
    return orders, came_to, broken


def parts(first: int, orders: int) -> Iterator[tuple[int, int]]:
    """The seeds in parts of `AT_ONCE`."""
    for begin in range(first, first + orders, AT_ONCE):
        yield begin, min(AT_ONCE, first + orders - begin)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--first", type=int, default=0, help="the first seed")
    asked.add_argument("--jobs", type=int, default=2, help="processes")
    options = asked.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where nobody sits before it
    began, done = time.monotonic(), 0
    came_to: Counter[str] = Counter()
    broken: list[str] = []
    todo = parts(options.first, options.orders)
    bar = tqdm(total=options.orders, unit="order", disable=None)
    # Ctrl-C is for this process alone: those that walk end their part and are then let go.
    pool = ProcessPoolExecutor(
        options.jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        first_parts = list(islice(todo, 2 * options.jobs))
        running = {pool.submit(walk_some, *part) for part in first_parts}
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for each in finished:
                walked, stands, rules = each.result()
                done, came_to, broken = done + walked, came_to + stands, broken + rules
                bar.update(walked)
                for rule in rules:
                    bar.write(rule)
                if part := next(todo, None):
                    running.add(pool.submit(walk_some, *part))
    except KeyboardInterrupt:
        bar.write("Stopped.")
    finally:
        bar.close()
        pool.shutdown(wait=True, cancel_futures=True)
    seconds = time.monotonic() - began
    print(f"{done:,} orders in {seconds:,.0f} s, {len(broken):,} of them broke a rule.")
    print(", ".join(f"{stand}: {count:,}" for stand, count in came_to.most_common()))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
