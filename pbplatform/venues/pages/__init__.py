"""Pages of this slice."""

from pbplatform.venues.pages import changing, closing, earlier, from_file, places, ways, where
from pbplatform.venues.pages.blueprint import bp

__all__ = ["bp", "changing", "closing", "earlier", "from_file", "places", "ways", "where"]
