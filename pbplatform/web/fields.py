"""Every field that something is typed into: lines, words, days, times, amounts of money.

Forms take these instead of those of WTForms (tests/conventions). Source: docs/rules/text.md.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import EmailField, Field, IntegerField, StringField, TextAreaField
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, Optional, StopValidation

from pbplatform.core.local_time import (
    NoSuchTime,
    NotADay,
    WrongWeekday,
    end_of_day,
    is_midnight_by_name,
    parse_date,
    parse_time,
    to_instant,
)
from pbplatform.core.money import format_amount, parse_money
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.core.text_fold import ascii_digits
from pbplatform.core.whole import NotWhole, is_number, whole
from pbplatform.web.clock import request_today
from pbplatform.web.frame import current_frame
from pbplatform.web.presentation import (
    clock_times,
    long_date,
    shown_days,
    shown_locale,
    whole_number,
)
from pbplatform.web.sentences import gettext

# What a deadline can be reckoned from: clocks and holiday tables reach no further.
YEARS = range(1900, 2201)
# The largest amount that canonical JSON carries exactly is nine times this.
LARGEST_AMOUNT_MINOR = 10**15
# More people than any place has, and less than a column holds.
LARGEST_COUNT = 10_000_000
DAY_PARTS = ("day", "month", "year")


class _Tidied:
    """What was typed, tidied before anything looks at it."""

    data: Any
    raw_data: Any
    tidy = staticmethod(tidy_line)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = self.tidy(valuelist[0])
            self.raw_data = [self.data]


class LineField(_Tidied, StringField):
    """One line: a name, a title, a post. `data` is tidied, and nothing unseen counts as nothing."""


class WordsField(_Tidied, TextAreaField):
    """Words on several lines; `data` is tidied and has `\\n` between lines."""

    tidy = staticmethod(tidy_text)


class TableField(TextAreaField):
    """A pasted table. It is not tidied as words are: a tab stands between two cells."""


class AddressField(_Tidied, EmailField):
    """An e-mail address, as copied from anywhere: without blanks and unseen signs around it."""


class TimeField(StringField):
    """A time of day as people write it; `data` is a `time` or None.

    Args:
        day: name of the `DayField` beside it, for days on which the clocks skip this time.
        ends: something ends then, so midnight is the end of the day beside it, not its beginning.
    """

    data: Any

    def __init__(self, *args: Any, day: str = "", ends: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.ends = day, ends

    def process_data(self, value: time | None) -> None:
        self.data = value
        self.typed = f"{value:%H:%M}" if value else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = tidy_line(valuelist[0]) if valuelist else ""
        self.raw_data = [self.typed]
        self.data = None
        if not self.typed:
            return
        try:
            self.data = _time_as_shown(self.typed)
        except ValueError:
            raise ValueError(gettext("Enter a time, like 8pm or 20:00")) from None

    def _value(self) -> str:
        return self.typed

    def pre_validate(self, form: Any) -> None:
        day = form[self.day].data if self.day else None
        if day is None or self.data is None:
            return
        try:
            self.on(day, current_frame().timezone)
        except NoSuchTime:
            told = gettext("The clocks go forward over this time on that day. Choose another")
            raise StopValidation(told) from None

    def on(self, day: date, timezone: ZoneInfo) -> datetime:
        """The instant of this time on a day of the place.

        Raises:
            NoSuchTime: the clocks go forward over it.
        """
        if self.ends and is_midnight_by_name(self.typed):
            return end_of_day(day, timezone)
        return to_instant(day, self.data or time(0), timezone)


def _time_as_shown(typed: str) -> time:
    """Also what a page in another language shows, whatever that is."""
    try:
        return parse_time(typed)
    except ValueError:
        shown = clock_times()
        if typed not in shown:
            raise
        return shown[typed]


class DayField(Field):
    """A calendar day typed as day, month and year (`name-day`, `name-month`, `name-year`).

    A whole day in the first of the three, as pages show it, is taken too. `data` is a `date` or
    None; `parts` is what was typed, kept as it was.
    """

    data: date | None

    @property
    def anchor(self) -> str:
        """Where the error summary leads."""
        return f"{self.id}-{DAY_PARTS[0]}"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        given = self.data
        self.parts = (str(given.day), str(given.month), str(given.year)) if given else ("", "", "")
        if formdata is None:
            return
        asked = (formdata.get(f"{self.name}-{part}", "") for part in DAY_PARTS)
        day, month, year = (tidy_line(part) for part in asked)
        typed = (day, month, year)
        self.parts = typed
        self.raw_data = ["".join(typed)] if any(typed) else []
        self.data = None
        if any(typed):
            self._read(typed)

    def _read(self, typed: tuple[str, ...]) -> None:
        try:
            found = self._day(typed)
        except WrongWeekday as wrong:
            told = gettext("That day is %(day)s. Check weekday and date", day=long_date(wrong.day))
            self.process_errors.append(told)
        except NotADay:
            self.process_errors.append(gettext("Enter a day, a month and a year, like 4 3 2027"))
        except ValueError:
            self.process_errors.append(gettext("There is no such day. Check day and month"))
        else:
            if found.year in YEARS:
                self.data = found
            else:
                self.process_errors.append(gettext("Enter a year like 2027"))

    def _day(self, typed: tuple[str, ...]) -> date:
        day, month, year = typed[0], typed[1], typed[2]
        if day and not month and not year:
            return _day_in_words(day)
        if not (is_number(day) and is_number(year)):
            raise NotADay
        if is_number(month):
            return date(whole(year), whole(month), whole(day))
        return parse_date(f"{whole(day)} {month} {year}", locale=shown_locale())


def _day_in_words(typed: str) -> date:
    """As people write it, or as a page in this language shows it, whatever that is."""
    try:
        return parse_date(typed, locale=shown_locale())
    except NotADay:
        year = re.search(r"\d{4}", ascii_digits(typed))
        days = shown_days(int(year[0])) if year and int(year[0]) in YEARS else {}
        if typed in days:
            return days[typed]
        return _day_without_year(typed, request_today())


def _day_without_year(typed: str, today: date) -> date:
    """`Thursday 4 March`, as pages show a day of these years; its weekday tells the year."""
    try:
        return parse_date(typed, locale=shown_locale(), today=today)
    except NotADay:
        for away in (0, -1, 1, -2, 2):
            found = shown_days(today.year + away, with_year=False).get(typed)
            if found is not None:
                return found
        raise


class MoneyField(StringField):
    """An amount in the currency of the place; `data` is whole minor units or None."""

    typed = ""

    def process_data(self, value: int | None) -> None:
        self.data = value
        frame = current_frame()
        if value is not None:
            self.typed = format_amount(value, frame.currency, frame.locale)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = tidy_line(valuelist[0]) if valuelist else ""
        self.raw_data = [self.typed]
        self.data = None
        if not self.typed:
            return
        frame = current_frame()
        try:
            self.data = parse_money(self.typed, frame.currency, frame.locale)
        except ValueError:
            raise ValueError(gettext("Enter an amount of money, like 18,000")) from None
        if self.data > LARGEST_AMOUNT_MINOR:
            self.data = None
            raise ValueError(gettext("This is more money than there is. Check the zeros"))


class WholeField(IntegerField):
    """A typed whole number; one that is too large is none."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            # `InputRequired` says what is missing; blanks are nothing typed.
            self.raw_data = [""]
            return
        try:
            self.data = whole(typed)
        except NotWhole:
            told = gettext("Enter a whole number, without a part after the point, like 12")
            raise ValueError(told) from None
        except ValueError:
            raise ValueError(gettext("Enter a whole number, like 12")) from None


class CountField(WholeField):
    """How many there are of something: a typed whole number from nought up.

    Args:
        most: the largest that is taken.
        missing: what is said when nothing is typed; None where it may be left out.
    """

    def __init__(
        self, label: Any, *, most: int = LARGEST_COUNT, missing: Any = None, **kwargs: Any
    ) -> None:
        needed = Optional() if missing is None else InputRequired(missing)
        super().__init__(label, validators=[needed], **kwargs)
        self.most = most

    def pre_validate(self, _form: Any) -> None:
        if self.data is not None and not 0 <= self.data <= self.most:
            told = gettext("Enter a number from 0 to %(most)s", most=whole_number(self.most))
            raise StopValidation(told)
