"""Who may call forums and meetings, keep their minutes, correct them, say that they came."""

from pbplatform.forums.policies.meetings import (
    refuse_to_arrange,
    refuse_to_attend,
    refuse_to_call_forum,
    refuse_to_cancel,
    refuse_to_change,
    refuse_to_facilitate,
    refuse_to_register,
    refuse_to_restore,
    refuse_to_set_agenda,
)

__all__ = [
    "refuse_to_arrange",
    "refuse_to_attend",
    "refuse_to_call_forum",
    "refuse_to_cancel",
    "refuse_to_change",
    "refuse_to_facilitate",
    "refuse_to_register",
    "refuse_to_restore",
    "refuse_to_set_agenda",
]
