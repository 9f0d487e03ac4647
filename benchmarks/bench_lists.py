"""What every list costs at any number of rows: `make bench-lists`, `SIZES="100 10000 1000000"`;
`ONLY="job:|/desk/official"` for some of them.

Steps of SQLite's machine, which are its work and no time, and milliseconds of processor for the
whole page, the best of three. The place is the demonstration, of which each list is grown to about
so many rows (`tests/growing_large.py`); what is open or waits for somebody is not copied, for that
is what pages show. What takes long is said while it is done; the table comes at the end, and so it
does for one size alone.
"""

from __future__ import annotations

import argparse
import pickle
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.browser.hackford import Walked, recorded_walk, seed_once
from tests.growing_large import grown_to
from tests.listed import Costs, Listed, addresses, place_of

SHOWN = (
    *("idea", "proposal", "point", "commitment", "news_fact", "log_entry", "text_decision"),
    *("ballot_public", "roll"),
)
_BEGAN = time.monotonic()
Walks = Callable[[str], list[Walked]]


def say(words: str) -> None:
    """Progress, beside the table."""
    print(f"{time.monotonic() - _BEGAN:6.0f} s  {words}", file=sys.stderr, flush=True)


def measured(
    place: Path, seeded: Path, walks: Walks, size: int, only: str
) -> tuple[str, dict[str, str]]:
    """How many rows there are, and what each address and job costs with them."""
    with place_of(place, seeded) as app:
        listed = [each for each in addresses(app, walks) if re.search(only, _name(each))]
        costs = Costs(app, [])
        with app.app_context():
            with transaction() as session:
                rows = grown_to(session, size, say)
            db.session.remove()
        say("jobs of the worker")
        found = {f"job: {name}": f"{steps:,}" for name, steps in costs.jobs().items()}
        found = {name: told for name, told in found.items() if re.search(only, name)}
        for number, each in enumerate(listed):
            if number % 20 == 0:
                say(f"{number} of {len(listed)} addresses")
            costs.listed = [each]
            for told, (steps, spent) in costs.pages(times=3).items():
                found[_name(told)] = f"{steps:,}, {spent:.0f} ms"
    shutil.rmtree(place)
    return ", ".join(f"{rows[name]:,} of `{name}`" for name in SHOWN), found


def _name(listed: Listed) -> str:
    return f"`{listed.path}` ({listed.who})"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000])
    asked.add_argument("--seeded", type=Path, help="a demonstration made before")
    asked.add_argument(
        "--only", default="", help="a pattern of addresses and jobs, as in the table"
    )
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seeded = given.seeded or Path(folder) / "seeded"
        if given.seeded is None:
            say("making the demonstration")
            seeded.mkdir()
            seed_once(seeded)

        @cache
        def walked(who: str) -> list[Walked]:
            say(f"walking as {who}")
            walk = Path(folder) / f"walk-{who}"
            walk.mkdir()
            recorded_walk(walk, seeded, who)
            found: list[Walked] = pickle.loads((walk / "pages").read_bytes())  # noqa: S301  # ours
            return found

        heads, costs = [], list[dict[str, str]]()
        for size in given.sizes:
            say(f"{size:,} rows")
            head, found = measured(Path(folder) / f"place-{size}", seeded, walked, size, given.only)
            heads.append(f"- {size:,}: {head}")
            costs.append(found)
    print("\n".join(heads))
    print()
    print("| Page | " + " | ".join(f"{size:,}" for size in given.sizes) + " |")
    print("|---" * (len(given.sizes) + 1) + "|")
    for name in dict.fromkeys(name for found in costs for name in found):
        print(f"| {name} | " + " | ".join(found.get(name, "") for found in costs) + " |")


if __name__ == "__main__":
    main()
