"""Steps, dates, updates and silence. Source: docs/rules/delivery.md sections 2 to 5."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import FINAL, LATE, ORDER, TRANSITIONS, ProjectStanding, Step
from pbplatform.delivery.models import Project
from tests.delivery.winners import DAY, WON, bea, counted_election, project_with_line, tom
from tests.factories import COMMAND, make_person
from tests.voting.elections import Election

LATER = WON + 2 * DAY
STOP = services.StopFacts(
    reason="The lane was sold.", decided_by="The council", money_goes="Back into the next round"
)


def seen(session: Session, election: Election, now: datetime = LATER) -> queries.ProjectView:
    return queries.project_view(session, election.round_id, 4, now=now)


def step_to(session: Session, election: Election, step: Step, now: datetime = LATER) -> None:
    services.set_step(
        session,
        actor=COMMAND,
        round_id=election.round_id,
        number=4,
        step=step,
        now=now,
        words="It needs nothing else.",
        spent_minor=1_700_000,
    )


@pytest.mark.parametrize("before", list(Step))
@pytest.mark.parametrize("after", list(Step))
def test_project_moves_only_as_the_table_of_steps_says(before: Step, after: Step) -> None:
    project = Project(step=before, step_at=WON)
    if after in TRANSITIONS[before]:
        project.move_to(after, LATER)
        assert (project.step, project.step_at) == (after, LATER)
    else:
        with pytest.raises(Conflict, match="not_from_here"):
            project.move_to(after, LATER)


def test_every_step_but_the_final_ones_leads_somewhere_and_none_leads_back() -> None:
    assert set(TRANSITIONS) == set(Step)
    for step, onward in TRANSITIONS.items():
        assert bool(onward) == (step not in FINAL)
        ordered = [later for later in onward if later in ORDER]
        assert all(ORDER.index(later) > ORDER.index(step) for later in ordered)


def test_only_officials_of_the_owning_team_report(session: Session, tmp_path: Path) -> None:
    election = project_with_line(session, tmp_path / "keys")
    ria = make_person(session, "Ria", role="official", scope="team:roads")
    for stranger in (make_person(session, "Rosa"), ria, bea(session, election)):
        with pytest.raises(NotAllowed, match="only_its_team"):
            services.post_update(
                session,
                actor=stranger,
                round_id=election.round_id,
                number=4,
                words="All well.",
                now=LATER,
            )
    services.post_update(
        session,
        actor=tom(session),
        round_id=election.round_id,
        number=4,
        words="The benches are ordered.",
        spent_minor=420_000,
        now=LATER,
    )
    assert queries.news_of(session, election.round_id, 4)[0].by_name == "Tom"


def test_nothing_is_reported_before_there_is_a_line(session: Session, tmp_path: Path) -> None:
    election = counted_election(session, tmp_path / "keys")
    with pytest.raises(Conflict, match="no_line_yet"):
        step_to(session, election, Step.DESIGNING)


def test_moved_date_keeps_the_day_first_said_and_shows_as_delayed(
    session: Session, tmp_path: Path
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    asked = {"actor": COMMAND, "round_id": election.round_id, "number": 4, "now": LATER}
    with pytest.raises(Conflict, match="none_yet"):
        services.move_next_date(session, due=date(2027, 8, 1), reason="Late.", **asked)
    services.set_next_step(session, words="Order the benches", due=date(2027, 5, 31), **asked)
    assert seen(session, election).standing is ProjectStanding.UNDER_WAY
    with pytest.raises(Conflict, match="reason_needed"):
        services.move_next_date(session, due=date(2027, 8, 31), reason=" ", **asked)
    with pytest.raises(Conflict, match="same_day"):
        services.move_next_date(session, due=date(2027, 5, 31), reason="Same.", **asked)
    for due in (date(2027, 7, 31), date(2027, 8, 31)):
        services.move_next_date(session, due=due, reason="The bench maker closed.", **asked)
    view = seen(session, election)
    assert view.standing is ProjectStanding.DELAYED
    assert view.project is not None
    assert (view.project.next_due_first, view.project.next_due) == (
        date(2027, 5, 31),
        date(2027, 8, 31),
    )
    days = [news.day_before for news in queries.news_of(session, election.round_id, 4)[:2]]
    assert days == [date(2027, 7, 31), date(2027, 5, 31)]


@pytest.mark.parametrize("days", [0, -1])
def test_next_step_is_refused_for_a_day_that_does_not_lie_ahead(
    session: Session, tmp_path: Path, days: int
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    with pytest.raises(Conflict, match="day_ahead"):
        services.set_next_step(
            session,
            actor=COMMAND,
            round_id=election.round_id,
            number=4,
            words="Order",
            due=LATER.date() + days * DAY,
            now=LATER,
        )


def test_next_step_is_late_from_the_day_after_its_day(session: Session, tmp_path: Path) -> None:
    election = project_with_line(session, tmp_path / "keys")
    services.set_next_step(
        session,
        actor=COMMAND,
        round_id=election.round_id,
        number=4,
        words="Order",
        due=date(2027, 3, 20),
        now=LATER,
    )
    midnight = datetime(2027, 3, 21, tzinfo=UTC)
    assert not seen(session, election, midnight - DAY / 24).is_late
    assert seen(session, election, midnight).standing is ProjectStanding.OVERDUE


def test_silence_shows_after_sixty_days_and_the_team_is_asked_once(
    session: Session, tmp_path: Path
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    tom(session)
    heard = WON + DAY
    assert not seen(session, election, heard + 60 * DAY).is_silent
    assert services.ask_for_updates(session, now=heard + 60 * DAY) == 0
    quiet = heard + 61 * DAY
    view = seen(session, election, quiet)
    assert (view.standing, view.silent_days, view.asked_on) == (ProjectStanding.SILENT, 61, None)
    assert services.ask_for_updates(session, now=quiet) == 1
    assert services.ask_for_updates(session, now=quiet + DAY) == 0
    assert seen(session, election, quiet + 13 * DAY).asked_on == quiet.date()
    assert services.ask_for_updates(session, now=quiet + 61 * DAY) == 1
    mails = session.scalars(select(OutboxRow).where(OutboxRow.kind == "delivery:update_asked"))
    assert [row.payload["to"] for row in mails] == ["tom@example.org"] * 2


def test_update_ends_the_silence_and_forgets_that_the_team_was_asked(
    session: Session, tmp_path: Path
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    quiet = WON + 80 * DAY
    services.ask_for_updates(session, now=quiet)
    services.post_update(
        session,
        actor=COMMAND,
        round_id=election.round_id,
        number=4,
        words="Work goes on.",
        now=quiet + DAY,
    )
    view = seen(session, election, quiet + DAY)
    assert (view.is_silent, view.asked_on) == (False, None)


def test_stopped_project_says_why_and_changes_no_more(session: Session, tmp_path: Path) -> None:
    election = project_with_line(session, tmp_path / "keys")
    asked = {"round_id": election.round_id, "number": 4, "now": LATER}
    for field in ("reason", "decided_by", "money_goes"):
        facts = services.StopFacts(**{**STOP.__dict__, field: " "})
        with pytest.raises(Conflict, match="stop"):
            services.stop_project(session, actor=COMMAND, facts=facts, **asked)
    with pytest.raises(NotAllowed):
        services.stop_project(session, actor=make_person(session, "Rosa"), facts=STOP, **asked)
    services.stop_project(session, actor=bea(session, election), facts=STOP, **asked)
    told = queries.stop_of(session, election.round_id, 4)
    assert told is not None
    assert told.money_goes == "Back into the next round"
    for again in (Step.BUILDING, Step.OPEN):
        with pytest.raises(Conflict, match="final"):
            step_to(session, election, again)


def test_open_project_owes_no_updates_but_a_look_back_within_183_days(
    session: Session, tmp_path: Path
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    step_to(session, election, Step.OPEN)
    with pytest.raises(Conflict, match="open_already"):
        services.stop_project(
            session, actor=COMMAND, round_id=election.round_id, number=4, facts=STOP, now=LATER
        )
    assert seen(session, election, LATER + 183 * DAY).standing is ProjectStanding.OPEN
    assert seen(session, election, LATER + 184 * DAY).standing is ProjectStanding.LOOK_BACK_LATE
    step_to(session, election, Step.LOOKED_BACK, LATER + 184 * DAY)
    assert seen(session, election, LATER + 200 * DAY).standing is ProjectStanding.LOOKED_BACK


def test_late_projects_come_first(session: Session, tmp_path: Path) -> None:
    election = project_with_line(session, tmp_path / "keys")
    views = queries.project_views(session, now=WON + 30 * DAY)
    assert [view.number for view in views] == [7, 9, 15, 4]
    own = queries.project_views(session, now=WON + 30 * DAY, team_slugs={"parks"})
    assert [view.number for view in own] == [4]
    assert election.slug == own[0].round_slug


def test_every_late_standing_comes_before_every_other() -> None:
    # The list says that late ones stand first; it is sorted by this order.
    late = [standing in LATE for standing in ProjectStanding]
    assert late == sorted(late, reverse=True)
