"""How fast a register is imported: `make bench-register`.

Writes a register of 100,000 people with names and addresses as CSV and as a spreadsheet, imports
the CSV into an empty SQLite database as the page and the worker do, imports it again, and makes the
letters. Beside it, in the same run, what nobody can do faster: the bare reader of CSV and one
`executemany` of the same number of rows. Rows per second; the ratio says how much more we do.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from openpyxl import Workbook
from tqdm import tqdm

from config import Settings
from pbplatform import create_app
from pbplatform.cli import database
from pbplatform.core.db import db
from pbplatform.core.table_files.reading import read_table
from pbplatform.core.transaction import transaction
from pbplatform.rounds.queries import round_by_slug
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.registers.sifting import Layout
from pbplatform.voting.jobs.register_look import Looked, look
from pbplatform.voting.jobs.registers import go_on
from pbplatform.voting.queries import register
from pbplatform.voting.services.roll import begin_import, new_letter_code, proof_hash
from tests.factories import COMMAND, make_person, make_place, make_round

Made = TypeVar("Made")
HEAD = ["Number", "Surname", "First names", "Street", "Postcode", "Town", "Area", "State"]


def people(rows: int) -> list[list[str]]:
    """A register as a town keeps it; the same one each time."""
    chance = random.Random(49)
    numbers = chance.sample(range(10**8), rows)
    return [
        [
            f"{number:08}",
            f"Surname{number % 5003}",
            f"First{number % 311} Second{number % 97}",
            f"{number % 213} Mill Lane",
            f"HF{number % 30} {number % 9}AB",
            "Hackford",
            f"Ward {number % 17}",
            "",
        ]
        for number in numbers
    ]


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    writer.writerows(rows)
    return out.getvalue().encode()


def as_spreadsheet(rows: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def timed(name: str, rows: int, work: Callable[[], Made]) -> tuple[Made, float]:
    """Do it once, print how fast, and say how long it took, in seconds."""
    began = time.perf_counter()
    made = work()
    took = time.perf_counter() - began
    print(f"{name:<44}{took:>8.2f} s{rows / took:>12,.0f} rows/s")
    return made, took


def bare(data: bytes, folder: Path) -> None:
    """The least that reading and writing so many rows takes."""
    rows = [row[0] for row in csv.reader(io.StringIO(data.decode()), delimiter=";")]
    with sqlite3.connect(folder / "bare.db") as connection:
        connection.execute("create table roll (voter integer primary key, number text)")
        connection.executemany("insert into roll values (?, ?)", enumerate(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    made = people(rows)
    data = as_csv(made)
    print(f"{rows:,} people, {len(data) / 1e6:.1f} MB as CSV")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'place.db'}"
        database.upgrade(url)
        settings = Settings(
            mode="test",
            database_url=url,
            database_direct_url=url,
            secret_key="b" * 40,
            key_dir=folder / "keys",
            files_dir=folder / "files",
            public_url="http://127.0.0.1:8000",
        )
        with create_app(settings).app_context():
            run(rows, data, folder)
    sheet = as_spreadsheet(made)
    timed(f"reading a spreadsheet of {len(sheet) / 1e6:.1f} MB", rows, lambda: read_table(sheet))


def run(rows: int, data: bytes, folder: Path) -> None:
    with transaction() as session:
        make_place(session)
        round_ = make_round(session)
        carla = make_person(session, "Carla", role="clerk", scope=round_.scope)
        round_id, slug = round_.id, round_.slug
    store = KeyStore(folder / "keys")
    _nothing, least = timed("bare reader and executemany", rows, lambda: bare(data, folder))
    table, reading = timed("reading the file", rows, lambda: read_table(data))

    def looked() -> Looked:
        found = round_by_slug(db.session(), slug)
        return look(db.session(), store, found, table, Layout(number=0, area=6))

    wanted, looking = timed("putting it beside the roll", rows, looked)

    def adding() -> None:
        with transaction() as session:
            number = begin_import(
                session,
                actor=COMMAND,
                account_id=carla.account_id or 0,
                role="clerk",
                round_id=round_id,
                wanted=wanted.wanted,
            )
        with tqdm(total=rows, unit="voter") as bar:
            go_on(round_id, number, lambda told: bar.update(told.done - bar.n))

    _none, writing = timed("adding the voters, block by block", rows, adding)
    again, _took = timed("putting it beside the roll again", rows, looked)
    if (again.numbers.new, again.matched.unchanged) != (0, rows):
        raise SystemExit("the second import does not find the voters of the first")

    def letters() -> int:
        voters = register.voters_without_letter(db.session(), round_id)
        return len([proof_hash(b"k" * 32, slug, new_letter_code()) for _voter in voters])

    timed("codes of their letters", rows, letters)
    whole = reading + looking + writing
    print(f"{'reading, looking, adding':<44}{whole:>8.2f} s{rows / whole:>12,.0f} rows/s")
    print(f"{whole / least:.1f} times what the bare reader and executemany take")


if __name__ == "__main__":
    main()
