"""Pages of this slice."""

from pbplatform.intake.pages import claiming, publishing, slips, stall, table, writing
from pbplatform.intake.pages.blueprint import bp

__all__ = ["bp", "claiming", "publishing", "slips", "stall", "table", "writing"]
