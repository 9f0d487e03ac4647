"""Pages of forums and meetings; those of points are in `points`."""

from pbplatform.forums.pages import attendance, desk, minutes, public
from pbplatform.forums.pages.blueprint import bp

__all__ = ["attendance", "bp", "desk", "minutes", "public"]
