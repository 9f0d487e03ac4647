"""Make the demonstration's city once, and say how long each part took: `make bench-city`.

Seconds are of the processor, of this one process. Parts are timed from outside, by the functions
that make them; what a part has others do (log, mails, stored stretches) is in its seconds. The
place stays in the folder that is named, to be looked at or measured.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from types import ModuleType

from flask import Flask
from sqlalchemy import func, select
from tqdm import tqdm

from config import Settings
from pbplatform import create_app
from pbplatform.accounts.models import Account
from pbplatform.audit.models import LogEntry
from pbplatform.cli.database import upgrade
from pbplatform.core.db import Base, db
from pbplatform.core.transaction import transaction
from pbplatform.demo import seed as seeding
from pbplatform.demo.city import forums, ideas, points, rounds, story
from pbplatform.demo.city.size import CITY
from pbplatform.demo.clock import start_clock
from pbplatform.points.models import Answer, Point, PointSupport
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal
from pbplatform.rounds.models import Round
from pbplatform.voting.models import PublishedBallot, RollEntry, UrnEnvelope

PARTS: tuple[tuple[ModuleType, str, str], ...] = (
    (story, "make_residents", "people"),
    (ideas, "send_all", "ideas sent"),
    (ideas, "publish_all", "ideas published"),
    (ideas, "support_all", "ideas supported"),
    (ideas, "claim_all", "ideas claimed"),
    (ideas, "leave_rest", "ideas not taken"),
    (rounds, "_run", "rounds, proposals, prices, decisions, winners"),
    (rounds, "_vote", "rolls, votes, openings, counts"),
    (forums, "meet", "meetings with their points"),
    (points, "play", "points outside meetings, answers, promises"),
    (seeding, "_end", "log put in order"),
)
ROWS: tuple[type[Base], ...] = (
    *(Account, Round, Proposal, Idea, IdeaSupport, Point, PointSupport, Answer),
    *(RollEntry, UrnEnvelope, PublishedBallot, LogEntry),
)


def timed(module: ModuleType, name: str, label: str, seconds: dict[str, float]) -> None:
    """Have a function add its processor seconds to those of its part."""
    real: Callable[..., object] = getattr(module, name)

    def counted(*given: object, **named: object) -> object:
        began = time.process_time()
        try:
            return real(*given, **named)
        finally:
            seconds[label] = seconds.get(label, 0.0) + time.process_time() - began

    setattr(module, name, counted)


def place_in(folder: Path) -> Flask:
    """An empty demonstration place with its database, keys and files in a folder."""
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'demo.db'}"
    upgrade(url)
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
    given = asked.parse_args()
    app = place_in(given.folder)
    seconds: dict[str, float] = {}
    for part in PARTS:
        timed(*part, seconds)
    began, on_clock = time.process_time(), time.monotonic()
    with tqdm(desc="city", unit="step", mininterval=2) as bar:

        def tell(done: int, whole: int) -> None:
            if bar.total != whole:
                bar.reset(total=whole)
            bar.update(done - bar.n)

        seeding.seed(app, tell, city=CITY.scaled(given.fraction))
    whole = time.process_time() - began
    for label, spent in seconds.items():
        print(f"{spent:8.1f} s  {label}")
    clock = time.monotonic() - on_clock
    print(f"{whole:8.1f} s  everything, the town too ({clock:.0f} s on the clock)")
    with app.app_context():
        with transaction() as session:
            start_clock(session, first=seeding.FIRST_START)
        for model in ROWS:
            count = db.session.scalar(select(func.count()).select_from(model)) or 0
            print(f"{count:8,}  {model.__tablename__}, {count / whole:,.0f} a second")


if __name__ == "__main__":
    main()
