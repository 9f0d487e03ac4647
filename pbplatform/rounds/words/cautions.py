"""What a facilitator should know of a round's dates before everybody sees them. None forbids."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.rounds.domain.oddities import Oddity, odd_dates
from pbplatform.rounds.models import Round
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def cautions(round_: Round, *, calendar: WorkingDays, last_year: int, now: datetime) -> list[str]:
    """Sentences about dates that make a round weaker (docs/rules/rounds.md section 4).

    Args:
        calendar: tells holidays, and days in the place's time zone.
        last_year: the last year that the holiday table covers.
    """
    found = odd_dates(
        round_,
        calendar=calendar,
        last_year=last_year,
        now=now,
        published=round_.published_at is not None,
    )
    return [date_sentence(one) for one in found]


def date_sentence(odd: Oddity) -> str:
    """An odd date in words."""
    if odd.code == "vote_short":
        return ngettext(
            "The vote lasts %(num)s day. Nine days with two weekends reach more people.",
            "The vote lasts %(num)s days. Nine days with two weekends reach more people.",
            int(odd.params["num"]),
        )
    told = {
        "ideas_short": _(
            "Ideas are open for less than two weeks. Many people hear of a round late."
        ),
        "review_short": _(
            "Delegates and officials have less than four weeks to write and price proposals."
        ),
        "opens_on_holiday": _("Voting opens on a public holiday: %(day)s."),
        "closes_on_holiday": _("Voting ends on a public holiday: %(day)s."),
        "ideas_end_on_holiday": _("Ideas close on a public holiday: %(day)s."),
        "result_on_day_off": _("The result is due on a day without work: %(day)s."),
        "result_on_last_day": _(
            "The result is due on the day voting ends. Two people roll the lot first, and "
            "counting takes time."
        ),
        "ideas_open_in_past": _(
            "Ideas open in the past: they open at once when the round is published."
        ),
        "table_ends": _("The holiday table ends before the result. Freeze a longer one first."),
    }[odd.code]
    if "day" in odd.params:
        return told % {"day": long_date(date.fromisoformat(str(odd.params["day"])))}
    return told
