"""A bundle, as an outsider checks it: by a process of its own that knows nothing of ours.

Source: docs/rules/audit.md section 8.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.results.bundles import check, write_bundle
from tests.results.counted import count_it, opened_election

pytestmark = pytest.mark.one_database


def test_bundle_of_a_vote_is_right(session: Session, tmp_path: Path) -> None:
    election = opened_election(session, tmp_path / "keys", (15, 9), (7,), (), (4, 8))
    count_it(session, election)
    session.commit()
    told = check(write_bundle(session, election.slug, tmp_path))
    assert told.code == 0, told.text
