"""Pages of forums and meetings; those of points are in `points`."""

from pbplatform.forums.pages import desk, facts, public
from pbplatform.forums.pages.blueprint import bp

__all__ = ["bp", "desk", "facts", "public"]
