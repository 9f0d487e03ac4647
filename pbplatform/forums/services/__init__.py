"""Changing forums, meetings and minutes. Source: docs/rules/forums.md."""

from pbplatform.forums.services.facts import correct_forum, facts_of_forum
from pbplatform.forums.services.meetings import (
    MeetingFacts,
    attend,
    call_forum,
    call_meeting,
    cancel_meeting,
)
from pbplatform.forums.services.minutes import write_minutes
from pbplatform.forums.services.seeing import (
    facts_of_meeting,
    facts_of_minutes,
    require_same_meeting,
    require_same_minutes,
)

__all__ = [
    "correct_forum",
    "facts_of_forum",
    "facts_of_meeting",
    "facts_of_minutes",
    "require_same_meeting",
    "require_same_minutes",
    "MeetingFacts",
    "attend",
    "call_forum",
    "call_meeting",
    "cancel_meeting",
    "write_minutes",
]
