"""Replay every real election with an official greedy outcome, and compare the winners.

`make bench-replay` (PABULIB_DIR names the folder of .pb files). Each file goes through roll, urn,
close, opening and count in a fresh SQLite database; one line per file, a total line at the end.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from config import ROOT, Settings
from pbplatform import create_app
from pbplatform.cli.replay import KINDS, replay
from pbplatform.core.db import db
from pbplatform.counting.election import Election
from pbplatform.counting.official import announced_winners
from pbplatform.counting.pabulib import read_election
from pbplatform.models import Base

RULES = ("greedy", "greedy-no-skip", "greedy-threshold")


def elections(folder: Path) -> list[tuple[Path, Election]]:
    """Approval and choose-1 files of a greedy rule with official winners, smallest first."""
    found = []
    for path in sorted(folder.glob("*.pb"), key=lambda file: file.stat().st_size):
        election = read_election(path, keep_withdrawn=True)
        if (
            election.vote_type in KINDS
            and election.rule in RULES
            and election.official_winners is not None
        ):
            found.append((path, election))
    return found


def main() -> None:
    folder = Path(os.environ.get("PABULIB_DIR", ROOT.parent / "shared" / "data" / "pabulib"))
    if not folder.is_dir():
        sys.exit(f"no folder {folder}: set PABULIB_DIR to a folder of .pb files")
    equal = ballots = 0
    chosen = elections(folder)
    began = time.monotonic()
    print(f"{'file':70} {'ballots':>8} {'rate/s':>7} {'equal':>6} {'s':>6}")
    for path, election in chosen:
        with tempfile.TemporaryDirectory() as scratch:
            url = f"sqlite:///{scratch}/replay.db"
            settings = Settings(
                database_url=url,
                database_direct_url=url,
                secret_key="benchmark" * 4,
                key_dir=Path(scratch) / "keys",
                files_dir=Path(scratch) / "files",
                public_url="http://localhost",
            )
            app = create_app(settings)
            with app.app_context():
                Base.metadata.create_all(db.engine)
                done = replay(app, path, rule_name="official")
                db.engine.dispose()
        official = set(announced_winners(election) or ())
        same = set(done.winners) == official
        equal += same
        ballots += done.ballots
        rate = done.cast_now / done.casting_seconds if done.casting_seconds else 0
        print(
            f"{path.name[:70]:70} {done.ballots:>8} {rate:>7.0f} {'yes' if same else 'NO':>6} "
            f"{done.seconds:>6.1f}",
            flush=True,
        )
        if not same:
            only_ours = sorted(set(done.winners) - official)
            only_theirs = sorted(official - set(done.winners))
            print(f"    only ours: {only_ours}; only official: {only_theirs}")
    print(
        f"files {len(chosen)}, winners equal {equal}/{len(chosen)}, ballots {ballots}, "
        f"seconds {time.monotonic() - began:.0f}"
    )


if __name__ == "__main__":
    main()
