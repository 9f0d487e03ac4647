"""Pages of this slice."""

from pbplatform.paper.pages import check_sheet, checking
from pbplatform.paper.pages.blueprint import bp

__all__ = ["bp", "check_sheet", "checking"]
