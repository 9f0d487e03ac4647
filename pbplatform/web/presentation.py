"""Dates, times and money as residents read them: `Thursday 4 March 2027`, `8pm`, `£96,000`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import overload
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.dates import match_skeleton
from babel.lists import format_list
from babel.numbers import format_percent
from flask import Flask, g

from pbplatform.core.local_time import last_minute, parse_time
from pbplatform.core.money import Currency, format_money
from pbplatform.core.text import tidy_line
from pbplatform.web import pseudo
from pbplatform.web.clock import request_today
from pbplatform.web.frame import current_frame
from pbplatform.web.sentences import gettext, ngettext
from pbplatform.web.spoken import spoken

# So near no other year's day of the same name is meant.
_NEAR_DAYS = 182


def shown_locale() -> str:
    """The locale in which this page shows days, times and money."""
    return spoken().shown


def local_day(value: date | datetime) -> date:
    """The day of an instant in the place; a day is itself."""
    if isinstance(value, datetime):
        return value.astimezone(current_frame().timezone).date()
    return value


def percent(part: int, whole: int) -> str:
    """`93%` or `5.2%`, in German `5,2 %`: rounded to one place, a zero there left out."""
    return _percent((part * 2000 + whole) // (2 * whole) if whole else 0, shown_locale())


def long_date(value: date | datetime) -> str:
    """`Thursday 4 March 2027`, in the place's time zone."""
    page = spoken()
    pattern = "EEEE d MMMM y" if page.is_english else "full"
    return page.showing(_date(local_day(value), pattern, page.shown))


def day_month(value: date | datetime) -> str:
    """`Thursday 4 March`: a day near today. One that is further away has its year.

    Source: docs/rules/text.md 5.7.
    """
    page, day = spoken(), local_day(value)
    if "now" not in g or abs((day - request_today()).days) > _NEAR_DAYS:
        return long_date(day)
    return page.showing(_date(day, _day_month(page.shown), page.shown))


