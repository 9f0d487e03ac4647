"""Reading the place."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Text, bindparam, func, select, type_coerce
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


# What many pages ask is built once: to build a statement takes longer than to send it.
_AREAS = select(Area).order_by(Area.name)
_TEAMS = select(Team).order_by(Team.name)
_CALENDARS = select(CalendarVersion).order_by(CalendarVersion.version.desc())
_TABLES = (
    select(
        CalendarVersion.version,
        # As the driver has it: it stands in each row, and is needed once.
        type_coerce(CalendarVersion.weekend, Text).label("weekend"),
        CalendarVersion.frozen_at,
        CalendarVersion.last_year,
        CalendarHoliday.day,
    )
    .outerjoin(CalendarHoliday, CalendarHoliday.version == CalendarVersion.version)
    .order_by(CalendarVersion.version)
)
_SOME_TABLES = _TABLES.where(CalendarVersion.version.in_(bindparam("versions", expanding=True)))
_NEWEST_TABLE = _TABLES.where(
    CalendarVersion.version == select(func.max(CalendarVersion.version)).scalar_subquery()
)


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
    return read_once(session, "places.areas", lambda: list(session.scalars(_AREAS)))


def teams(session: Session) -> list[Team]:
    """All teams by name."""
    return read_once(session, "places.teams", lambda: list(session.scalars(_TEAMS)))


def team_by_slug(session: Session, slug: str) -> Team:
    """The team; NotFound when there is none."""
    team = session.scalar(select(Team).where(Team.slug == slug))
    if team is None:
        raise NotFound("team.not_found")
    return team


def calendars(session: Session) -> list[CalendarVersion]:
    """All holiday tables, newest first."""
    return read_once(session, "places.calendars", lambda: list(session.scalars(_CALENDARS)))


def newest_calendar(session: Session) -> int:
    """The version that new promises use."""
    found = calendars(session)
    if not found:
        raise NotFound("place.no_calendar")
    return found[0].version


def working_days(session: Session, version: int | None = None) -> WorkingDays:
    """The clock of a holiday table; the newest unless a promise names its own."""
    if version is None:

        def read() -> list[tuple[int, WorkingDays]]:
            return list(_clocks(session, session.execute(_NEWEST_TABLE)).items())

        found = dict(read_once(session, "places.newest_clock", read))
    else:
        found = _clocks(session, session.execute(_SOME_TABLES, {"versions": [version]}))
    if not found:
        raise NotFound("place.no_calendar")
    return next(iter(found.values()))


def clocks(session: Session, versions: Collection[int] | None = None) -> dict[int, WorkingDays]:
    """The clocks of holiday tables by version, oldest first, all or some at least; one read."""
    if versions is not None and not versions:
        return {}
    if versions is None or is_reading_once(session):

        def read() -> list[tuple[int, WorkingDays]]:
            return list(_clocks(session, session.execute(_TABLES)).items())

        return dict(read_once(session, "places.clocks", read))
    return _clocks(session, session.execute(_SOME_TABLES, {"versions": sorted(versions)}))


def _clocks(session: Session, rows: Iterable[Any]) -> dict[int, WorkingDays]:
    timezone = ZoneInfo(require_place(session).timezone)
    tables: dict[int, Any] = {}
    days: dict[int, list[date]] = {}
    for row in rows:
        version, *_table, day = row
        if version not in tables:
            tables[version], days[version] = row, []
        if day is not None:
            days[version].append(day)
    return {
        version: _clock(
            frozenset(days[version]),
            _weekend(table.weekend),
            timezone,
            version,
            table.frozen_at,
            last_day_of(table.last_year),
        )
        for version, table in tables.items()
    }


@lru_cache(maxsize=64)
def _clock(
    holidays: frozenset[date],
    weekend: frozenset[int],
    timezone: ZoneInfo,
    version: int,
    frozen_at: datetime,
    counted_to: date,
) -> WorkingDays:
    """The clock of a table as it was read, which knows what it counted for others before."""
    return WorkingDays(holidays, weekend, timezone, version, frozen_at, counted_to)


def _weekend(stored: str | list[int]) -> frozenset[int]:
    return frozenset(json.loads(stored) if isinstance(stored, str) else stored)


_LAST_YEARS = select(CalendarVersion.version, CalendarVersion.last_year)


def table_ends(session: Session) -> dict[int, date]:
    """The last day that each holiday table knows, by version."""
    return {row.version: last_day_of(row.last_year) for row in session.execute(_LAST_YEARS)}


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
