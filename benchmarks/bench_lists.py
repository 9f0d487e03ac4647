"""What every list costs at any number of rows: `make bench-lists`.

Steps of SQLite's machine, which are its work and no time, and milliseconds of processor for the
whole page, the best of five. The place is the demonstration with each of its rows copied so many
times (`tests/growing.py`); what is open or waits for somebody is not copied, for that is what pages
show. `--times` says how often, `--voters` the same for rows of voters.
"""

from __future__ import annotations

import argparse
import pickle
import tempfile
from functools import cache
from pathlib import Path

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.browser.hackford import Walked, recorded_walk, seed_once
from tests.growing import grown
from tests.listed import Costs, addresses, place_of

SHOWN = ("idea", "proposal", "point", "commitment", "news_fact", "log_entry", "roll")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, nargs="+", default=[0, 30, 300])
    asked.add_argument("--voters", type=int, nargs="+", default=[0, 3, 10])
    asked.add_argument("--seeded", type=Path, help="a demonstration made before")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seeded = given.seeded or Path(folder) / "seeded"
        if given.seeded is None:
            seeded.mkdir()
            seed_once(seeded)

        @cache
        def walked(who: str) -> list[Walked]:
            walk = Path(folder) / f"walk-{who}"
            walk.mkdir()
            recorded_walk(walk, seeded, who)
            found: list[Walked] = pickle.loads((walk / "pages").read_bytes())  # noqa: S301  # ours
            return found

        heads, told, jobs = [], dict[tuple[str, str], list[str]](), dict[str, list[str]]()
        for times, voters in zip(given.times, given.voters, strict=True):
            place = Path(folder) / f"place-{times}"
            with place_of(place, seeded) as app:
                costs = Costs(app, addresses(app, walked))
                with app.app_context():
                    with transaction() as session:
                        rows = grown(session, times, voters=voters)
                    db.session.remove()
                heads.append(", ".join(f"{rows[name]:,} {name}" for name in SHOWN))
                for name, steps in costs.jobs().items():
                    jobs.setdefault(name, []).append(f"{steps:,}")
                for listed, (steps, spent) in costs.pages(times=5).items():
                    told.setdefault((listed.who, listed.path), []).append(
                        f"{steps:,} steps, {spent:.0f} ms"
                    )
            print(times, flush=True)
        for head in heads:
            print(f"- {head}")
        print("| Page | " + " | ".join(f"{times + 1} times" for times in given.times) + " |")
        print("|---" * (len(heads) + 1) + "|")
        for (who, path), parts in told.items():
            print(f"| `{path}` ({who}) | " + " | ".join(parts) + " |")
        for name, parts in jobs.items():
            print(f"| job: {name} | " + " | ".join(f"{part} steps" for part in parts) + " |")


if __name__ == "__main__":
    main()
