"""Site log and ballot logs are tied to each other. docs/rules/audit.md section 8."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.audit import queries, services
from pbplatform.audit.models import SITE, Log, LogEntry, LogHead, LogTile
from pbplatform.audit.queries.ties import tie_findings
from pbplatform.audit.services.trees import grow
from pbplatform.core.actor import SYSTEM
from pbplatform.places.kinds import PlaceLog
from tests.audit.growing import past_the_triggers
from tests.conftest import NOON
from tests.voting.elections import make_election


def _bodies(session: Session, slug: str) -> list[dict[str, Any]]:
    return [json.loads(body) for body in queries.bodies(session, log=slug)]


def _rewrite(session: Session, slug: str, idx: int, body: bytes) -> None:
    """Change one entry, and make the tree anew to match."""
    log_id = session.query(Log.id).filter(Log.slug == slug).scalar()
    entry = update(LogEntry).where(LogEntry.log_id == log_id, LogEntry.idx == idx)
    past_the_triggers(session, "log_entry", entry.values(body=body))
    past_the_triggers(session, "log_tile", delete(LogTile).where(LogTile.log_id == log_id))
    session.execute(delete(LogHead).where(LogHead.log_id == log_id))
    grow(session, log_id)


def test_a_box_that_is_opened_for_votes_ties_both_logs(session: Session, tmp_path: Path) -> None:
    election = make_election(session, tmp_path / "keys", voters=2)
    slug = f"rounds/{election.slug}"
    services.fold(session, services.ensure_log(session, SITE))
    first = _bodies(session, slug)[0]
    assert first["site_entries"] >= 0
    ties = [told for told in _bodies(session, SITE) if told["kind"] == "place:log:tied"]
    assert [(told["data"]["stage"], told["data"]["entries"]) for told in ties] == [("open", 1)]
    assert ties[0]["subject"] == slug
    assert list(tie_findings(session, slug)) == []


def test_a_ballot_log_that_was_rewritten_with_its_tree_does_not_fit_the_site_log(
    session: Session, tmp_path: Path
) -> None:
    election = make_election(session, tmp_path / "keys", voters=2)
    slug = f"rounds/{election.slug}"
    first = dict(_bodies(session, slug)[0])
    _rewrite(session, slug, 0, json.dumps(first | {"round": "other"}).encode())
    assert [finding.code for finding in tie_findings(session, slug)] == ["check.log_tie_differs"]


def test_a_site_log_that_was_rewritten_with_its_tree_does_not_fit_the_ballot_log(
    session: Session, tmp_path: Path
) -> None:
    services.record(session, PlaceLog.PLACE_CHANGED, actor=SYSTEM, subject="place", now=NOON)
    services.fold(session, services.ensure_log(session, SITE))
    election = make_election(session, tmp_path / "keys", voters=2)
    slug = f"rounds/{election.slug}"
    assert _bodies(session, slug)[0]["site_entries"] > 0
    _rewrite(session, SITE, 0, b'{"kind":"place:changed","v":2}')
    assert [finding.code for finding in tie_findings(session, slug)] == ["check.log_tie_differs"]
