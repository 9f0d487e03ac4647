"""Changing forums, meetings, minutes and points. Source: docs/rules/forums.md."""

from pbplatform.forums.services.meetings import (
    MeetingFacts,
    attend,
    call_forum,
    call_meeting,
    cancel_meeting,
)
from pbplatform.forums.services.minutes import write_minutes
from pbplatform.forums.services.points import (
    change_kind,
    join_to,
    publish_point,
    raise_point,
    record_point,
    refuse_point,
    support,
    tell_asker,
)
from pbplatform.forums.services.seeing import (
    facts_of_meeting,
    facts_of_minutes,
    require_same_meeting,
    require_same_minutes,
)

__all__ = [
    "facts_of_meeting",
    "facts_of_minutes",
    "require_same_meeting",
    "require_same_minutes",
    "MeetingFacts",
    "attend",
    "call_forum",
    "call_meeting",
    "cancel_meeting",
    "change_kind",
    "join_to",
    "publish_point",
    "raise_point",
    "record_point",
    "refuse_point",
    "support",
    "tell_asker",
    "write_minutes",
]
