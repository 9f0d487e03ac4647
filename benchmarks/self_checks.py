"""How long the checks of itself take: `python benchmarks/self_checks.py 100000` envelopes."""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert, update

from config import Settings
from pbplatform import create_app
from pbplatform.audit import services as audit
from pbplatform.audit.models import LogPending
from pbplatform.audit.queries.marks import LogMarks, look
from pbplatform.cli.database import upgrade
from pbplatform.core.canonical import sha256
from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollEntry, UrnEnvelope
from pbplatform.voting.queries.checks import refuse_changed_definition, round_findings
from tests.voting.elections import make_election

_BLOCK = 5000


def timed(what: str, run: Callable[[], object]) -> None:
    """Print how long one run took."""
    begun = time.perf_counter()
    run()
    print(f"{what}: {time.perf_counter() - begun:.2f} s")


def fill(round_id: int, slug: str, envelopes: int) -> None:
    """Envelopes of random bytes with marks and log entries: nobody opens them here."""
    session = db.session()
    log_id = audit.ensure_log(session, f"rounds/{slug}")
    for start in range(1, envelopes + 1, _BLOCK):
        slots = range(start, min(start + _BLOCK, envelopes + 1))
        rows = []
        for slot in slots:
            sealed = secrets.token_bytes(180)
            row = {"envelope": sealed, "env_hash": sha256(sealed), "nonce_hash": b"n" * 32}
            rows.append({"round_id": round_id, "kind": "person", "slot": slot, **row})
        session.execute(insert(UrnEnvelope), rows)
        bodies = [{"kind": "vote:envelope:cast", "h": row["env_hash"].hex()} for row in rows]
        session.execute(insert(LogPending), audit.pending_rows(log_id, bodies))
        audit.fold(session, log_id)
    session.execute(update(RollEntry).values(marked=True))
    session.commit()


def main(envelopes: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="pb-checks-"))
    url = f"sqlite:///{folder / 'checks.db'}"
    upgrade(url)
    settings = Settings(
        mode="test", database_url=url, database_direct_url=url, secret_key="x" * 40,
        key_dir=folder / "keys", files_dir=folder / "files", public_url="http://localhost",
    )  # fmt: skip
    with create_app(settings).app_context():
        session = db.session()
        election = make_election(session, settings.key_dir, voters=envelopes)
        fill(election.round_id, election.slug, envelopes)
        round_ = session.get_one(Round, election.round_id)
        found: list[object] = []
        timed("whole check of the round", lambda: found.extend(round_findings(session, round_)))
        print("findings:", found)
        slug = f"rounds/{election.slug}"
        timed("log against its mark", lambda: look(session, slug, LogMarks.none))
        first = next(iter(_entry(session, slug)))
        begun = time.perf_counter()
        for _time in range(1000):
            refuse_changed_definition(round_, first)
        print(f"at each cast: {(time.perf_counter() - begun) * 1000:.0f} microseconds")


def _entry(session: object, slug: str) -> list[bytes]:
    from pbplatform.audit.queries import entry

    found = entry(session, log=slug, idx=0)  # type: ignore[arg-type]
    return [found.body] if found else []


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
