"""Pages of this slice."""

from pbplatform.paper.pages import (
    asides,
    batches,
    check_sheet,
    checking,
    entering,
    handing,
    more,
    printing,
)
from pbplatform.paper.pages.blueprint import bp

BLUEPRINTS = (bp, batches.bp, entering.bp, printing.bp)

__all__ = [
    "BLUEPRINTS",
    "asides",
    "batches",
    "bp",
    "check_sheet",
    "checking",
    "entering",
    "handing",
    "more",
]
