"""Words of this slice as code."""

from __future__ import annotations

from pbplatform.audit.kinds import LogKind


class PaperLog(LogKind):
    """What the public log tells of paper: numbers, never voters. In words: docs/audit.md."""
