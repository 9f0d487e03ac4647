"""Pages of forums and meetings; those of points are in `points`."""

from pbplatform.forums.pages import (
    agenda,
    attendance,
    calendars,
    correcting,
    deciding,
    desk,
    facts,
    feeds,
    importing,
    meetings,
    minutes,
    people_coming,
    public,
    registering,
    versions,
)
from pbplatform.forums.pages.blueprint import bp

__all__ = [
    "agenda",
    "attendance",
    "bp",
    "calendars",
    "correcting",
    "deciding",
    "desk",
    "facts",
    "feeds",
    "importing",
    "meetings",
    "minutes",
    "people_coming",
    "public",
    "registering",
    "versions",
]
