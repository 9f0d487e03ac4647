"""Pages of this slice."""

from pbplatform.venues.pages import places
from pbplatform.venues.pages.blueprint import bp

__all__ = ["bp", "places"]
