"""Residents are asked whether what was called done is as promised: the worker's round, weekly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pbplatform.delivery.services import ask_about_project
from pbplatform.demo.world import HACKFORD, Act, World, at
from pbplatform.points.services import ask_about_promises
from pbplatform.promises.queries import calendar, checks_to_ask

# From four weeks after the first opening, every Monday up to the day on which the visit begins.
_FIRST, _LAST = at("2026-06-22 09:30"), at("2027-03-08 09:30")


def acts() -> list[Act]:
    """A Monday each, in the place's own time."""
    weeks = (_LAST - _FIRST).days // 7 + 1
    first = _FIRST.astimezone(HACKFORD)
    return [Act((first + timedelta(weeks=week)).astimezone(UTC), _ask) for week in range(weeks)]


def _ask(world: World, now: datetime) -> None:
    with world.write() as session:
        today = calendar(session).day_of(now)
        due = checks_to_ask(session, today=today, of_promises=True)
        ask_about_promises(session, check_ids=due, now=now)
        for check_id in checks_to_ask(session, today=today, of_promises=False):
            ask_about_project(session, check_id=check_id, now=now)
