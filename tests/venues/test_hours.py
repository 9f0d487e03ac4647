"""Hours of a voting place, as people type them. Source: docs/rules/venues.md section 1.3."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pbplatform.core.errors import Conflict
from pbplatform.venues.domain.hours import read_hours, refuse_hours, typed_hours

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 15, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("11 March 2027, 10:00 to 18:00", [(at(11, 10), at(11, 18))]),
        ("11 March 2027, 10am-6pm", [(at(11, 10), at(11, 18))]),
        ("Thursday, 11 March 2027, 8.30 – noon", [(at(11, 8, 30), at(11, 12))]),
        ("11/03/2027, 20:00 to midnight", [(at(11, 20), at(12, 0))]),
        ("11/03/2027, 20:00 to 00:00", [(at(11, 20), at(12, 0))]),
        (
            "12 March 2027, 9:00 to 10:00\n\n11 March 2027, 9:00 to 10:00",
            [(at(11, 9), at(11, 10)), (at(12, 9), at(12, 10))],
        ),
    ],
)
def test_hours_are_read_as_people_write_them(
    typed: str, hours: list[tuple[datetime, datetime]]
) -> None:
    assert read_hours(typed, LONDON, "en_GB") == hours


@pytest.mark.parametrize(
    "typed",
    [
        "always",
        "11 March 2027",
        "11 March 2027, 10:00",
        "31 February 2027, 10:00 to 18:00",
        "Friday 11 March 2027, 10:00 to 18:00",
        "11 March 2027, 10:00 to 25:00",
        "28 March 2027, 1:30 to 5:00",  # the clocks skip it
        "11 March 99999, 10:00 to 18:00",
        "1 January 0001, 10:00 to 18:00\n31 December 9999, 10:00 to midnight",
        ", - ",
    ],
)
def test_a_line_that_is_no_hours_is_named(typed: str) -> None:
    with pytest.raises(Conflict) as refused:
        read_hours(typed, LONDON, "en_GB")
    assert (refused.value.code, refused.value.field) == ("venue.not_hours", "hours")


@pytest.mark.parametrize("typed", ["", " \n ", "11 March 2027, 10:00 to 18:00\n" * 61])
def test_none_and_too_many_lines_are_refused(typed: str) -> None:
    with pytest.raises(Conflict, match=r"venue\.how_many_hours"):
        read_hours(typed, LONDON, "en_GB")


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ([(OPENS, CLOSES)], None),
        ([(at(11, 9), at(11, 12)), (at(11, 12), at(11, 14))], None),
        ([(at(11, 9), at(11, 9))], "venue.ends_before_it_begins"),
        ([(datetime(2027, 2, 28, 23, tzinfo=UTC), at(1, 9))], "venue.outside_the_vote"),
        ([(at(14, 9), at(15, 0, 1))], "venue.outside_the_vote"),
        ([(at(11, 9), at(11, 12)), (at(11, 11), at(11, 14))], "venue.hours_overlap"),
    ],
)
def test_hours_lie_within_the_vote_and_apart(
    hours: list[tuple[datetime, datetime]], code: str | None
) -> None:
    refused = refuse_hours(hours, OPENS, CLOSES)
    assert (refused.code if refused else None) == code


def test_hours_are_typed_again_as_they_were() -> None:
    typed = "2027-03-11, 10:00 to 12:30\n2027-03-11, 14:00 to 24:00\n2027-03-28, 00:00 to 03:00"
    assert typed_hours(read_hours(typed, LONDON, "en_GB"), LONDON) == typed
