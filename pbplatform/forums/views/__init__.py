"""Pages of forums and meetings; pages of points and answers are in `responses`."""

from pbplatform.forums.views import desk, public
from pbplatform.forums.views.blueprint import bp

__all__ = ["bp", "desk", "public"]
