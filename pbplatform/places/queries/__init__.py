"""Reading the place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.money import Currency
from pbplatform.core.reading_once import is_reading_once, read_once
from pbplatform.places.domain.tables import last_day_of, told_from
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.kinds import Reads, Setting
from pbplatform.places.models import ONLY, Area, CalendarHoliday, CalendarVersion, Place, Team

TEAM = "places.team"
"""Audience: who acts for a team."""


def the_place(session: Session) -> Place | None:
    """The place, or None before it is set up; read once for as long as the session lives."""
    place = session.get(Place, ONLY)
    # The session itself holds its objects only weakly, and would ask again after each reader.
    session.info["place"] = place
    return place


def require_place(session: Session) -> Place:
    """The place; NotFound before it is set up."""
    place = the_place(session)
    if place is None:
        raise NotFound("place.not_set_up")
    return place


def day_of(session: Session, now: datetime) -> date:
    """The day in the place; NotFound before it is set up."""
    return now.astimezone(ZoneInfo(require_place(session).timezone)).date()


def reads_after(session: Session, what: Setting) -> bool:
    """Whether what is sent from now on is public before a facilitator reads it.

    Args:
        what: the setting for ideas or for points. Source: docs/rules/places.md section 4.4.
    """
    place = the_place(session)
    return place is not None and getattr(place, what) == Reads.AFTER


def currency(session: Session) -> Currency:
    place = require_place(session)
    return Currency(place.currency_code, place.currency_exponent)


def areas(session: Session) -> list[Area]:
    """All areas by name."""
    return list(session.scalars(select(Area).order_by(Area.name)))


def teams(session: Session) -> list[Team]:
    """All teams by name."""
    query = select(Team).order_by(Team.name)
    return read_once(session, "places.teams", lambda: list(session.scalars(query)))


def team_by_slug(session: Session, slug: str) -> Team:
    """The team; NotFound when there is none."""
    team = session.scalar(select(Team).where(Team.slug == slug))
    if team is None:
        raise NotFound("team.not_found")
    return team


def calendars(session: Session) -> list[CalendarVersion]:
    """All holiday tables, newest first."""
    query = select(CalendarVersion).order_by(CalendarVersion.version.desc())
    return read_once(session, "places.calendars", lambda: list(session.scalars(query)))


def newest_calendar(session: Session) -> int:
    """The version that new promises use."""
    found = calendars(session)
    if not found:
        raise NotFound("place.no_calendar")
    return found[0].version


def working_days(session: Session, version: int | None = None) -> WorkingDays:
    """The clock of a holiday table; the newest unless a promise names its own."""
    if version is None:
        newest = select(func.max(CalendarVersion.version)).scalar_subquery()
        found = _clocks(session, CalendarVersion.version == newest)
    else:
        found = _clocks(session, CalendarVersion.version == version)
    if not found:
        raise NotFound("place.no_calendar")
    return next(iter(found.values()))


def clocks(session: Session, versions: Collection[int] | None = None) -> dict[int, WorkingDays]:
    """The clocks of holiday tables by version, oldest first, all or some at least; one read."""
    if versions is not None and not versions:
        return {}
    if versions is None or is_reading_once(session):
        return _clocks(session, None)
    return _clocks(session, CalendarVersion.version.in_(versions))


def _clocks(session: Session, condition: ColumnElement[bool] | None) -> dict[int, WorkingDays]:
    place = require_place(session)
    query = (
        select(CalendarVersion, CalendarHoliday.day)
        .outerjoin(CalendarHoliday, CalendarHoliday.version == CalendarVersion.version)
        .order_by(CalendarVersion.version)
    )
    if condition is not None:
        query = query.where(condition)
        read = list(session.execute(query))
    else:
        read = read_once(session, "places.clocks", lambda: list(session.execute(query)))
    tables: dict[int, CalendarVersion] = {}
    days: dict[int, set[date]] = {}
    for table, day in read:
        tables[table.version] = table
        days.setdefault(table.version, set()).update([day] if day else [])
    return {
        version: WorkingDays(
            holidays=frozenset(days[version]),
            weekend=frozenset(table.weekend),
            timezone=ZoneInfo(place.timezone),
            version=version,
            frozen_at=table.frozen_at,
            counted_to=last_day_of(table.last_year),
        )
        for version, table in tables.items()
    }


def table_ends(session: Session) -> dict[int, date]:
    """The last day that each holiday table knows, by version."""
    query = select(CalendarVersion.version, CalendarVersion.last_year)
    return {row.version: last_day_of(row.last_year) for row in session.execute(query)}


def table_to_warn_of(session: Session, *, now: datetime) -> CalendarVersion | None:
    """The newest holiday table, if it is to be told that it runs out and was not yet."""
    place = the_place(session)
    tables = calendars(session) if place else []
    if place is None or not tables or place.warned_table == tables[0].version:
        return None
    today = now.astimezone(ZoneInfo(place.timezone)).date()
    return tables[0] if today >= told_from(tables[0].last_year) else None


def closures(session: Session, version: int) -> list[CalendarHoliday]:
    """The place's own days in a holiday table, in order."""
    query = select(CalendarHoliday).where(
        CalendarHoliday.version == version, CalendarHoliday.is_own
    )
    return list(session.scalars(query.order_by(CalendarHoliday.day)))
