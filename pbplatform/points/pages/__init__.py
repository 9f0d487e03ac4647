"""Pages of points, answers and promises, and the desks of those who must act on them."""

from pbplatform.points.pages import (
    answering,
    asker,
    checking,
    checks,
    correcting,
    drafts,
    facilitator,
    feeds,
    official,
    pictures,
    points,
    printed,
    promises,
    raising,
    taking_part,
    withdrawing,
    your_point,
)
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.panels import PANELS

__all__ = [
    "PANELS",
    "answering",
    "asker",
    "pictures",
    "bp",
    "checking",
    "checks",
    "correcting",
    "drafts",
    "feeds",
    "facilitator",
    "official",
    "points",
    "printed",
    "promises",
    "raising",
    "taking_part",
    "withdrawing",
    "your_point",
]
