"""Pages of this slice."""

from pbplatform.paper.pages import asides, check_sheet, checking, handing
from pbplatform.paper.pages.blueprint import bp

__all__ = ["asides", "bp", "check_sheet", "checking", "handing"]
