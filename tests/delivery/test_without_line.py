"""What a desk reads of winners without a budget line is what their pages say."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.delivery import queries
from pbplatform.delivery.queries.lines import without_line
from pbplatform.rounds.models import BallotProject
from tests.delivery.winners import DAY, WON, project_with_line


def test_winners_without_a_line_are_told_as_on_their_pages(
    session: Session, tmp_path: Path
) -> None:
    project_with_line(session, tmp_path / "keys")
    session.execute(update(BallotProject).values(title="Changed since"))
    session.expire_all()
    for now in (WON + DAY, WON + 60 * DAY):
        whole = [each for each in queries.project_views(session, now=now) if not each.has_line]
        told = [
            (each.round_slug, each.number, each.title, each.line_due, each.line_is_late)
            for each in whole
        ]
        assert len(told) == 3
        assert "Changed since" not in {each.title for each in whole}
        assert told == [
            (stand.round_slug, stand.number, title, stand.line_due, stand.line_is_late)
            for stand, title in without_line(session, now=now)
        ]
