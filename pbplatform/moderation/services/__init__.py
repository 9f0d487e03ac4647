"""What people do about words that must go: one function for each verb."""

from __future__ import annotations

from pbplatform.moderation.services.deciding import decide, take_back
from pbplatform.moderation.services.looking import ask_for_look, give_look
from pbplatform.moderation.services.reporting import Report, forget_reporters, report_text
from pbplatform.moderation.services.seeing import facts_of_decision, facts_of_text

__all__ = [
    "Report",
    "ask_for_look",
    "decide",
    "facts_of_decision",
    "facts_of_text",
    "forget_reporters",
    "give_look",
    "report_text",
    "take_back",
]
