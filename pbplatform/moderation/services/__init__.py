"""What people do about words that must go: one function for each verb."""

from __future__ import annotations

from pbplatform.moderation.services import keeping as keeping
from pbplatform.moderation.services.checking import Wish, afterwards, checked
from pbplatform.moderation.services.deciding import decide, take_back
from pbplatform.moderation.services.looking import ask_for_look, give_look
from pbplatform.moderation.services.reporting import Report, forget_reporters, report_text
from pbplatform.moderation.services.seeing import facts_of_decision, facts_of_text

__all__ = [
    "Report",
    "Wish",
    "afterwards",
    "ask_for_look",
    "checked",
    "decide",
    "facts_of_decision",
    "facts_of_text",
    "forget_reporters",
    "give_look",
    "report_text",
    "take_back",
]
