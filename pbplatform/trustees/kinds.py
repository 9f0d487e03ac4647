"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class TrusteeLog(LogKind):
    """What the public log tells of trustees. In words: docs/audit.md."""

    NAMED = "trustee:key:named"
    LET_GO = "trustee:key:let_go"
    DESTROYED = "trustee:share:destroyed"
    ACCOUNT_ACCEPTED = "trustee:account:accepted"
    ACCOUNT_ENDED = "trustee:account:ended"
    EXPORT_TAKEN = "trustee:export:taken"
    LIST_CONFIRMED = "trustee:list:confirmed"
    LIST_TAKEN_BACK = "trustee:list:taken_back"


class Level(StrEnum):
    """Who holds the key that opens a box, as the frozen definition has it."""

    SERVER = "server-key"
    TRUSTEES = "trustees"
