"""How winners stand today, without what only their own rows show: what lists sort and count by.

All of it is computed. A list reads this of every winner, and the rest of those on its page
(`project_views`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.money import Currency
from pbplatform.delivery.kinds import FINAL, LATE, STEPS, ProjectStanding, Step
from pbplatform.delivery.models import Project
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays, weekends_alone
from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import CheckStand, Ended
from pbplatform.promises.models import CitizenCheck
from pbplatform.promises.models.checks import DAYS, days_stored
from pbplatform.results.models import ResultRow
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.listed import ListedRound, listed_by_id

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
_OWES_NO_NEWS = frozenset({*FINAL, Step.OPEN})
_WEEKEND = frozenset({5, 6})


@dataclass(frozen=True)
class OfRound:
    """What all winners of a round share on a day.

    Attributes:
        won_on: the day of the count.
        line_due: the last day on which a line is in time; None while the result is provisional.
        certify_due_at: when its certificate is late from, while it has none.
        told: what its definition says.
    """

    round_id: int
    round_slug: str
    round_name: str
    currency: Currency
    days: WorkingDays
    won_on: date
    line_due: date | None
    certify_due_at: datetime | None
    today: date
    now: datetime
    told: Definition | None

    @cached_property
    def newest_first(self) -> tuple[int, str]:
        """Where its winners stand among those of other rounds that are as badly off."""
        return -self.won_on.toordinal(), self.round_slug


@dataclass(frozen=True)
class Standing:
    """A winner on one day, as far as it decides how it stands.

    Attributes:
        has_line: whether it has its budget line.
        step_on: the day on which it came to its present step.
        next_day: the day of the next step, as promised in public; None while none is.
        silent_days: days since the last news of the team; 0 where none is owed.
        asked: what residents say since it was called open, in dates and counts; None before, and
            where nobody asked.
    """

    of: OfRound
    number: int
    has_line: bool
    step: Step
    step_on: date
    next_day: PromisedDay | None
    silent_days: int
    asked: CheckDays | None

    @property
    def round_id(self) -> int:
        return self.of.round_id

    @property
    def round_slug(self) -> str:
        return self.of.round_slug

    @property
    def round_name(self) -> str:
        return self.of.round_name

    @property
    def currency(self) -> Currency:
        return self.of.currency

    @property
    def won_on(self) -> date:
        return self.of.won_on

    @property
    def line_due(self) -> date | None:
        return self.of.line_due

    @property
    def certify_due_at(self) -> datetime | None:
        return self.of.certify_due_at

    @property
    def today(self) -> date:
        return self.of.today

    @property
    def certificate_is_late(self) -> bool:
        """Whether the certificate that its line waits for is late."""
        return bool(self.of.certify_due_at and self.of.now >= self.of.certify_due_at)

    @property
    def line_is_late(self) -> bool:
        """Whether it has no line and should have one."""
        due = self.of.line_due
        return not self.has_line and due is not None and self.of.today > due

    @property
    def is_final(self) -> bool:
        return self.step in FINAL

    @property
    def is_silent(self) -> bool:
        return self.silent_days > UPDATE_DAYS

    @property
    def is_delayed(self) -> bool:
        """Whether the day of the next step was moved later."""
        return self.next_day is not None and self.next_day.is_put_off

    @property
    def is_overdue(self) -> bool:
        return self.next_day is not None and self.next_day.is_over(self.today)

    @property
    def look_back_due(self) -> date | None:
        if not self.has_line or self.step is not Step.OPEN:
            return None
        return self.step_on + timedelta(days=LOOK_BACK_DAYS)

    @property
    def check_stand(self) -> CheckStand | None:
        """Where the question to residents stands; None where there is none."""
        return self.asked.stand(self.today) if self.asked else None

    @property
    def is_asked_about(self) -> bool:
        """Whether the team calls it open, and residents have not had their say yet."""
        return self.check_stand in (CheckStand.WAITING, CheckStand.ASKING)

    @property
    def _checked(self) -> ProjectStanding | None:
        """What residents say of it that stands above its step."""
        if self.asked is None:
            return None
        if self.asked.is_late(self.today):
            return ProjectStanding.REPLY_LATE
        return _BY_CHECK.get(self.asked.stand(self.today))

    @cached_property
    def standing(self) -> ProjectStanding:
        """The worst that is true of it today."""
        if not self.has_line:
            if self.line_due is None:
                return ProjectStanding.CERTIFICATE_WAITING
            return ProjectStanding.LINE_LATE if self.line_is_late else ProjectStanding.LINE_WAITING
        if self.step is Step.STOPPED:
            return ProjectStanding.STOPPED
        if checked := self._checked:
            return checked
        if self.step is Step.LOOKED_BACK:
            return ProjectStanding.LOOKED_BACK
        if look_back_due := self.look_back_due:
            late = self.today > look_back_due
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


def late_first(one: Standing) -> tuple[int, tuple[int, str], int]:
    """Sort key: the worst first, then the newest round, then the number."""
    return _ORDER[one.standing], one.of.newest_first, one.number


def standings(session: Session, *, now: datetime, round_id: int | None = None) -> list[Standing]:
    """How every winner stands, of all rounds or of one, the worst off first."""
    asked = {} if round_id is None else {"round": round_id}
    rows = session.execute(_stand(bool(asked)), asked).all()
    of = rounds_on(session, {row[0] for row in rows}, now=now)
    found = [
        Standing(
            of[row[0]],
            row[1],
            *stood(of[row[0]], row[_COURSE]),
            days_stored(*row[_ASKED]) if row[_ASKED.start] else None,
        )
        for row in rows
    ]
    return sorted(found, key=late_first)


def stood(of: OfRound, course: Sequence[Any]) -> tuple[bool, Step, date, PromisedDay | None, int]:
    """What its course comes to on the day: what a `Standing` has from `has_line` on.

    Args:
        course: as `COURSE` names it, empty without a line.
    """
    step, step_at, heard_at, first, due = course
    if step is None:
        return False, Step.WON, of.won_on, None, 0
    step = STEPS[step]
    return (
        True,
        step,
        of.days.day_of(step_at),
        PromisedDay(first, due) if first and due else None,
        0 if step in _OWES_NO_NEWS else (of.today - of.days.day_of(heard_at)).days,
    )


def rounds_on(session: Session, ids: Collection[int], *, now: datetime) -> dict[int, OfRound]:
    """What the winners of these rounds share, by round: worked out once, not for each winner."""
    if not ids:
        return {}
    tables = places.clocks(session) if places.the_place(session) else {}
    clocks = list(tables.values())
    found = listed_by_id(session, ids)
    return {round_id: _of_round(each, clocks, now) for round_id, each in found.items()}


def _of_round(round_: ListedRound, clocks: Sequence[WorkingDays], now: datetime) -> OfRound:
    begins, counted_at = round_.lines_begin_at, cast(datetime, round_.counted_at)  # as was asked
    days = _table_at(clocks, begins or counted_at)
    return OfRound(
        round_id=round_.id,
        round_slug=round_.slug,
        round_name=round_.name,
        currency=round_.currency,
        days=days,
        won_on=days.day_of(counted_at),
        line_due=days.after(days.day_of(begins), LINE_DAYS) if begins else None,
        certify_due_at=None if begins else round_.certify_due_at,
        today=days.day_of(now),
        now=now,
        told=round_.told,
    )


def _table_at(clocks: Sequence[WorkingDays], instant: datetime) -> WorkingDays:
    """The newest holiday table frozen by then, else the first, else weekends alone."""
    if not clocks:
        return weekends_alone(_WEEKEND, ZoneInfo("UTC"))
    frozen = [days for days in clocks if days.frozen_at and days.frozen_at <= instant]
    return frozen[-1] if frozen else clocks[0]


COURSE = ("step", "step_at", "heard_at", "next_due_first", "next_due")
# Where a row of `_stand` has its course, and what residents say.
_COURSE, _ASKED = slice(2, 2 + len(COURSE)), slice(2 + len(COURSE), None)


@cache
def _stand(of_one_round: bool) -> Select[*tuple[Any, ...]]:
    course = [getattr(Project, name) for name in COURSE]
    asked = [getattr(CitizenCheck, name) for name in DAYS]
    columns = (ResultRow.round_id, ResultRow.number, *course, *asked)
    query = winners(select(*columns).select_from(ResultRow))
    return query.where(ResultRow.round_id == bindparam("round")) if of_one_round else query


Asked = TypeVar("Asked", bound=Select[*tuple[Any, ...]])


def winners(query: Asked) -> Asked:
    """Narrow rows of results to winners, each with its project and what residents say of it."""
    own = ResultRow.round_id, ResultRow.number
    return (
        query.join(Round, Round.id == ResultRow.round_id)
        .outerjoin(Project, and_(Project.round_id == own[0], Project.number == own[1]))
        .outerjoin(
            CitizenCheck,
            and_(
                CitizenCheck.round_id == own[0],
                CitizenCheck.number == own[1],
                CitizenCheck.ended == Ended.STANDS,
            ),
        )
        .where(
            ResultRow.position.is_not(None),
            Round.counted_at.is_not(None),
            ResultRow.result_number == Round.result_number,
        )
    )
