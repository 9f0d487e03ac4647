"""Pages of this slice."""

from pbplatform.trustees.pages import naming, public
from pbplatform.trustees.pages.blueprint import bp

__all__ = ["bp", "naming", "public"]
