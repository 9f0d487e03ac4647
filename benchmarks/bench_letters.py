"""How fast letters of a vote are printed: `make bench-letters LETTERS=20000`.

Makes codes and addresses of so many voters and prints their letters in two languages as the command
does: with a bar on a terminal, several processes, files that hold the same letters. Then the bare
press prints the same template from one data without codes, pictures and addresses, with as many
processes, so that one sees what all else costs. Source: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from pbplatform.core.secrets import group_code, random_code
from pbplatform.voting.domain.letter_lists import Address, Coded
from pbplatform.voting.jobs import letter_pdfs
from pbplatform.voting.jobs.letter_pdfs import PER_FILE, Run, Words, source_of
from pbplatform.web.printing import Exact, Presses, Sheet

ADDRESS = "https://vote.hackford.example/rounds/neighbour-fund-2027/vote"
BARE_LETTERS = 5000


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


def a_run(folder: Path, letters: int) -> Run:
    """Codes and addresses of so many voters."""
    addresses = folder / "addresses.csv"
    rows = range(1, letters + 1)
    with addresses.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "name", "street", "town"])
        writer.writerows([n, f"Person {n}", f"{n % 213} Mill Lane", "Hackford"] for n in rows)
    codes = ["letter,number,code\n"]
    codes += [f"voter,{n},{group_code(random_code(14))}\n" for n in rows]
    told = json.dumps(words())
    return Run(
        words=Words.read(told),
        codes=lambda: codes,
        addresses=addresses,
        folder=folder / "out",
        source=source_of(codes, told.encode(), addresses),
    )


def bare_order() -> dict[str, Any]:
    """A file of letters without code, picture and address."""
    told = Words.read(json.dumps(words()))
    data = letter_pdfs.letters_of(told, [(Coded("voter", 1, "A"), Address(()))] * PER_FILE)
    bare = {"to": [], "footer": "", "groups": [], "picture": Exact(""), "order": [0, 1]}
    each: list[Any] = [
        {**shared, "parts": [part for part in shared["parts"] if part["is"] not in ("code", "qr")]}
        for shared in data["words"]  # type: ignore[union-attr]  # a list of ours
    ]
    return Sheet(
        "letter", {"words": each, "letters": [bare] * PER_FILE}, "en", told.title, told.day
    ).order()


def rate_of_bare(letters: int, processes: int) -> float:
    """Letters a second of the press alone, after each process printed one file."""
    order, files = bare_order(), max(letters // PER_FILE, processes)
    with Presses(processes) as presses:
        for each in [presses.print(order) for _first in range(processes)]:
            each.result()
        begun = time.perf_counter()
        for each in [presses.print(order) for _file in range(files)]:
            each.result()
        return files * PER_FILE / (time.perf_counter() - begun)


def main() -> None:
    """Print them and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--letters", type=int, default=5000)
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        run = a_run(Path(name), given.letters)
        begun = time.perf_counter()
        if run.gaps():
            raise SystemExit("addresses are missing")
        quiet = not sys.stderr.isatty()
        with tqdm(total=given.letters, unit="letter", smoothing=0, disable=quiet) as bar:
            run.go(lambda made: bar.update(made) and None, given.processes)
        seconds = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in run.folder.glob("*.pdf"))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = given.letters / seconds
    print(f"{given.letters:,} letters in {seconds:.0f} s: {rate:.0f} a second")
    print(f"{size / given.letters:,.0f} bytes a letter, {size / 1e6:.0f} MB of PDF")
    print(f"most memory: {own:.0f} MB of the command, {most:.0f} MB of one that prints")
    print(f"processor seconds of those that print: {_processor_seconds():.0f}")
    bare = rate_of_bare(min(given.letters, BARE_LETTERS), given.processes)
    print(f"the bare press, no codes: {bare:.0f} a second; ratio {rate / bare:.2f}")
    if given.letters < 100_000:
        print(f"at this rate 100,000 would take {100_000 / rate / 60:.0f} minutes (an estimate)")


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
