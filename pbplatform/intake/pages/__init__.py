"""Pages of this slice."""

from pbplatform.intake.pages import claiming, slips, stall, writing
from pbplatform.intake.pages.blueprint import bp

__all__ = ["bp", "claiming", "slips", "stall", "writing"]
