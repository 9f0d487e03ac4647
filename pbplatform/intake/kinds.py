"""Words of this slice as code."""

from __future__ import annotations

from pbplatform.audit.kinds import LogKind


class IntakeLog(LogKind):
    """What the public log tells of what was written down for somebody. In words: docs/audit.md."""
