"""Pages of rounds: what everybody sees, and the facilitator's desk."""

from pbplatform.rounds.pages import (
    amendments,
    calendars,
    changing,
    copying,
    ending,
    feeds,
    names,
    notes,
    pausing,
    people,
    public_pages,
    setting_up,
)
from pbplatform.rounds.pages.blueprint import bp

__all__ = [
    "amendments",
    "bp",
    "calendars",
    "changing",
    "copying",
    "ending",
    "feeds",
    "names",
    "notes",
    "pausing",
    "people",
    "public_pages",
    "setting_up",
]
