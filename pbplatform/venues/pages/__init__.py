"""Pages of this slice."""

from pbplatform.venues.pages import changing, places, ways
from pbplatform.venues.pages.blueprint import bp

__all__ = ["bp", "changing", "places", "ways"]
