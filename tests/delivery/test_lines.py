"""The budget line of a winner. Source: docs/rules/delivery.md section 1."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.delivery import queries
from pbplatform.delivery.kinds import ProjectStanding
from pbplatform.places import services as places
from tests.conftest import TICK
from tests.delivery.winners import DAY, WON, bea, counted_election, give_line, tom
from tests.factories import COMMAND, make_person, make_team
from tests.voting.elections import Election


def view(session: Session, election: Election, now: datetime) -> queries.ProjectView:
    return queries.project_view(session, election.round_id, 4, now=now)


def test_line_is_due_ten_working_days_after_the_result_with_easter_left_out(
    session: Session, tmp_path: Path
) -> None:
    election = counted_election(session, tmp_path / "keys")
    seen = view(session, election, WON)
    assert seen.won_on == date(2027, 3, 9)
    # 10, 11, 12, 15, 16, 17, 18, 19, 22, 23 March.
    assert seen.line_due == date(2027, 3, 23)


def test_line_is_waiting_until_the_end_of_its_due_day_and_late_from_midnight_on(
    session: Session, tmp_path: Path
) -> None:
    election = counted_election(session, tmp_path / "keys")
    midnight = datetime(2027, 3, 24, 0, 0, tzinfo=UTC)
    assert view(session, election, midnight - TICK).standing is ProjectStanding.LINE_WAITING
    late = view(session, election, midnight)
    assert late.standing is ProjectStanding.LINE_LATE
    assert late.is_late


def test_late_line_is_late_no_more_once_it_is_given(session: Session, tmp_path: Path) -> None:
    election = counted_election(session, tmp_path / "keys")
    make_team(session)
    give_line(session, election, now=WON + 30 * DAY)
    seen = view(session, election, WON + 30 * DAY)
    assert seen.standing is ProjectStanding.UNDER_WAY
    assert (seen.owner, seen.project.post if seen.project else "") == ("Parks", "Head of Parks")


def test_facilitator_and_the_teams_own_official_give_a_line_and_nobody_else(
    session: Session, tmp_path: Path
) -> None:
    election = counted_election(session, tmp_path / "keys")
    make_team(session, "Parks")
    make_team(session, "Roads")
    rosa = make_person(session, "Rosa")
    other = make_person(session, "Ben", role="facilitator", scope="round:another")
    roads = make_person(session, "Ria", role="official", scope="team:roads")
    delegate = make_person(session, "Amina", role="delegate", scope=f"round:{election.slug}")
    for stranger in (rosa, other, roads, delegate):
        with pytest.raises(NotAllowed, match="only_its_givers"):
            give_line(session, election, actor=stranger)
    give_line(session, election, actor=tom(session))
    give_line(session, election, actor=bea(session, election), project=7, amount_minor=4_200_000)


def test_official_cannot_take_a_project_from_another_team(session: Session, tmp_path: Path) -> None:
    election = counted_election(session, tmp_path / "keys")
    make_team(session, "Parks")
    make_team(session, "Roads")
    give_line(session, election)
    ria = make_person(session, "Ria", role="official", scope="team:roads")
    with pytest.raises(NotAllowed, match="only_its_givers"):
        give_line(session, election, actor=ria, team="roads", reason="It lies at a road.")


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"number": " "}, "line.number_needed", "line_number"),
        ({"year": 2025}, "line.no_such_year", "year"),
        ({"year": 2038}, "line.no_such_year", "year"),
        ({"amount_minor": 0}, "line.amount_needed", "amount"),
        ({"amount_minor": 1_700_000}, "line.amount_reason", "reason"),
        ({"post": ""}, "line.post_needed", "post"),
    ],
)
def test_line_is_refused_beside_the_field_that_is_wrong(
    session: Session, tmp_path: Path, changed: dict[str, object], code: str, field: str
) -> None:
    election = counted_election(session, tmp_path / "keys")
    make_team(session)
    with pytest.raises(Conflict) as refused:
        give_line(session, election, **changed)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_line_changes_only_with_a_reason_and_both_stand_in_the_log(
    session: Session, tmp_path: Path
) -> None:
    election = counted_election(session, tmp_path / "keys")
    make_team(session, "Parks")
    make_team(session, "Roads")
    give_line(session, election)
    with pytest.raises(Conflict, match="change_reason"):
        give_line(session, election, team="roads")
    give_line(
        session, election, team="roads", year=2028, reason="Parks has no digger.", now=WON + 2 * DAY
    )
    audit.fold(session, audit.ensure_log(session, "site"))
    newest = audit_queries.entries(session, newest=1)[0]
    assert newest.kind == "delivery:budget_line:changed"
    assert newest.told["subject"] == f"rounds/{election.slug}/projects/4"
    told = newest.told["data"]
    assert (told["team_before"], told["team"]) == ("Parks", "Roads")
    assert (told["year_before"], told["year"]) == (2027, 2028)
    assert view(session, election, WON + DAY).owner == "Roads"


def test_project_that_did_not_win_gets_no_line(session: Session, tmp_path: Path) -> None:
    election = counted_election(session, tmp_path / "keys")
    make_team(session)
    with pytest.raises(NotFound, match="project"):
        give_line(session, election, project=8)


def test_line_of_a_result_keeps_the_holiday_table_of_its_day(
    session: Session, tmp_path: Path
) -> None:
    election = counted_election(session, tmp_path / "keys")
    before = view(session, election, WON).line_due
    places.freeze_calendar(
        session,
        actor=COMMAND,
        region="GB-SCT",
        first_year=2026,
        last_year=2030,
        now=WON + timedelta(hours=1),
    )
    assert view(session, election, WON + DAY).line_due == before
