"""Form fields that HTML has no control for: a day in three parts, an amount of money."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from wtforms import Field, StringField
from wtforms.utils import unset_value

from pbplatform.core.frame import current_frame
from pbplatform.core.money import format_amount, parse_money
from pbplatform.core.whole import whole

# What a deadline can be reckoned from: clocks and holiday tables reach no further.
YEARS = range(1900, 2201)
# The largest amount that canonical JSON carries exactly is nine times this.
LARGEST_AMOUNT_MINOR = 10**15
DAY_PARTS = ("day", "month", "year")


class DayField(Field):
    """A calendar day typed as day, month and year (`name-day`, `name-month`, `name-year`).

    `data` is a `date` or None; `parts` is what was typed, kept as it was.
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
        typed = tuple(formdata.get(f"{self.name}-{part}", "").strip() for part in DAY_PARTS)
        self.parts = typed
        self.raw_data = ["".join(typed)] if any(typed) else []
        self.data = None
        if any(typed):
            self._read(typed)

    def _read(self, typed: tuple[str, ...]) -> None:
        if not all(part.isdecimal() for part in typed):
            self.process_errors.append(gettext("Enter a day, a month and a year, like 4 3 2027"))
            return
        try:
            day, month, year = (whole(part) for part in typed)
            self.data = date(year, month, day)
        except ValueError:
            self.process_errors.append(gettext("There is no such day. Check day and month"))
        else:
            if year not in YEARS:
                self.data = None
                self.process_errors.append(gettext("Enter a year like 2027"))


class MoneyField(StringField):
    """An amount in the currency of the place; `data` is whole minor units or None."""

    typed = ""

    def process_data(self, value: int | None) -> None:
        self.data = value
        frame = current_frame()
        if value is not None:
            self.typed = format_amount(value, frame.currency, frame.locale)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
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
