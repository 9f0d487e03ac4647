"""How fast letters of a vote are printed: `make bench-letters`.

Makes codes and addresses of so many voters, prints their letters in two languages as the command
does, and says letters a second and the most memory that one process took.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from pbplatform.core.secrets import group_code, random_code
from pbplatform.voting.jobs.letter_pdfs import Run, Words, source_of

ADDRESS = "https://vote.hackford.example/rounds/neighbour-fund-2027/vote"


def words() -> dict[str, Any]:
    """Letters as long as those of a round with paper and six voting places."""
    places = [[f"Library {n}", "2 Library Street\nSaturday 6 March, 10am to 4pm"] for n in range(6)]
    parts = [
        {"is": "text", "text": "You help to decide how £500,000 is spent."},
        {"is": "code", "text": "Your code. It is yours alone: give it to nobody."},
        {"is": "qr", "text": "Scan the picture, or type:", "address": ADDRESS, "alt": "Picture"},
        {"is": "heading", "text": "Voting places"},
        {"is": "rows", "rows": places},
    ]
    each = {"sender": "Hackford", "date": "4 March 2027", "footer": "{number}", "spare": "{number}"}
    languages = [
        {**each, "language": code, "direction": way, "heading": heading, "parts": parts}
        for code, way, heading in (("en", "ltr", "Your vote"), ("ar", "rtl", "صوتك"))
    ]
    day = "2027-03-04T12:00:00+00:00"
    return {"v": 1, "title": "Letters", "address": ADDRESS, "day": day, "languages": languages}


def main() -> None:
    """Print them and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--letters", type=int, default=5000)
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        addresses = folder / "addresses.csv"
        with addresses.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["number", "name", "street", "town"])
            rows = range(1, given.letters + 1)
            writer.writerows([n, f"Person {n}", f"{n % 213} Mill Lane", "Hackford"] for n in rows)
        codes = ["letter,number,code\n"]
        codes += [f"voter,{n},{group_code(random_code(14))}\n" for n in rows]
        told = json.dumps(words())
        run = Run(
            words=Words.read(told),
            codes=lambda: codes,
            addresses=addresses,
            folder=folder / "out",
            source=source_of(codes, told.encode(), addresses),
        )
        begun = time.perf_counter()
        if run.gaps():
            raise SystemExit("addresses are missing")
        with tqdm(total=given.letters, unit="letter") as bar:

            def done(made: int) -> None:
                bar.update(made)

            run.go(done, given.processes)
        seconds = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in (folder / "out").glob("*.pdf"))
    who = resource.RUSAGE_CHILDREN if given.processes > 1 else resource.RUSAGE_SELF
    most = resource.getrusage(who).ru_maxrss / 1024
    print(f"{given.letters} letters in {seconds:.0f} s: {given.letters / seconds:.0f} a second")
    print(f"100,000 would take {100_000 / given.letters * seconds / 60:.0f} minutes")
    print(f"{size / 1e6:.0f} MB of PDF; most memory of one process: {most:.0f} MB")


if __name__ == "__main__":
    main()
