"""What somebody asks the list of voting places for; it stands in the address.

Source: docs/rules/venues.md section 1.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from pbplatform.venues.kinds import Access, Offer
from pbplatform.venues.queries.places import VenueView
from pbplatform.venues.words.places import ACCESS, OFFERS
from pbplatform.web.presentation import local_day, long_date
from pbplatform.web.sentences import gettext as _

TODAY = "today"


@dataclass(frozen=True)
class Wanted:
    """What a reader narrowed the list to; each empty for all.

    Attributes:
        day: `today`, or a day as `2027-03-11`.
        open: only places that are open at this moment.
        access, offers: a place has all of them.
    """

    area: str = ""
    day: str = ""
    open: bool = False
    access: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    @classmethod
    def read(cls, args: MultiDict[str, str], views: Sequence[VenueView]) -> Wanted:
        """What the address asks for; what nobody knows is not asked."""
        area, day = args.get("area", ""), args.get("day", "")
        return cls(
            area=area if area in areas_of(views) else "",
            day=day if day == TODAY or _day(day) else "",
            open=args.get("open") == "now",
            access=tuple(code for code in Access if code in args.getlist("access")),
            offers=tuple(code for code in Offer if code in args.getlist("what")),
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()

    @property
    def args(self) -> dict[str, Any]:
        """As it stands in the address."""
        given: dict[str, Any] = {
            "area": self.area,
            "day": self.day,
            "open": "now" if self.open else "",
            "access": list(self.access),
            "what": list(self.offers),
        }
        return {name: value for name, value in given.items() if value}

    def day_at(self, now: datetime) -> date | None:
        """The day that is asked for."""
        return local_day(now) if self.day == TODAY else _day(self.day)

    def takes(self, view: VenueView, now: datetime) -> bool:
        """Whether a place is what they want."""
        venue, day = view.venue, self.day_at(now)
        return (
            (not self.area or venue.area == self.area)
            and (day is None or opens_on(view, day))
            and (not self.open or view.open_until(now) is not None)
            and set(self.access) <= set(venue.access.split())
            and set(self.offers) <= set(venue.offers.split())
        )

    def wider(self, now: datetime) -> list[tuple[str, Wanted]]:
        """Each thing that is asked for, in words, and what is asked without it."""
        found = []
        if self.area:
            found.append((self.area, replace(self, area="")))
        if (day := self.day_at(now)) is not None:
            found.append((day_words(day, now), replace(self, day="")))
        if self.open:
            found.append((_("Open now"), replace(self, open=False)))
        for code in self.access:
            rest = tuple(each for each in self.access if each != code)
            found.append((str(ACCESS[Access(code)]), replace(self, access=rest)))
        for code in self.offers:
            rest = tuple(each for each in self.offers if each != code)
            found.append((str(OFFERS[Offer(code)]), replace(self, offers=rest)))
        return found


def areas_of(views: Sequence[VenueView]) -> list[str]:
    """Areas that the places name, by name."""
    return sorted({view.venue.area for view in views if view.venue.area})


def days_of(views: Sequence[VenueView]) -> list[date]:
    """Days on which any of the places opens, what they are closed for taken off."""
    return sorted({local_day(begins) for view in views for begins, _ends in view.hours})


def opens_on(view: VenueView, day: date) -> bool:
    """Whether a place opens on a day."""
    return any(local_day(begins) == day for begins, _ends in view.hours)


def day_words(day: date, now: datetime) -> str:
    """A day; of today also that it is."""
    return _("Today, %(day)s", day=long_date(day)) if day == local_day(now) else long_date(day)


def day_options(views: Sequence[VenueView], now: datetime) -> list[tuple[str, str]]:
    """Days to choose from: what stands in the address, and the words."""
    today = local_day(now)
    return [
        (TODAY if day == today else day.isoformat(), day_words(day, now)) for day in days_of(views)
    ]


def in_order(views: Sequence[VenueView], now: datetime) -> list[VenueView]:
    """Open now, then those that open again, then those that are over; each by area and name."""

    def rank(view: VenueView) -> int:
        if view.open_until(now):
            return 0
        return 1 if view.opens_next(now) or not view.said else 2

    return sorted(views, key=rank)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
