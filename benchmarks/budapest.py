"""Time the search of Add1 through the starts of Budapest 2024, or of another file.

    PYTHONPATH=. .venv/bin/python benchmarks/budapest.py FILE.pb

Prints processor seconds, steps, and how they are spent: runs, and walks over stretches.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.bench_count import game_of
from pbplatform.counting import shares_add1
from pbplatform.counting.official import named_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.shares_run import run_shares
from pbplatform.counting.shares_steady import Stretch, steady_stretch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rule", default="equal-shares/add1-exhaustive")
    given = parser.parse_args()
    election = read_election(given.file)
    game = game_of(election.profile, named_rule(given.rule, election))
    times: Counter[str] = Counter()
    spent: dict[str, float] = defaultdict(float)

    def timed(work: Callable[..., Any], name: Callable[[Any], str]) -> Callable[..., Any]:
        def timed_work(*args: Any, **more: Any) -> Any:
            begun = time.thread_time()
            found = work(*args, **more)
            times[name(found)] += 1
            spent[name(found)] += time.thread_time() - begun
            return found

        return timed_work

    def kind(stretch: Stretch | None) -> str:
        if stretch is None:
            return "walks that tell nothing"
        return "walks over some starts" if stretch.steps else "walks over one start"

    around = {
        "run_shares": timed(run_shares, lambda _run: "runs"),
        "steady_stretch": timed(steady_stretch, kind),
    }
    vars(shares_add1).update(around)
    begun = time.thread_time()
    found = shares_add1.run_add1(game)
    print(
        f"{given.file.stem}: {time.thread_time() - begun:.1f} s, {found.steps:,} steps "
        f"ended by {found.ended_by}, {len(found.run.winners)} projects"
    )
    for name, seconds in sorted(spent.items()):
        print(f"  {times[name]:,} {name}: {seconds:.1f} s")


if __name__ == "__main__":
    main()
