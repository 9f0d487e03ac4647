"""Pages of forums and meetings; those of points are in `points`."""

from pbplatform.forums.pages import (
    agenda,
    desk,
    facts,
    meetings,
    people_coming,
    public,
    registering,
)
from pbplatform.forums.pages.blueprint import bp

__all__ = ["agenda", "bp", "desk", "facts", "meetings", "people_coming", "public", "registering"]
