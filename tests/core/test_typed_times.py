"""Whatever a page prints as a day or a time, every form takes; ends are what people mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from pbplatform.core.local_time import (
    NotADay,
    WrongWeekday,
    end_of_day,
    last_minute,
    parse_date,
    parse_time,
)
from pbplatform.web import presentation
from pbplatform.web.base_form import Form
from pbplatform.web.fields import DayField, TimeField

pytestmark = pytest.mark.one_database  # it is about words, days and letters

LONDON = ZoneInfo("Europe/London")
TODAY = date(2027, 3, 10)
LANGUAGES = ["en", "pl", "de", "fr", "es", "tr", "ar", "he", "ja", "el", "uk", "pt_BR", "en_US"]


class Asked(Form):
    day = DayField("Day")
    at = TimeField("At", day="day")
    ends = TimeField("Until", day="day", ends=True)


def read(app: Flask, language: str = "en", **typed: str) -> Asked:
    with app.test_request_context("/", method="POST"), force_locale(language):
        g.now = datetime(2027, 3, 10, 12, tzinfo=UTC)
        form = Asked(formdata=MultiDict(typed), meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("6.30pm", time(18, 30)), ("6:30 pm", time(18, 30)), ("6:30 p.m.", time(18, 30))),
        *(("18.30", time(18, 30)), ("1830", time(18, 30)), ("18h30", time(18, 30))),
        *(("930", time(9, 30)), ("noon", time(12)), ("12 noon", time(12)), ("midnight", time(0))),
        *(("6pm", time(18)), ("6 PM", time(18)), ("11.59pm", time(23, 59)), ("24:00", time(0))),
        *(("６：３０ｐｍ", time(18, 30)), ("٠٦:٣٠", time(6, 30)), ("18:30:00", time(18, 30))),
    ],
)
def test_time_is_read_as_people_write_it(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "Thursday 4 March 2027",
            "4 March 2027",
            "4 Mar 2027",
            "Thu, 4 Mar 2027",
            "4th March 2027",
        ),
        *("4 of March 2027", "March 4, 2027", "04/03/2027", "4.3.2027", "4-3-2027", "2027-03-04"),
        *("2027/03/04", "Thursday 4 March", "4 \xa0March\u2002 2027", "THURSDAY 4 MARCH 2027"),
    ],
)
def test_day_is_read_as_pages_and_people_write_it(app: Flask, typed: str) -> None:
    assert parse_date(typed, today=TODAY) == date(2027, 3, 4)
    assert read(app, **{"day-day": typed}).day.data == date(2027, 3, 4)


@pytest.mark.parametrize(
    "typed", ["", "4 March", "March 2027", "4 March 27", "4/3/27", "x", "1 2 3 4"]
)
def test_day_that_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(NotADay):
        parse_date(typed, today=TODAY)
    with pytest.raises(WrongWeekday):
        parse_date("Friday 4 March 2027")


@pytest.mark.parametrize("month", ["March", "Mar", "3", "03", "٣"])
def test_month_may_be_a_word_in_its_own_box(app: Flask, month: str) -> None:
    form = read(app, **{"day-day": "4", "day-month": month, "day-year": "2027"})
    assert form.day.data == date(2027, 3, 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_pages_print_is_taken_by_forms(app: Flask, language: str) -> None:
    days = [date(2027, 1, 1) + timedelta(days=13 * n) for n in range(28)]
    with app.test_request_context("/"), force_locale(language):
        assert presentation.shown_locale() == ("en_GB" if language == "en" else language)
        shown_days = [
            (day, form(day))
            for day in days
            for form in (presentation.long_date, presentation.short_date, presentation.day_month)
        ]
        minutes = [
            datetime(2027, 1, 5, 0, 0, tzinfo=LONDON) + timedelta(minutes=7 * n) for n in range(206)
        ]
        shown_times = [(at.time(), presentation.clock_time(at)) for at in minutes]
    for day, text in shown_days:
        form = read(app, language, **{"day-day": text})
        assert form.day.data == day, (text, form.day.errors)
    for at, text in shown_times:
        assert read(app, language, at=text).at.data == at, text


@given(st.integers(0, 20 * 366 * 24 * 60))
def test_end_of_a_window_is_a_minute_inside_it(minutes: int) -> None:
    instant = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    shown = last_minute(instant, LONDON)
    assert timedelta(0) <= instant - shown <= timedelta(minutes=1)
    local = shown.astimezone(LONDON)
    assert (local.hour, local.minute) != (0, 0)


def test_midnight_is_said_as_the_day_people_mean(app: Flask) -> None:
    end = end_of_day(date(2027, 4, 4), LONDON)
    with app.test_request_context("/"):
        until = presentation.until(end)
        assert presentation.clock_time(until) == "11.59pm"
        assert presentation.long_date(until) == "Sunday 4 April 2027"
        assert presentation.clock_time(end) == "00:00"
        assert presentation.until(TODAY) == TODAY


def test_midnight_ends_a_day_where_something_ends_and_begins_it_where_it_begins(app: Flask) -> None:
    form = read(app, **{"day-day": "4 April 2027", "at": "midnight", "ends": "midnight"})
    day = form.day.data
    assert form.at.on(day, LONDON) == datetime(2027, 4, 3, 23, tzinfo=UTC)
    assert form.ends.on(day, LONDON) == datetime(2027, 4, 4, 23, tzinfo=UTC)


def test_time_that_the_clocks_skip_is_refused_beside_its_field(app: Flask) -> None:
    form = read(app, **{"day-day": "28 March 2027", "at": "1.30am"})
    assert form.at.errors == ["The clocks go forward over this time on that day. Choose another"]


def test_day_ends_even_where_the_clocks_skip_midnight() -> None:
    havana = ZoneInfo("America/Havana")
    assert end_of_day(date(2027, 3, 13), havana) == datetime(2027, 3, 14, 5, tzinfo=UTC)
