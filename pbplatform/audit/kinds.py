"""Kinds of entries of the public log, as `source:subject:action`: each slice names its own."""

from __future__ import annotations

from enum import StrEnum


class LogKind(StrEnum):
    """The kinds of one slice; a name is used once in the whole program."""


class AuditLog(LogKind):
    """What the public log tells of the log itself. In words: docs/audit.md."""

    LOG_ACCEPTED = "place:log:accepted"
    LOG_TIED = "place:log:tied"
    WORDS_ERASED = "place:words:erased"
    PROMISE_KEY_CERTIFIED = "place:promise_key:certified"
    PROMISE_KEY_REVOKED = "place:promise_key:revoked"
    WITNESS_NAMED = "place:witness:named"
    WITNESS_ENDED = "place:witness:ended"
