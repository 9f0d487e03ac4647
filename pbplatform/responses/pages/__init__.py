"""Pages of points, answers and promises, and the desks of those who must act on them."""

from pbplatform.responses.pages import (
    answering,
    facilitator,
    official,
    points,
    promises,
    taking_part,
    your_point,
)
from pbplatform.responses.pages.blueprint import bp

__all__ = [
    "answering",
    "bp",
    "facilitator",
    "official",
    "points",
    "promises",
    "taking_part",
    "your_point",
]
