"""Pages of this slice."""

from pbplatform.intake.pages import (
    calls,
    claiming,
    publishing,
    saying_again,
    slips,
    stall,
    table,
    table_file,
    table_row,
    taking_back,
    writing,
)
from pbplatform.intake.pages.blueprint import bp

__all__ = [
    "bp",
    "calls",
    "claiming",
    "publishing",
    "saying_again",
    "slips",
    "stall",
    "table",
    "table_file",
    "table_row",
    "taking_back",
    "writing",
]
