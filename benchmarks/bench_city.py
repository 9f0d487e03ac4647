"""Make the demonstration's city once, and say how long each part took: `make bench-city`.

Seconds are of the processor, of this one process, by the functions whose acts are run; what these
have others do (log, mails, stored stretches) is in their seconds. Of the town, whose acts are run
among those of the city, too. The place stays in the folder that is named, to be measured; on
PostgreSQL (`--db postgresql`) it does not, and what its server does is in no second told here.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from tqdm import tqdm

from config import Settings
from pbplatform import create_app
from pbplatform.accounts.models import Account
from pbplatform.audit.models import LogEntry
from pbplatform.cli.check import look_at_all
from pbplatform.cli.database import upgrade
from pbplatform.core.db import Base, db
from pbplatform.core.transaction import transaction
from pbplatform.demo import seed as seeding
from pbplatform.demo.city.size import CITY
from pbplatform.demo.clock import start_clock
from pbplatform.demo.world import Act, World
from pbplatform.points.models import Answer, Point, PointSupport
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal
from pbplatform.rounds.models import Round
from pbplatform.voting.models import PublishedBallot, RollEntry, UrnEnvelope
from tests.databases import PostgresqlDatabases

ROWS: tuple[type[Base], ...] = (
    *(Account, Round, Proposal, Idea, IdeaSupport, Point, PointSupport, Answer),
    *(RollEntry, UrnEnvelope, PublishedBallot, LogEntry),
)


def timed(act: Act, seconds: dict[str, float]) -> Act:
    """The act, which adds its processor seconds to those of acts of its kind."""
    what = act.run.func if isinstance(act.run, partial) else act.run
    label = f"{what.__module__.rpartition('.')[2]}.{what.__qualname__.partition('.')[0]}"

    def run(world: World, now: datetime) -> None:
        began = time.process_time()
        act.run(world, now)
        seconds[label] = seconds.get(label, 0.0) + time.process_time() - began

    return replace(act, run=run)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; that of a PostgreSQL is gone afterwards."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'demo.db'}"
        upgrade(url)
        yield url
        return
    server = PostgresqlDatabases(folder, upgrade)
    try:
        yield server.fresh()
    finally:
        server.close()


def place_in(folder: Path, url: str) -> Flask:
    """An empty demonstration place on a database, with its keys and files in a folder."""
    return create_app(
        Settings(
            mode="demo",
            row_clock=True,
            database_url=url,
            database_direct_url=url,
            secret_key=token_hex(32),
            key_dir=folder / "keys",
            files_dir=folder / "files",
            public_url="http://localhost",
            demo_size="city",
        )
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="a new one, for the database, keys and files")
    asked.add_argument("--fraction", type=float, default=1.0, help="of a whole city")
    asked.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    given = asked.parse_args()
    given.folder.mkdir(parents=True)
    with database(given.db, given.folder) as url:
        measure(place_in(given.folder, url), given.fraction)


def measure(app: Flask, fraction: float) -> None:
    """Make so much of a city there, and print what it took."""
    seconds: dict[str, float] = {}
    with_city = seeding._with_city

    def all_timed(*given: Any) -> list[Act]:
        return [timed(act, seconds) for act in with_city(*given)]

    seeding._with_city = all_timed
    began, on_clock = time.process_time(), time.monotonic()
    with tqdm(desc="city", unit="step", mininterval=2) as bar:

        def tell(done: int, whole: int) -> None:
            if bar.total != whole:
                bar.reset(total=whole)
            bar.update(done - bar.n)

        seeding.seed(app, tell, city=CITY.scaled(fraction))
    whole = time.process_time() - began
    for label, spent in sorted(seconds.items(), key=lambda each: -each[1]):
        if spent >= 0.5:
            print(f"{spent:8.1f} s  {label}")
    clock = time.monotonic() - on_clock
    print(f"{whole:8.1f} s  everything, the town too ({clock:.0f} s on the clock)")
    with app.app_context():
        with transaction() as session:
            start_clock(session, first=seeding.FIRST_START)
        for model in ROWS:
            count = db.session.scalar(select(func.count()).select_from(model)) or 0
            print(f"{count:8,}  {model.__tablename__}, {count / whole:,.0f} a second")
        print(f"{len(list(look_at_all(app.extensions['settings']))):8,}  findings of the check")
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main()
