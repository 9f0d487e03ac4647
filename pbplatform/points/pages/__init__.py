"""Pages of points, answers and promises, and the desks of those who must act on them."""

from pbplatform.points.pages import (
    answering,
    correcting,
    drafts,
    facilitator,
    official,
    points,
    promises,
    raising,
    taking_part,
    your_point,
)
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.panels import PANELS

__all__ = [
    "PANELS",
    "answering",
    "bp",
    "correcting",
    "drafts",
    "facilitator",
    "official",
    "points",
    "promises",
    "raising",
    "taking_part",
    "your_point",
]
