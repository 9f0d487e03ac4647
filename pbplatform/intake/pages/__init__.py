"""Pages of this slice."""

from pbplatform.intake.pages import (
    call_answers,
    calls,
    claiming,
    on_word,
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
    "call_answers",
    "calls",
    "claiming",
    "on_word",
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
