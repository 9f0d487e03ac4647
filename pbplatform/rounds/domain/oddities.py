"""What is odd about a round, as codes with their numbers: it forbids nothing, and is looked at.

Source: docs/rules/rounds.md section 4.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from pbplatform.places.domain.working_days import WorkingDays

VOTE_DAYS = 9  # two weekends and the week between
IDEAS_DAYS = 14
REVIEW_DAYS = 28
_DAYS_OF = {
    "opens_on_holiday": "opens_at",
    "closes_on_holiday": "closes_at",
    "ideas_end_on_holiday": "ideas_close_at",
}


class Group(StrEnum):
    """What is looked at together, by one tick; in the order of the page."""

    PROJECTS = "projects"
    VOTERS = "voters"
    DATES = "dates"
    PEOPLE = "people"
    KEY = "key"
    BOX = "box"


@dataclass(frozen=True)
class Oddity:
    """One odd thing.

    Attributes:
        code: of its sentence, within its group.
        params: numbers and names of the sentence; money in minor units, days as ISO texts.
    """

    group: Group
    code: str
    params: Mapping[str, int | str] = field(default_factory=dict)


class Dates(Protocol):
    """The six instants of a round."""

    @property
    def ideas_open_at(self) -> datetime: ...
    @property
    def ideas_close_at(self) -> datetime: ...
    @property
    def review_close_at(self) -> datetime: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def results_at(self) -> datetime: ...


def facts_of(odd: Iterable[Oddity]) -> dict[str, str]:
    """What somebody confirms to have looked at: one fact for each group that has something."""
    told: dict[str, list[list[object]]] = {}
    for one in odd:
        told.setdefault(f"odd {one.group}", []).append([one.code, dict(one.params)])
    return {name: json.dumps(each, sort_keys=True) for name, each in told.items()}


def read_fact(name: str, text: str) -> list[Oddity]:
    """The odd things that a fact of `facts_of` tells; ValueError for anything else."""
    group = Group(name.removeprefix("odd "))
    return [Oddity(group, code, params) for code, params in json.loads(text)]


def groups_of(odd: Iterable[Oddity]) -> list[Group]:
    """The groups in which there is something, in the order of the page."""
    there = {one.group for one in odd}
    return [group for group in Group if group in there]


def odd_dates(
    dates: Dates, *, calendar: WorkingDays, last_year: int, now: datetime, published: bool
) -> list[Oddity]:
    """What is odd about all dates of a round.

    Args:
        calendar: tells holidays, and days in the place's time zone.
        last_year: the last year that the holiday table covers.
    """
    found = [*odd_days_of_vote(dates, calendar=calendar, last_year=last_year)]
    if dates.ideas_close_at - dates.ideas_open_at < timedelta(days=IDEAS_DAYS):
        found.append(Oddity(Group.DATES, "ideas_short"))
    if dates.review_close_at - dates.ideas_close_at < timedelta(days=REVIEW_DAYS):
        found.append(Oddity(Group.DATES, "review_short"))
    found += _on_holidays(dates, calendar, ["ideas_end_on_holiday"])
    if dates.ideas_open_at < now and not published:
        found.append(Oddity(Group.DATES, "ideas_open_in_past"))
    return found


def odd_days_of_vote(dates: Dates, *, calendar: WorkingDays, last_year: int) -> list[Oddity]:
    """What is odd about the days of the vote and of its result."""
    found = []
    days = vote_days(dates, calendar)
    if days < VOTE_DAYS:
        found.append(Oddity(Group.DATES, "vote_short", {"num": days}))
    found += _on_holidays(dates, calendar, ["opens_on_holiday", "closes_on_holiday"])
    results = calendar.last_day_of(dates.results_at)
    if not calendar.is_working(results):
        found.append(Oddity(Group.DATES, "result_on_day_off", {"day": results.isoformat()}))
    if results == calendar.last_day_of(dates.closes_at):
        found.append(Oddity(Group.DATES, "result_on_last_day"))
    if results.year > last_year:
        found.append(Oddity(Group.DATES, "table_ends"))
    return found


def vote_days(dates: Dates, calendar: WorkingDays) -> int:
    """Days on which one can vote, the first and the last counted."""
    return (calendar.last_day_of(dates.closes_at) - calendar.day_of(dates.opens_at)).days + 1


def _on_holidays(dates: Dates, calendar: WorkingDays, codes: Iterable[str]) -> Iterator[Oddity]:
    for code in codes:
        begins = code == "opens_on_holiday"
        told = calendar.day_of if begins else calendar.last_day_of
        day = told(getattr(dates, _DAYS_OF[code]))
        if day in calendar.holidays:
            yield Oddity(Group.DATES, code, {"day": day.isoformat()})
