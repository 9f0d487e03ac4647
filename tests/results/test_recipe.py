"""The recipe of the README, as an outsider would run it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import ROOT
from pbplatform.audit import queries as log
from pbplatform.voting.kinds import VoteLog
from tests.conftest import SetClock
from tests.results.counted import count_it, opened_election
from tests.voting.elections import CLOSES


def test_recipe_of_the_readme_finds_the_hash_that_the_log_names(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = opened_election(session, tmp_path / "keys", (15, 9), (7,), (), (4, 8))
    count_it(session, election)
    session.commit()
    clock.at = CLOSES
    recipe = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert recipe
    program, table = tmp_path / "check.py", tmp_path / "ballots.csv"
    program.write_text(recipe.group(1))
    table.write_bytes(client.get(f"/rounds/{election.slug}/results/ballots.csv").data)
    told = subprocess.run(
        [sys.executable, program, table], capture_output=True, text=True, check=True
    )
    opened = [
        entry
        for entry in log.all_entries(session, log=f"rounds/{election.slug}")
        if entry.kind == VoteLog.URN_OPENED
    ]
    assert told.stdout.strip() == opened[0].told["list_sha256"]
