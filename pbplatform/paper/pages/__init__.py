"""Pages of this slice."""

from pbplatform.paper.pages import asides, handing
from pbplatform.paper.pages.blueprint import bp

__all__ = ["asides", "bp", "handing"]
