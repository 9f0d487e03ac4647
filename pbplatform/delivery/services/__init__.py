"""What may be done with a winner. Source: docs/rules/delivery.md."""

from pbplatform.delivery.services.asking import LATE_IS_NEWS, ask_for_updates, tell_of_late_line
from pbplatform.delivery.services.checks import (
    ask_about_project,
    put_project_right,
)
from pbplatform.delivery.services.correcting import Correction, correct_news
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
from pbplatform.delivery.services.unusual import Unusual, unusual_of

__all__ = [
    "LATE_IS_NEWS",
    "Correction",
    "LineFacts",
    "StopFacts",
    "Unusual",
    "ask_about_project",
    "ask_for_updates",
    "correct_news",
    "give_line",
    "move_next_date",
    "post_update",
    "put_project_right",
    "set_next_step",
    "set_step",
    "stop_project",
    "take_step_back",
    "tell_of_late_line",
    "unusual_of",
]
