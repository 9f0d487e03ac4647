"""What may be done with a winner. Source: docs/rules/delivery.md."""

from pbplatform.delivery.services.asking import ask_for_updates
from pbplatform.delivery.services.lines import LineFacts, give_line
from pbplatform.delivery.services.progress import (
    StopFacts,
    move_next_date,
    post_update,
    set_next_step,
    set_step,
    stop_project,
)
from pbplatform.delivery.services.taking_back import take_step_back

__all__ = [
    "LineFacts",
    "StopFacts",
    "ask_for_updates",
    "give_line",
    "move_next_date",
    "post_update",
    "set_next_step",
    "set_step",
    "stop_project",
    "take_step_back",
]
