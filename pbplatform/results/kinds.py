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
    """Somebody objected to a count. Of the words it has a salted hash.

    Values: `sort`, `count`; also `words_sha256`.
    """
    OBJECTION_SHOWN = "result:objection:shown"
    """The words of an objection were read and can be read by everybody."""
    OBJECTION_WITHDRAWN = "result:objection:withdrawn"
    """An objection was withdrawn by who sent it."""
    OBJECTION_ANSWERED = "result:objection:answered"
    """An objection was answered; a later answer corrects it.

    Values: `verdict`, `answered_by`, `reason`.
    """
    RECOUNT_OWED = "result:recount:owed"
    """A count was found wrong and is done again, by an answer or by two people.

    Values: `count`, `reason`; also `objection`.
    """
    RECOUNT_OFF = "result:recount:off"
    """It is not done again, since the answer was corrected.

    Values: `count`.
    """
    CERTIFIED = "result:count:certified"
    """Two people certified a count; with votes on paper, how many papers were compared by hand
    before, and how many were the same.

    Values: `count`, `first`, `second`, `papers_compared`, `papers_same`; also `sha256`.
    """
