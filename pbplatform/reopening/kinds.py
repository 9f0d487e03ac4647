"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind

FIRST_AGAIN = 2  # opening 1 is that of the ceremony


class ReopenLog(LogKind):
    """What the public log tells of a box after its opening. In words: docs/audit.md."""

    STATED = "reopen:opening:stated"
    TAKEN_BACK = "reopen:opening:taken_back"
    SET_ASIDE = "reopen:opening:set_aside"
    KEY_ENDED = "reopen:key:ended"


class KeyState(StrEnum):
    """Whether the key of a box can still open it. Source: docs/rules/ceremony.md section 10."""

    NONE = "none"  # nothing is frozen yet
    EXISTS = "exists"
    WITH_TRUSTEES = "with-trustees"
    DECIDED = "decided"
    GONE = "gone"
