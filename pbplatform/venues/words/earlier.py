"""What becomes of the hours of an earlier round, in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.domain.moving import Moved
from pbplatform.web.marked import named
from pbplatform.web.presentation import clock_time, listed_apart, long_date, until
from pbplatform.web.sentences import gettext as _


def moved_words(address: str, moved: Moved) -> Markup:
    """Where a place is, when it would be open now, and which hours do not fit."""
    told: list[str] = [Markup("{}.").format(named(address))]
    if moved.hours:
        told.append(_("Hours now: %(hours)s.", hours=_hours(moved.hours)))
    else:
        told.append(_("None of its hours fit. Say when it is open once it is on the list."))
    if moved.lost:
        told.append(
            _("Not in the days of this vote, so left out: %(hours)s.", hours=_hours(moved.lost))
        )
    return Markup(" ").join(told)


def _hours(hours: Sequence[Hours]) -> str:
    return listed_apart(
        _(
            "%(day)s, %(begins)s to %(ends)s",
            day=long_date(begins),
            begins=clock_time(begins),
            ends=clock_time(until(ends)),
        )
        for begins, ends in hours
    )
