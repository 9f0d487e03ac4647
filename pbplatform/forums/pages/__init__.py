"""Pages of forums and meetings; pages of points and answers are in `responses`."""

from pbplatform.forums.pages import desk, public
from pbplatform.forums.pages.blueprint import bp

__all__ = ["bp", "desk", "public"]
