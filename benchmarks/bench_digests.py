"""How fast digests are written, and in how much memory: `make bench-digests`.

A round with 4,000 and then 40,000 followers by the week, 30 facts of it and of its ideas, SQLite.
Each size is a process of its own, so that its peak is its own. Two columns: what the worker writes
(rows of the outbox) and what leaves (worded, to a mailer that drops it). Peak memory is what the
step adds to the peak of the process before it; it must not grow with the number of followers.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from config import Settings
from pbplatform import create_app
from pbplatform.accounts.models import Contact
from pbplatform.cli import database
from pbplatform.core.db import db
from pbplatform.core.facts import tell_fact
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.jobs.digesting import digest_due
from pbplatform.notices.kinds import FOLLOW
from pbplatform.notices.services.following import kept_address
from pbplatform.notices.words import Mail
from tests.factories import make_place, make_round

SIZES = (4_000, 40_000)
SENT = 300  # mails that are worded, for the second column
ROUND = "rounds/neighbour-fund"
BEGAN = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
DUE = datetime(2027, 3, 11, 17, 5, tzinfo=UTC)
ROW = "{:>9,} | {:>10.0f} | {:>8.1f} | {:>12.1f} | {:>8.0f}"
HEAD = "followers | digests/s |  seconds | peak MB added | mails/s"


class Drop:
    """A mail server that takes everything at once."""

    def send(self, mail: Mail, *, now: datetime) -> None:
        pass


def make_followers(number: int) -> None:
    """A round that so many addresses follow, and a week of its news."""
    with transaction() as session:
        make_place(session)
        make_round(session)
    for start in range(0, number, 1000):
        rows = []
        with transaction() as session:
            for each in range(start, min(start + 1000, number)):
                address = kept_address(session, f"fan{each}@example.org")
                rows.append(
                    {
                        "email": address.email,
                        "purpose": FOLLOW,
                        "about": ROUND,
                        "language": "en",
                        "often": "weekly",
                        "asked_at": BEGAN,
                        "confirmed_at": BEGAN,
                        "until": BEGAN + timedelta(days=700),
                        "token_hash": each.to_bytes(32, "big"),
                        "key16": bytes(16),
                        "sealed_token": "",
                    }
                )
            session.execute(insert(Contact), rows)
    with transaction() as session:
        for hour in range(30):
            tell_fact(
                session,
                "delivery:opened",
                about=ROUND,
                title="Neighbour Fund",
                now=BEGAN + timedelta(hours=hour + 1),
                reason="Come and see.",
            )


def measure(number: int) -> str:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        database.upgrade(url)
        settings = Settings(
            mode="test",
            database_url=url,
            database_direct_url=url,
            secret_key="b" * 40,
            key_dir=Path(folder),
            files_dir=Path(folder),
            public_url="http://localhost",
        )
        with create_app(settings).app_context():
            make_followers(number)
            db.session.remove()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = time.monotonic()
            zone = ZoneInfo("Europe/London")
            digest_due(now=DUE, timezone=zone, seconds=3600)
            took = time.monotonic() - began
            peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
            began, sent = time.monotonic(), 0
            while sent < min(SENT, number):
                sent += deliver_due(Drop(), public_url="http://localhost", now=DUE)
            return ROW.format(number, number / took, took, peak, sent / (time.monotonic() - began))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--followers", type=int, help="measure this size alone, in this process")
    asked = parser.parse_args().followers
    if asked:
        print(measure(asked))
        return
    print(HEAD)
    for size in SIZES:
        subprocess.run([sys.executable, __file__, "--followers", str(size)], check=True)


if __name__ == "__main__":
    main()
