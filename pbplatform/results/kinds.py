"""Words of the certificate and of objections as code. Source: docs/rules/results.md."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind

OBJECTOR_NEWS = "results:objection"


class ObjectionKind(StrEnum):
    """What somebody says is wrong."""

    COUNT = "count"
    RULE = "rule"
    BALLOT = "ballot"
    OPENING = "opening"
    OTHER = "other"


class ObjectionState(StrEnum):
    """A person decides, so it is stored."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


# An answer that was wrong is followed by another one, so an answered one is answered again.
TRANSITIONS: dict[ObjectionState, frozenset[ObjectionState]] = {
    ObjectionState.OPEN: frozenset({ObjectionState.ANSWERED, ObjectionState.WITHDRAWN}),
    ObjectionState.ANSWERED: frozenset({ObjectionState.ANSWERED}),
    ObjectionState.WITHDRAWN: frozenset(),
}


class Verdict(StrEnum):
    """What the answer to an objection comes to."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not-upheld"


class ResultLog(LogKind):
    """What the public log tells of a result after its count. In words: docs/audit.md."""

    OBJECTION_SENT = "result:objection:sent"
    OBJECTION_SHOWN = "result:objection:shown"
    OBJECTION_WITHDRAWN = "result:objection:withdrawn"
    OBJECTION_ANSWERED = "result:objection:answered"
    RECOUNT_OWED = "result:recount:owed"
    RECOUNT_OFF = "result:recount:off"
    CERTIFIED = "result:count:certified"
