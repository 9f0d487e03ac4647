"""The step of the tour in which somebody cheats and is caught. Source: docs/rules/demo.md 4.5."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.demo.one_byte import Spot, change_one_byte
from pbplatform.results.queries.bundle import bundle_parts
from pbplatform.rounds.queries import round_by_slug
from tests.results.counted import count_it, opened_election

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("spot", "names"),
    [
        (Spot.VOTE, "ballots.csv"),
        (Spot.BOX, "ballot-log.jsonl"),
        (Spot.RESULT, "result.json"),
        (Spot.RULE, "definition.json"),
    ],
)
def test_one_changed_digit_is_found_and_where_it_lies_is_named(
    session: Session, tmp_path: Path, spot: Spot, names: str
) -> None:
    election = opened_election(session, tmp_path / "keys", (15, 9), (7,), (9,), (9, 7))
    count_it(session, election)
    audit.fold(session, audit.ensure_log(session, SITE))
    session.commit()
    run = change_one_byte(bundle_parts(session, round_by_slug(session, election.slug)), spot)
    assert run.file == names
    assert run.before != run.after
    assert len(run.before) == len(run.after)
    assert "WRONG" not in run.of_true
    assert "ok     7" in run.of_true
    wrong = [line for line in run.of_changed.splitlines() if line.startswith("WRONG")]
    # The list of hashes fits: what is found is found by what the votes and logs say.
    assert wrong
    assert not any(line.startswith("WRONG  0") for line in wrong)
    assert f"line {run.line}" in run.of_changed or names in run.of_changed
