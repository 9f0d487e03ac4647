"""Holiday tables, frozen version by version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import holidays
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
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
    now: datetime,
) -> int:
    """Freeze a holiday table as a new version; promises made by an older one keep it.

    Args:
        region: ISO country, with a subdivision where it matters: `GB-ENG`, `PL`.
        closures: the place's own days without work, with their names.
    Returns:
        The new version.
    Raises:
        Conflict: the region is not known, or the years make no sense.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    table = holidays_of(region, first_year, last_year)
    version = (session.scalar(select(func.max(CalendarVersion.version))) or 0) + 1
    days = table | dict(closures)
    session.add(
        CalendarVersion(
            version=version,
            region=region,
            frozen_at=now,
            first_year=first_year,
            last_year=last_year,
        )
    )
    session.flush()
    session.add_all(CalendarHoliday(version=version, day=d, name=n) for d, n in days.items())
    session.flush()
    audit.record(
        session,
        Kind.CALENDAR_FROZEN,
        actor=actor,
        subject=f"calendars/{version}",
        now=now,
        region=region,
        days=len(days),
    )
    return version


def holidays_of(region: str, first_year: int, last_year: int) -> dict[date, str]:
    """The public holidays of a region, by day."""
    if not first_year <= last_year <= first_year + 20:
        raise Conflict("calendar.years", field="last_year")
    country, _, part = region.partition("-")
    try:
        table = holidays.country_holidays(
            country, subdiv=part or None, years=range(first_year, last_year + 1)
        )
    except (NotImplementedError, KeyError) as error:
        raise Conflict("calendar.no_such_region", field="region") from error
    return dict(table.items())
