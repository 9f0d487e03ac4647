"""Words of this slice as code."""

from __future__ import annotations

from pbplatform.audit.kinds import LogKind


class LetterLog(LogKind):
    """What the public log tells of letters. In words: docs/audit.md."""
