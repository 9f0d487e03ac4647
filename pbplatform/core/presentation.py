"""Dates, times and money as residents read them: `Thursday 4 March 2027`, `8pm`, `£96,000`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from flask import Flask
from flask_babel import format_decimal, get_locale, gettext, ngettext

from pbplatform.core import pseudo
from pbplatform.core.frame import current_frame
from pbplatform.core.money import Currency, format_money


def _locale() -> str:
    language = str(get_locale() or "en")
    return "en_GB" if language == "en" else language


def _local_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return value.astimezone(current_frame().timezone).date()
    return value


def percent(part: int, whole: int) -> str:
    """`93%` or `5.2%`: rounded to one place, the zero after the point left out."""
    if whole == 0:
        return "0%"
    tenths = (part * 2000 + whole) // (2 * whole)
    number = format_decimal(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return f"{number}%"


def long_date(value: date | datetime) -> str:
    """`Thursday 4 March 2027`, in the place's time zone."""
    pattern = "EEEE d MMMM y" if _locale().startswith("en") else "full"
    return pseudo.shown(babel_date(_local_day(value), pattern, locale=_locale()))


def day_month(value: date | datetime) -> str:
    """`Thursday 4 March`: a day of the present year."""
    pattern = "EEEE d MMMM" if _locale().startswith("en") else "full"
    return pseudo.shown(babel_date(_local_day(value), pattern, locale=_locale()))


def short_date(value: date | datetime) -> str:
    """`4 March 2027`."""
    pattern = "d MMMM y" if _locale().startswith("en") else "long"
    return pseudo.shown(babel_date(_local_day(value), pattern, locale=_locale()))


def clock_time(value: datetime, timezone: ZoneInfo | None = None) -> str:
    """`8pm`, `6.30pm`; noon and midnight by name, since 12pm confuses."""
    local = value.astimezone(timezone or current_frame().timezone)
    if not _locale().startswith("en"):
        return pseudo.shown(babel_time(local, "short", tzinfo=local.tzinfo, locale=_locale()))
    if (local.hour, local.minute) == (12, 0):
        return str(gettext("noon"))
    if (local.hour, local.minute) == (0, 0):
        return str(gettext("midnight"))
    hour = local.hour % 12 or 12
    minutes = f".{local.minute:02}" if local.minute else ""
    return pseudo.shown(f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}")


def exact_time(value: datetime) -> str:
    """`10:14`: for logs, where order matters."""
    return f"{value.astimezone(current_frame().timezone):%H:%M}"


def money(minor: int, currency: Currency | None = None) -> str:
    """`£96,000` in the place's currency or the one given."""
    return pseudo.shown(format_money(minor, currency or current_frame().currency, _locale()))


def time_left(until: datetime, now: datetime) -> str:
    """`4 days 9 hours`, `3 hours 5 minutes`, `less than a minute`: what is left, rounded down."""
    left = max(until - now, timedelta(0))
    days, hours = left.days, left.seconds // 3600
    minutes = left.seconds % 3600 // 60
    parts: list[str] = []
    if days:
        parts.append(ngettext("%(num)d day", "%(num)d days", days))
    if hours:
        parts.append(ngettext("%(num)d hour", "%(num)d hours", hours))
    if not days and minutes:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    return " ".join(parts) or gettext("less than a minute")


def days_since(then: datetime, now: datetime) -> int:
    """Whole days of the calendar since `then`, in the place's time zone; 0 on the same day."""
    return max((_local_day(now) - _local_day(then)).days, 0)


def grouped_code(code: str) -> list[str]:
    """A code in groups of four, so that a page never breaks inside a group."""
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def whole_number(value: object) -> object:
    """A count as people read it: 12,000. Words stay as they are."""
    return format_decimal(value) if type(value) is int else value


FILTERS = {
    "long_date": long_date,
    "day_month": day_month,
    "short_date": short_date,
    "clock_time": clock_time,
    "exact_time": exact_time,
    "money": money,
    "time_left": time_left,
    "grouped_code": grouped_code,
    "whole_number": whole_number,
}


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(FILTERS)
