"""What a voting place is closed for, in words. Source: docs/rules/venues.md section 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pbplatform.core.local_time import end_of_day
from pbplatform.rounds.words.status import moment
from pbplatform.venues.models import VenueClosure
from pbplatform.venues.queries.places import VenueView
from pbplatform.web.frame import current_frame
from pbplatform.web.presentation import clock_time, local_day, long_date, until
from pbplatform.web.sentences import gettext as _


@dataclass(frozen=True)
class ClosingTold:
    """One closing as a page says it.

    Attributes:
        sentence: when, and when the place opens again; whole sentences.
        reason: as staff wrote it.
    """

    name: str
    number: int
    sentence: str
    reason: str


def when_words(closure: VenueClosure, now: datetime | None) -> str:
    """When it is closed: of today the end, of another day both ends.

    Args:
        now: None for words that are read later, such as on paper: they name each day.
    """
    last = until(closure.ends_at)
    all_day = last != closure.ends_at
    if now is None or closure.begins_at > now:
        return _dated(closure, last, all_day)
    if local_day(last) != local_day(now):
        return _("Closed until %(ends)s.", ends=moment(last))
    return (
        _("Closed today.") if all_day else _("Closed today, until %(ends)s.", ends=clock_time(last))
    )


def _dated(closure: VenueClosure, last: datetime, all_day: bool) -> str:
    """With its days. `all_day`: to the end of its last day."""
    begins = closure.begins_at
    if local_day(begins) != local_day(last):
        return _("Closed from %(begins)s to %(ends)s.", begins=moment(begins), ends=moment(last))
    day = long_date(begins)
    if not all_day:
        times = {"begins": clock_time(begins), "ends": clock_time(last)}
        return _("Closed on %(day)s from %(begins)s to %(ends)s.", day=day, **times)
    if begins == end_of_day(local_day(begins) - timedelta(days=1), current_frame().timezone):
        return _("Closed on %(day)s.", day=day)
    return _("Closed on %(day)s from %(begins)s.", day=day, begins=clock_time(begins))


def again_words(view: VenueView, closure: VenueClosure, now: datetime) -> str:
    """When the place is open again after a closing, or that it is not."""
    after = max(closure.ends_at, now)
    opens = after if view.open_until(after) else view.opens_next(after)
    if opens is None:
        return _("It does not open again.")
    return _("Open again: %(opens)s.", opens=moment(opens))


def told_of(
    view: VenueView, now: datetime, before: datetime | None = None, *, dated: bool = False
) -> list[ClosingTold]:
    """What a place is closed for now and later, in the order of time.

    Args:
        before: only what begins before it.
        dated: name the day of today too, for paper.
    """
    return [
        ClosingTold(
            view.venue.name,
            view.venue.n,
            f"{when_words(closure, None if dated else now)} {again_words(view, closure, now)}",
            closure.reason,
        )
        for closure in view.closed_from(now)
        if before is None or closure.begins_at < before
    ]


def open_instead(views: Sequence[VenueView], closed: VenueView, now: datetime) -> list[VenueView]:
    """Places that are open now, those of the same area first; without the closed one."""
    area = closed.venue.area if closed else ""
    found = [
        view
        for view in views
        if view.stands
        and view.open_until(now)
        and (closed is None or view.venue.n != closed.venue.n)
    ]
    return sorted(found, key=lambda view: view.venue.area != area)
