"""Pages of this slice."""

from pbplatform.intake.pages import (
    call_answers,
    calls,
    claiming,
    on_word,
    publishing,
    slips,
    stall,
    table,
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
    "slips",
    "stall",
    "table",
    "writing",
]
