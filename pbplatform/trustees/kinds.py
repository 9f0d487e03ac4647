"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class TrusteeLog(LogKind):
    """What the public log tells of trustees. In words: docs/audit.md."""

    NAMED = "trustee:key:named"
    LET_GO = "trustee:key:let_go"
    DESTROYED = "trustee:share:destroyed"


class Level(StrEnum):
    """Who holds the key that opens a box, as the frozen definition has it."""

    SERVER = "server-key"
    TRUSTEES = "trustees"


class OpenedBy(StrEnum):
    """How the key came about, as the entry of the opening has it (rules section 3)."""

    SERVER = "server"
    HERE = "here"  # shares typed on the page of the opening
