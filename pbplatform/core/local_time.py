"""The one reader of days and times that people type, and of the instant they mean in the place.

Whatever a page prints, a form takes. Source: docs/rules/text.md section 5.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale

from pbplatform.core.text_fold import ascii_digits, plain

_CLOCK = re.compile(r"([01]?\d|2[0-3])\s*[:.h]\s*([0-5]\d)(?:[:.]00)?")
_BARE = re.compile(r"([01]?\d|2[0-3])|([01]?\d|2[0-3])([0-5]\d)")
_TWELVE = re.compile(r"(0?[1-9]|1[0-2])\s*(?:[:.]?\s*([0-5]\d))?(?:[:.]00)?\s*([ap])\.?\s*m\.?")
_NAMED = {"noon": 12, "midday": 12, "midnight": 0, "24:00": 0, "24.00": 0, "2400": 0}
_LONGEST = 60


class NoSuchTime(Exception):
    """The clocks jump over this time on this day."""


class NotADay(ValueError):
    """What was typed is no day, or could be two."""


class WrongWeekday(ValueError):
    """The weekday that was typed is not the one of the day; `day` is what the rest says."""

    def __init__(self, day: date) -> None:
        super().__init__("not that weekday")
        self.day = day


@cache
def time_zones() -> frozenset[str]:
    """Names of all time zones, read once: finding them opens six hundred files."""
    return frozenset(available_timezones())


def _words(typed: str) -> str:
    return " ".join(ascii_digits(plain(typed)).split()) if len(typed) <= _LONGEST else ""


def parse_time(typed: str) -> time:
    """`20:00`, `8pm`, `8.30 pm`, `1830`, `20`, `noon`, `12 midnight` as a time of day.

    Raises:
        ValueError: not a time.
    """
    words = _words(typed).removesuffix(" uhr").removesuffix(" o clock").removesuffix(" oclock")
    name = words.removeprefix("12 ")
    if name in _NAMED:
        return time(_NAMED[name])
    if found := _TWELVE.fullmatch(words):
        hour, minute, half = found.groups()
        return time(int(hour) % 12 + (12 if half == "p" else 0), int(minute or 0))
    if found := _CLOCK.fullmatch(words):
        return time(int(found[1]), int(found[2]))
    if found := _BARE.fullmatch(words):
        return time(int(found[1] or found[2]), int(found[3] or 0))
    raise ValueError("not a time of day")


def is_midnight_by_name(typed: str) -> bool:
    """Whether this is `midnight` or `24:00`, which end a day as well as they begin one."""
    return _NAMED.get(_words(typed).removeprefix("12 ")) == 0


@lru_cache(maxsize=32)
def _months(locale: str) -> dict[str, int]:
    return {
        plain(name).strip("."): number
        for code in ("en", locale)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(code).months[context][width].items()
    } | {"sept": 9}


@lru_cache(maxsize=32)
def _weekdays(locale: str) -> dict[str, int]:
    return {
        plain(name).strip("."): number
        for code in ("en", locale)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(code).days[context][width].items()
    } | {"tues": 1, "thur": 3, "thurs": 3}


@lru_cache(maxsize=32)
def _month_first(locale: str) -> bool:
    pattern = str(Locale.parse(locale).date_formats["short"].pattern)
    return "M" in pattern and pattern.index("M") < pattern.index("d")


def parse_date(typed: str, *, locale: str = "en_GB", today: date | None = None) -> date:
    """`Thursday 4 March 2027`, `4 Mar 2027`, `March 4, 2027`, `04/03/2027`, `2027-03-04` as a day.

    Of numbers alone the order is that of the locale, the day first in English of Britain. A day
    without a year is one of the present year, so it needs its weekday, and `today`.

    Raises:
        NotADay: not a day, or it could be two.
        WrongWeekday: the day is another weekday.
        ValueError: that month has no such day.
    """
    weekday, month, numbers = _parts(_words(typed), locale)
    if month is None and len(numbers) == 3:
        year, month, day = _of_numbers(numbers, _month_first(locale))
    elif month is not None and len(numbers) == 2:
        year, day = sorted(numbers, key=len, reverse=True)
    elif month is not None and len(numbers) == 1 and weekday is not None and today is not None:
        return _without_year(int(numbers[0]), int(month), weekday, today)
    else:
        raise NotADay("not a day")
    if len(year) != 4 or len(day) > 2:
        raise NotADay("not a day")
    found = date(int(year), int(month), int(day))
    if weekday is not None and found.weekday() != weekday:
        raise WrongWeekday(found)
    return found


def _parts(words: str, locale: str) -> tuple[int | None, str | None, list[str]]:
    """Weekday, month by its name, and the numbers, in the order in which they stand."""
    weekday, month, numbers = None, None, []
    for word in re.split(r"[\s,./\-\u2010-\u2015\u2212]+", words):
        number = re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)?", word)
        if number:
            numbers.append(number[1])
        elif word in _months(locale) and month is None:
            month = str(_months(locale)[word])
        elif word in _weekdays(locale) and weekday is None:
            weekday = _weekdays(locale)[word]
        elif word not in ("", "of", "the", "on", "de", "del", "r"):
            raise NotADay("not a day")
    return weekday, month, numbers


def _of_numbers(numbers: list[str], month_first: bool) -> tuple[str, str, str]:
    first, second, third = numbers
    if len(first) == 4:
        return first, second, third
    return (third, first, second) if month_first else (third, second, first)


def _without_year(day: int, month: int, weekday: int, today: date) -> date:
    """Within two years of today every day of the year falls on another weekday each year."""
    for year in sorted(
        range(today.year - 2, today.year + 3), key=lambda year: abs(year - today.year)
    ):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found.weekday() == weekday:
            return found
    raise NotADay("no such day near this year")


def to_instant(day: date, at: time, timezone: ZoneInfo) -> datetime:
    """The instant (UTC) of a local day and time; of an hour that comes twice, the first.

    Raises:
        NoSuchTime: the clocks go forward over it.
    """
    local = datetime.combine(day, at, tzinfo=timezone)
    instant = local.astimezone(UTC)
    if instant.astimezone(timezone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return instant


def end_of_day(day: date, timezone: ZoneInfo) -> datetime:
    """The instant at which a day is over: the first one of the next day, even where it is 1am."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=timezone).astimezone(UTC)


def last_minute(instant: datetime, timezone: ZoneInfo) -> datetime:
    """What people mean by the end of a window: 00:00 of 5 April is 11.59pm of 4 April.

    So is 1am, where the clocks skip midnight and the day begins then.
    """
    before = instant - timedelta(minutes=1)
    is_first = before.astimezone(timezone).date() < instant.astimezone(timezone).date()
    return before if is_first else instant
