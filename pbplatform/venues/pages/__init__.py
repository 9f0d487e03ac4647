"""Pages of this slice."""

from pbplatform.venues.pages import places, ways
from pbplatform.venues.pages.blueprint import bp

__all__ = ["bp", "places", "ways"]
