"""Holiday tables, frozen version by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import holidays
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, Conflicts, raise_all
from pbplatform.places import queries
from pbplatform.places.domain.tables import table_hash, table_told
from pbplatform.places.kinds import PlaceLog
from pbplatform.places.models import CalendarHoliday, CalendarVersion
from pbplatform.places.policies import refuse_to_change_place


def freeze_calendar(
    session: Session,
    *,
    actor: ActorRef,
    region: str,
    first_year: int,
    last_year: int,
    closures: Sequence[tuple[date, str]] = (),
    weekend: Sequence[int] = (),
    reason: str = "",
    now: datetime,
) -> int:
    """Freeze a holiday table as a new version; promises made by an older one keep it.

    Args:
        region: ISO country, with a subdivision where it matters: `GB-ENG`, `PL`.
        closures: all of the place's own days without work, with their names.
        weekend: weekdays without work, Monday is 0; those of the region where none is given.
        reason: why, in public; the first table of a place needs none.
    Returns:
        The new version.
    Raises:
        Conflict: the region is not known, the years make no sense, or no working day is left.
    Source: docs/rules/places.md section 2.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    table, of_region = holidays_of(region, first_year, last_year)
    free = _some_days(weekend or of_region)
    own = dict(closures)
    days = table | own
    newest = session.scalar(select(func.max(CalendarVersion.version))) or 0
    years = {"first_year": first_year, "last_year": last_year}
    version = CalendarVersion(
        version=newest + 1, region=region, frozen_at=now, weekend=free, **years
    )
    _write(session, version, days, own)
    told: dict[str, Any] = {"region": region, "days": len(days), "own": len(own), "weekend": free}
    told["sha256"] = _hash(version, days, own)
    if reason.strip():
        told["reason"] = reason.strip()
    subject = f"calendars/{version.version}"
    audit.record(session, PlaceLog.CALENDAR_FROZEN, actor=actor, subject=subject, now=now, **told)
    return version.version


def check_calendar(
    *, region: str, first_year: int, last_year: int, weekend: Sequence[int]
) -> tuple[list[int], Conflict | None]:
    """The weekend that a new table would have, or why there cannot be one; nothing is written."""
    try:
        of_region = holidays_of(region, first_year, last_year)[1]
        return _some_days(weekend or of_region), None
    except Conflict as refusal:
        return [], refusal


def _hash(version: CalendarVersion, days: Mapping[date, str], own: Mapping[date, str]) -> str:
    """The SHA-256 of the whole table: who checks a due day has it from the log."""
    told = table_told(
        version=version.version,
        region=version.region,
        years=(version.first_year, version.last_year),
        weekend=version.weekend,
        holidays={day: (name, day in own) for day, name in days.items()},
    )
    return table_hash(told)


def _some_days(weekend: Sequence[int]) -> list[int]:
    free = sorted(set(weekend))
    if not set(free) < set(range(7)):
        raise Conflict("calendar.weekend", field="weekend")
    return free


def _write(
    session: Session,
    version: CalendarVersion,
    days: Mapping[date, str],
    own: Mapping[date, str],
) -> None:
    """The version with its days; the place's weekend is that of its newest version."""
    session.add(version)
    if place := queries.the_place(session):
        place.weekend = version.weekend
    session.flush()
    session.add_all(
        CalendarHoliday(version=version.version, day=day, name=name, is_own=day in own)
        for day, name in days.items()
    )
    session.flush()


def weekend_of(region: str) -> list[int]:
    """The weekend of a region; Conflict when it is not known."""
    return holidays_of(region, 2027, 2027)[1]


def holidays_of(region: str, first_year: int, last_year: int) -> tuple[dict[date, str], list[int]]:
    """The public holidays of a region by day, named in its own language, and its weekend."""
    found = []
    good_years = first_year <= last_year <= first_year + 20
    if not good_years:
        found.append(Conflict("calendar.years", field="last_year"))
    country, _, part = region.partition("-")
    years = range(first_year, last_year + 1) if good_years else range(2027, 2028)
    try:
        # Unless told, the library names them in the language of the server.
        own = holidays.country_holidays(country, subdiv=part or None).default_language
        table = holidays.country_holidays(country, subdiv=part or None, years=years, language=own)
    except (NotImplementedError, KeyError) as error:
        found.append(Conflict("calendar.no_such_region", field="region"))
        raise found[0] if len(found) == 1 else Conflicts(found) from error
    raise_all(found)
    return dict(table.items()), sorted(int(day) for day in table.weekend)
