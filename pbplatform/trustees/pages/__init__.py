"""Pages of this slice."""

from pbplatform.trustees.pages import mine, naming, public
from pbplatform.trustees.pages.blueprint import bp

__all__ = ["bp", "mine", "naming", "public"]
