"""Pages of forums and meetings; those of points are in `points`."""

from pbplatform.forums.pages import (
    attendance,
    correcting,
    deciding,
    desk,
    facts,
    importing,
    minutes,
    public,
    versions,
)
from pbplatform.forums.pages.blueprint import bp

__all__ = [
    "attendance",
    "bp",
    "correcting",
    "deciding",
    "desk",
    "facts",
    "importing",
    "minutes",
    "public",
    "versions",
]
