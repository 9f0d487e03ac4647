"""What a facilitator should know of a round's dates before everybody sees them. None forbids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.rounds.models import Round
from pbplatform.rounds.services import RoundDates
from pbplatform.web.presentation import long_date

VOTE_DAYS = 9  # two weekends and the week between
IDEAS_DAYS = 14
REVIEW_DAYS = 28


def cautions(
    dates: RoundDates | Round, *, calendar: WorkingDays, last_year: int, now: datetime
) -> list[str]:
    """Sentences about dates that make a round weaker (docs/rules/rounds.md section 4).

    Args:
        calendar: tells holidays, and days in the place's time zone.
        last_year: the last year that the holiday table covers.
    """
    return [
        *_lengths(dates, calendar),
        *_days_off(dates, calendar),
        *_rest(dates, calendar, last_year, now),
    ]


def vote_days(dates: RoundDates | Round, calendar: WorkingDays) -> int:
    """Days on which one can vote, the first and the last counted."""
    return (calendar.last_day_of(dates.closes_at) - calendar.day_of(dates.opens_at)).days + 1


def _lengths(dates: RoundDates | Round, calendar: WorkingDays) -> Iterator[str]:
    days = vote_days(dates, calendar)
    if days < VOTE_DAYS:
        yield ngettext(
            "The vote lasts %(num)s day. Nine days with two weekends reach more people.",
            "The vote lasts %(num)s days. Nine days with two weekends reach more people.",
            days,
        )
    if dates.ideas_close_at - dates.ideas_open_at < timedelta(days=IDEAS_DAYS):
        yield _("Ideas are open for less than two weeks. Many people hear of a round late.")
    if dates.review_close_at - dates.ideas_close_at < timedelta(days=REVIEW_DAYS):
        yield _("Delegates and officials have less than four weeks to write and price proposals.")


def _days_off(dates: RoundDates | Round, calendar: WorkingDays) -> Iterator[str]:
    for day, sentence in (
        (calendar.day_of(dates.opens_at), _("Voting opens on a public holiday: %(day)s.")),
        (calendar.last_day_of(dates.closes_at), _("Voting ends on a public holiday: %(day)s.")),
        (
            calendar.last_day_of(dates.ideas_close_at),
            _("Ideas close on a public holiday: %(day)s."),
        ),
    ):
        if day in calendar.holidays:
            yield sentence % {"day": _named(day)}
    results = calendar.last_day_of(dates.results_at)
    if not calendar.is_working(results):
        yield _("The result is due on a day without work: %(day)s.", day=_named(results))


def _rest(
    dates: RoundDates | Round, calendar: WorkingDays, last_year: int, now: datetime
) -> Iterator[str]:
    if calendar.last_day_of(dates.results_at) == calendar.last_day_of(dates.closes_at):
        yield _(
            "The result is due on the day voting ends. Two people roll the lot first, and counting "
            "takes time."
        )
    if dates.ideas_open_at < now and not (isinstance(dates, Round) and dates.published_at):
        yield _("Ideas open in the past: they open at once when the round is published.")
    if calendar.last_day_of(dates.results_at).year > last_year:
        yield _("The holiday table ends before the result. Freeze a longer one first.")


def _named(day: date) -> str:
    return long_date(day)