# Days and amounts return from row to row and from page to page.
@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, locale: str) -> str:
    return babel_date(day, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _percent(tenths: int, locale: str) -> str:
    share = Decimal(tenths) / 1000
    return str(format_percent(share, locale=locale, decimal_quantization=False))


@lru_cache(maxsize=4096)
def _money(minor: int, currency: Currency, locale: str) -> str:
    return format_money(minor, currency, locale)


@lru_cache(maxsize=64)
def _day_month(locale: str) -> str:
    """How a language writes a weekday and a day of a month, both by their whole names.

    CLDR has such patterns with short names for more languages, so those are made longer, as it
    says. Source: Unicode Technical Standard 35, part 4, "Matching Skeletons".
    """
    if locale.startswith("en"):
        return "EEEE d MMMM"
    known = Locale.parse(locale).datetime_skeletons
    pattern = known[match_skeleton("MMMMEEEEd", known) or "MMMEd"].pattern
    # Between apostrophes stand words: d 'de' MMMM.
    parts = re.split(r"('[^']*')", pattern)
    return "".join(
        part if part.startswith("'") else re.sub("L+|M{3,}", "MMMM", re.sub("E+|c+", "EEEE", part))
        for part in parts
    )


def short_date(value: date | datetime) -> str:
    """`4 March 2027`."""
    page = spoken()
    pattern = "d MMMM y" if page.is_english else "long"
    return page.showing(_date(local_day(value), pattern, page.shown))


def weekend_words(weekdays: Sequence[int]) -> str:
    """`Friday, Saturday` of 4 and 5: days of the week by name."""
    names = Locale.parse(shown_locale()).days["format"]["wide"]
    return spoken().showing(listed(names[day] for day in weekdays))


def listed(parts: Iterable[object]) -> str:
    """`Ann, Bob, Cem`, in German `Ann, Bob und Cem`: several things in one line."""
    texts = [str(part) for part in parts]
    if shown_locale().startswith("en"):
        return ", ".join(texts)
    return str(format_list(texts, locale=shown_locale())) if texts else ""


def listed_apart(parts: Iterable[object]) -> str:
    """`Ann, North; Bob, South`: several things that may have commas inside."""
    told, *rest = [str(part) for part in parts] or [""]
    for part in rest:
        told = gettext("%(before)s; %(after)s", before=told, after=part)
    return told


def clock_time(value: datetime, timezone: ZoneInfo | None = None) -> str:
    """`8pm`, `6.30pm`; noon by name, and 00:00, since 12pm and midnight confuse.

    The end of something goes through `until` first, so that its day is the one people mean.
    """
    return _clock_time(value.astimezone(timezone or current_frame().timezone))


def _clock_time(local: datetime) -> str:
    page = spoken()
    if not page.is_english:
        return page.showing(babel_time(local, "short", tzinfo=local.tzinfo, locale=page.shown))
    if (local.hour, local.minute) == (12, 0):
        return gettext("noon")
    if (local.hour, local.minute) == (0, 0):
        return page.showing("00:00")
    hour = local.hour % 12 or 12
    minutes = f".{local.minute:02}" if local.minute else ""
    return page.showing(f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}")


def time_of_day(text: str) -> str:
    """A time that is kept as `18:30`, on any day of the place, as pages show times."""
    at = parse_time(text)
    zone = current_frame().timezone
    return _clock_time(datetime(2000, 1, 1, at.hour, at.minute, tzinfo=zone))


def clock_times() -> dict[str, time]:
    """Every time of day by the words in which this page shows it, so that forms take them."""
    return _clock_times(shown_locale(), pseudo.current())


@lru_cache(maxsize=16)
def _clock_times(_locale: str, _pseudo: str) -> dict[str, time]:
    minutes = (datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(1440))
    return {tidy_line(_clock_time(minute)): minute.time() for minute in minutes}


def shown_days(year: int, *, with_year: bool = True) -> dict[str, date]:
    """Every day of a year by the words in which this page shows it, so that forms take them."""
    return _shown_days(year, with_year, shown_locale(), pseudo.current())


@lru_cache(maxsize=16)
def _shown_days(year: int, with_year: bool, _locale: str, _pseudo: str) -> dict[str, date]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    forms = (short_date, long_date) if with_year else (day_month,)
    return {tidy_line(form(day)): day for day in days for form in forms}


@overload
def until(value: datetime) -> datetime: ...
@overload
def until(value: date) -> date: ...
def until(value: date | datetime) -> date | datetime:
    """The end of a window as people mean it: 00:00 of Monday is 11.59pm of Sunday.

    Windows are half-open, so at 00:00 of Monday nothing of Monday was inside. Stands before
    `clock_time`, `long_date` and the others: `{{ round.closes_at|until|clock_time }}`.
    """
    return last_minute(value, current_frame().timezone) if isinstance(value, datetime) else value


def exact_time(value: datetime) -> str:
    """`10:14`: for logs, where order matters."""
    return f"{value.astimezone(current_frame().timezone):%H:%M}"


def money(minor: int, currency: Currency | None = None) -> str:
    """`£96,000` in the place's currency or the one given."""
    page = spoken()
    return page.showing(_money(minor, currency or current_frame().currency, page.shown))


def time_left(until: datetime, now: datetime) -> str:
    """`4 days 9 hours`, `3 hours 5 minutes`, `less than a minute`: what is left, rounded down."""
    left = max((until - now) // timedelta(minutes=1), 0)
    days, hours, minutes = left // 1440, left // 60 % 24, left % 60
    parts: list[str] = []
    if days:
        parts.append(ngettext("%(num)s day", "%(num)s days", days))
    if hours:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", hours))
    if not days and minutes:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if len(parts) == 2:
        return gettext("%(longer)s %(shorter)s", longer=parts[0], shorter=parts[1])
    return parts[0] if parts else gettext("less than a minute")


def days_since(then: datetime, now: datetime) -> int:
    """Whole days of the calendar since `then`, in the place's time zone; 0 on the same day."""
    return max((local_day(now) - local_day(then)).days, 0)


def grouped_code(code: str) -> list[str]:
    """A code in groups of four, so that a page never breaks inside a group."""
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def whole_number(value: object) -> object:
    """A count as people read it: 12,000. Words stay as they are."""
    return number(value) if type(value) is int else value


def number(value: int) -> str:
    """`12,000`."""
    return spoken().amount(value)


FILTERS = {
    "long_date": long_date,
    "day_month": day_month,
    "short_date": short_date,
    "clock_time": clock_time,
    "time_of_day": time_of_day,
    "until": until,
    "exact_time": exact_time,
    "money": money,
    "time_left": time_left,
    "grouped_code": grouped_code,
    "listed": listed,
    "listed_apart": listed_apart,
    "whole_number": whole_number,
}


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["shown_locale"] = shown_locale
