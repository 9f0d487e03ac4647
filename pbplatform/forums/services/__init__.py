"""Changing forums, meetings and minutes. Source: docs/rules/forums.md."""

from pbplatform.forums.services.attendance import (
    AttendanceFacts,
    OfficialFacts,
    attend,
    take_attendance_back,
    write_attendance,
)
from pbplatform.forums.services.corrections import (
    CorrectionFacts,
    decide_correction,
    send_correction,
    withdraw_correction,
)
from pbplatform.forums.services.drafts import drop_draft, save_draft
from pbplatform.forums.services.facts import correct_forum, facts_of_forum
from pbplatform.forums.services.meetings import (
    MeetingFacts,
    call_forum,
    call_meeting,
    cancel_meeting,
)
from pbplatform.forums.services.minutes import write_minutes
from pbplatform.forums.services.seeing import (
    facts_of_correction,
    facts_of_draft,
    facts_of_meeting,
    facts_of_minutes,
    require_same_correction,
    require_same_draft,
    require_same_meeting,
    require_same_minutes,
)

__all__ = [
    "AttendanceFacts",
    "CorrectionFacts",
    "OfficialFacts",
    "decide_correction",
    "drop_draft",
    "facts_of_correction",
    "facts_of_draft",
    "correct_forum",
    "facts_of_forum",
    "facts_of_meeting",
    "facts_of_minutes",
    "require_same_correction",
    "require_same_draft",
    "require_same_meeting",
    "require_same_minutes",
    "MeetingFacts",
    "attend",
    "call_forum",
    "call_meeting",
    "cancel_meeting",
    "save_draft",
    "send_correction",
    "take_attendance_back",
    "withdraw_correction",
    "write_attendance",
    "write_minutes",
]
