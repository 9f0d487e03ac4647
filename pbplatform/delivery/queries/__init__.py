"""Winners as they stand today: line, owner, step, dates, silence. All of it is computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.money import Currency
from pbplatform.delivery.kinds import FINAL, LATE, ProjectStanding, Step
from pbplatform.delivery.models import Project, ProjectStop
from pbplatform.delivery.queries.history import (
    Present,
    news_of,
    present_of,
    steps_taken,
)
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays, weekends_alone
from pbplatform.places.models import Team
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import CheckStand, Ended
from pbplatform.promises.models import CitizenCheck
from pbplatform.promises.queries import Senior, seniors_of
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries import rounds_by_id, show_frozen

# The history is read through here too.
__all__ = ["Present", "news_of", "present_of", "steps_taken"]

_BY_CHECK = {
    CheckStand.TEAM_OWES: ProjectStanding.CONTESTED,
    CheckStand.HIGHER_OWES: ProjectStanding.CONTESTED,
    CheckStand.EXPLAINED: ProjectStanding.CONTESTED,
    CheckStand.NOT_KEPT: ProjectStanding.NOT_AS_PROMISED,
    CheckStand.DISPUTED: ProjectStanding.DISPUTED,
}
LINE_DAYS = 10  # working days
UPDATE_DAYS = 60
LOOK_BACK_DAYS = 183
_WEEKEND = frozenset({5, 6})


def project_path(round_slug: str, number: int) -> str:
    """How the log and links name a project that won."""
    return f"rounds/{round_slug}/projects/{number}"


@dataclass(frozen=True)
class ProjectView:
    """A winner on one day.

    Attributes:
        line_due: the last day on which a line is in time; None while the result is provisional.
        certify_due_at: when its certificate is late from, while it has none.
        silent_days: days since the last news of the team; 0 where none is owed.
        asked_on: when the team was last asked since its last news.
        step_on: the day on which it came to its present step.
        check: what residents say since it was called open; None before, and where nobody asked.
        elected: public name of the elected person of the owning team, empty without one.
    """

    round_id: int
    round_slug: str
    round_name: str
    currency: Currency
    number: int
    title: str
    drawing: str
    cost_minor: int
    votes: int
    won_on: date
    line_due: date | None
    today: date
    project: Project | None
    owner: str
    owner_slug: str
    silent_days: int
    asked_on: date | None
    step_on: date
    check: CitizenCheck | None = None
    elected: str = ""
    certify_due_at: datetime | None = None
    now: datetime | None = None
    team: Team | None = None

    @property
    def certificate_is_late(self) -> bool:
        """Whether the certificate that its line waits for is late."""
        return bool(self.certify_due_at and self.now and self.now >= self.certify_due_at)

    @property
    def line_is_late(self) -> bool:
        """Whether it has no line and should have one."""
        return self.project is None and self.line_due is not None and self.today > self.line_due

    @cached_property
    def step(self) -> Step:
        return Step(self.project.step) if self.project else Step.WON

    @property
    def is_final(self) -> bool:
        return self.step in FINAL

    @property
    def is_silent(self) -> bool:
        return self.silent_days > UPDATE_DAYS

    @property
    def asks_now(self) -> bool:
        if self.asked_on is None:
            return self.is_silent
        return self.is_silent and (self.today - self.asked_on).days > UPDATE_DAYS

    @cached_property
    def next_day(self) -> PromisedDay | None:
        """The day of the next step, as promised in public; None while none is."""
        return self.project.next_day if self.project else None

    @property
    def is_delayed(self) -> bool:
        """Whether the day of the next step was moved later."""
        return self.next_day is not None and self.next_day.is_put_off

    @property
    def is_overdue(self) -> bool:
        return self.next_day is not None and self.next_day.is_over(self.today)

    @cached_property
    def look_back_due(self) -> date | None:
        if self.project is None or self.step is not Step.OPEN:
            return None
        return self.step_on + timedelta(days=LOOK_BACK_DAYS)

    @cached_property
    def check_stand(self) -> CheckStand | None:
        """Where the question to residents stands; None where there is none."""
        return self.check.days.stand(self.today) if self.check else None

    @property
    def is_asked_about(self) -> bool:
        """Whether the team calls it open, and residents have not had their say yet."""
        return self.check_stand in (CheckStand.WAITING, CheckStand.ASKING)

    @property
    def _checked(self) -> ProjectStanding | None:
        """What residents say of it that stands above its step."""
        if self.check is None or self.check_stand is None:
            return None
        if self.check.days.is_late(self.today):
            return ProjectStanding.REPLY_LATE
        return _BY_CHECK.get(self.check_stand)

    @cached_property
    def standing(self) -> ProjectStanding:
        """The worst that is true of it today."""
        if self.project is None:
            if self.line_due is None:
                return ProjectStanding.CERTIFICATE_WAITING
            return ProjectStanding.LINE_LATE if self.line_is_late else ProjectStanding.LINE_WAITING
        if self.step is Step.STOPPED:
            return ProjectStanding.STOPPED
        if checked := self._checked:
            return checked
        if self.step is Step.LOOKED_BACK:
            return ProjectStanding.LOOKED_BACK
        if self.look_back_due:
            late = self.today > self.look_back_due
            return ProjectStanding.LOOK_BACK_LATE if late else ProjectStanding.OPEN
        if self.is_overdue:
            return ProjectStanding.OVERDUE
        if self.is_silent:
            return ProjectStanding.SILENT
        return ProjectStanding.DELAYED if self.is_delayed else ProjectStanding.UNDER_WAY

    @property
    def is_late(self) -> bool:
        return self.standing in LATE


_ORDER = {standing: place for place, standing in enumerate(ProjectStanding)}


def late_first(view: ProjectView) -> tuple[int, int, str, int]:
    """Sort key: the worst first, then the newest round, then the number."""
    return (_ORDER[view.standing], -view.won_on.toordinal(), view.round_slug, view.number)


def project_views(
    session: Session,
    *,
    now: datetime,
    round_id: int | None = None,
    number: int | None = None,
    team_slugs: Collection[str] | None = None,
    at: Collection[tuple[str, int]] | None = None,
    without_line: bool = False,
) -> list[ProjectView]:
    """Winners, the worst off first.

    Args:
        without_line: only those that have no budget line yet.
        at: only these, as slugs of rounds with numbers; in the same few reads.
        team_slugs: only projects that one of these teams owns.
    """
    asked: dict[str, Any] = {}
    if round_id is not None:
        asked["round"] = round_id
    if number is not None:
        asked["number"] = number
    if team_slugs is not None:
        asked["teams"] = sorted(team_slugs)
    if at is not None:
        asked["slugs"] = sorted({slug for slug, _number in at})
        asked["numbers"] = sorted({number for _slug, number in at})
    narrowed = frozenset({*asked, "without line"} if without_line else asked)
    rows = session.execute(_winners(narrowed), asked).all()
    of = rounds_by_id(session, {row.ResultRow.round_id for row in rows})
    if at is not None:
        rows = [
            row for row in rows if (of[row.ResultRow.round_id].slug, row.ResultRow.number) in at
        ]
    calendars = _Calendars(session) if rows else None
    teams = {row.Team for row in rows if row.CitizenCheck is not None}
    seniors = seniors_of(session, teams, now=now) if teams else {}
    views = [
        _view(row, of[row.ResultRow.round_id], calendars, seniors, now)
        for row in rows
        if calendars is not None
    ]
    return sorted(views, key=late_first)


@cache
def _winners(
    asked: frozenset[str],
) -> Select[ResultRow, BallotProject, Project, Team, CitizenCheck]:
    """Winners narrowed by what is asked; built once for each way."""
    query = (
        select(ResultRow, BallotProject, Project, Team, CitizenCheck)
        .join(
            BallotProject,
            and_(
                BallotProject.round_id == ResultRow.round_id,
                BallotProject.number == ResultRow.number,
            ),
        )
        .join(Round, Round.id == ResultRow.round_id)
        .outerjoin(
            Project,
            and_(Project.round_id == ResultRow.round_id, Project.number == ResultRow.number),
        )
        .outerjoin(Team, Team.id == Project.team_id)
        .outerjoin(
            CitizenCheck,
            and_(
                CitizenCheck.round_id == ResultRow.round_id,
                CitizenCheck.number == ResultRow.number,
                CitizenCheck.ended == Ended.STANDS,
            ),
        )
        .where(
            ResultRow.position.is_not(None),
            Round.counted_at.is_not(None),
            ResultRow.result_number == Round.result_number,
        )
    )
    narrowed = {
        "round": ResultRow.round_id == bindparam("round"),
        "number": ResultRow.number == bindparam("number"),
        "teams": Team.slug.in_(bindparam("teams", expanding=True)),
        "slugs": Round.slug.in_(bindparam("slugs", expanding=True)),
        "without line": Project.number.is_(None),
        "numbers": ResultRow.number.in_(bindparam("numbers", expanding=True)),
    }
    return query.where(*(narrowed[name] for name in sorted(asked)))


def project_view(session: Session, round_id: int, number: int, *, now: datetime) -> ProjectView:
    """One winner; NotFound when it did not win."""
    found = project_views(session, now=now, round_id=round_id, number=number)
    if not found:
        raise NotFound("project.not_found")
    return found[0]


def _view(
    row: Any, round_: Round, calendars: _Calendars, seniors: Mapping[int, Senior], now: datetime
) -> ProjectView:
    won, ballot, project, team, check = row
    show_frozen(round_.definition.told if round_.definition else None, ballot)
    begins, counted_at = round_.lines_begin_at, cast(datetime, round_.counted_at)  # as was asked
    days = calendars.at(begins or counted_at)
    won_on, today = days.day_of(counted_at), days.day_of(now)
    asked_at = project.asked_at if project and _asked_since(project) else None
    owes_news = project is not None and project.step not in (*FINAL, Step.OPEN)
    return ProjectView(
        round_id=round_.id,
        round_slug=round_.slug,
        round_name=round_.name,
        currency=round_.currency,
        number=ballot.number,
        title=ballot.title,
        drawing=ballot.drawing,
        cost_minor=ballot.cost_minor,
        votes=won.votes,
        won_on=won_on,
        line_due=calendars.line_due(days, days.day_of(begins)) if begins else None,
        today=today,
        project=project,
        owner=team.name if team else "",
        owner_slug=team.slug if team else "",
        silent_days=(today - days.day_of(project.heard_at)).days if owes_news else 0,
        asked_on=days.day_of(asked_at) if asked_at else None,
        step_on=days.day_of(project.step_at) if project else won_on,
        check=check,
        elected=seniors[team.id].name if check is not None else "",
        certify_due_at=None if begins else round_.certify_due_at,
        now=now,
        team=team,
    )


def _asked_since(project: Project) -> bool:
    return project.asked_at is not None and project.asked_at > project.heard_at


class _Calendars:
    """The holiday table that stood at an instant; all tables in one read."""

    def __init__(self, session: Session) -> None:
        tables = places.clocks(session) if places.the_place(session) else {}
        self._clocks = list(tables.values())
        self._due: dict[tuple[int, date], date] = {}

    def at(self, instant: datetime) -> WorkingDays:
        """The newest table frozen by then, else the first, else weekends alone."""
        if not self._clocks:
            return weekends_alone(_WEEKEND, ZoneInfo("UTC"))
        stood = [days for days in self._clocks if days.frozen_at and days.frozen_at <= instant]
        return stood[-1] if stood else self._clocks[0]

    def line_due(self, days: WorkingDays, won_on: date) -> date:
        key = (days.version, won_on)
        if key not in self._due:
            self._due[key] = days.after(won_on, LINE_DAYS)
        return self._due[key]


def stop_of(session: Session, round_id: int, number: int) -> ProjectStop | None:
    """Why it was stopped, None when it was not."""
    return session.get(ProjectStop, (round_id, number))


def projects_asking_now(session: Session, *, now: datetime) -> list[ProjectView]:
    """Projects whose team is to be asked for an update now."""
    return [view for view in project_views(session, now=now) if view.asks_now]
