"""A count that was just published is provisional, with two days that no later table moves.

Source: docs/rules/results.md section 11.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays, weekends_alone
from pbplatform.rounds.models import Round

_WEEKEND = frozenset({5, 6})


def begin_provisional(session: Session, round_: Round, now: datetime) -> None:
    """Turn the numbers of working days that the round promised into two days."""
    days = _working_days(session)
    round_.objections_end_at, round_.certify_due_at = round_.certificate_rules.ends(now, days)
    round_.recount_owed = False


def _working_days(session: Session) -> WorkingDays:
    """The table that stands; weekends alone where there is none."""
    try:
        return places.working_days(session)
    except NotFound:
        place = places.the_place(session)
        zone = ZoneInfo(place.timezone) if place else ZoneInfo("UTC")
        return weekends_alone(place.weekend if place else _WEEKEND, zone)
