"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class VenueLog(LogKind):
    """What the public log tells of voting places and help. In words: docs/audit.md."""


class Exclusion(StrEnum):
    """How paper and online exclude each other in a round. Source: docs/rules/paper.md section 1."""

    NO_PAPER = ""
    FIRST = "first"  # whichever came first
    REPLACES = "replaces"  # a paper is also given to who voted online: that vote is taken out first
