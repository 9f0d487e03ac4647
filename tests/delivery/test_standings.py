"""Lists of winners sort and count by how each stands, and read the rest of their page alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pbplatform.delivery import queries
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import BallotProject
from pbplatform.rounds.queries import show_frozen
from tests.delivery.winners import DAY, WON, project_with_line
from tests.voting.elections import Election

SHARED = (
    *("round_id", "round_slug", "round_name", "currency", "number", "won_on", "line_due", "today"),
    *("has_line", "step", "step_on", "next_day", "silent_days", "standing", "is_late", "is_final"),
    *("is_silent", "is_delayed", "is_overdue", "look_back_due", "check_stand", "line_is_late"),
)


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return project_with_line(session, tmp_path / "keys")


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("days", [2, 30, 70, 300])
@pytest.mark.parametrize("due", [None, 1, 200])
def test_winner_stands_in_a_list_as_on_its_page(
    session: Session, election: Election, step: Step, days: int, due: int | None
) -> None:
    project = session.get_one(Project, (election.round_id, 4))
    project.step = step
    if due is not None:
        project.next_due_first = date(2027, 3, 1)
        project.next_due = WON.date() + timedelta(days=due)
    session.flush()
    now = WON + days * DAY
    listed = queries.standings(session, now=now)
    whole = queries.project_views(session, now=now)
    assert len(listed) == len(whole) == 4
    for one, view in zip(listed, whole, strict=True):
        assert [getattr(one, name) for name in SHARED] == [getattr(view, name) for name in SHARED]
    assert queries.views_of(session, listed, now=now) == whole
    assert queries.standings(session, now=now, round_id=election.round_id) == listed


def test_page_of_winners_reads_them_alone_and_keeps_their_order(
    session: Session, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = WON + 30 * DAY
    listed = queries.standings(session, now=now)
    read: list[int] = []

    def noted(told: Definition | None, row: BallotProject) -> BallotProject:
        read.append(row.number)
        return show_frozen(told, row)

    monkeypatch.setattr(queries, "show_frozen", noted)
    shown = [listed[2], listed[0]]
    page = queries.views_of(session, shown, now=now)
    assert [view.number for view in page] == [each.number for each in shown]
    assert sorted(read) == sorted(each.number for each in shown)
    assert queries.views_of(session, [], now=now) == []
