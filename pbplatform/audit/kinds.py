"""Kinds of entries of the public log, as `source:subject:action`: each slice names its own."""

from __future__ import annotations

from enum import StrEnum


class LogKind(StrEnum):
    """The kinds of one slice; a name is used once in the whole program."""


class AuditLog(LogKind):
    """What the public log tells of the log itself. In words: docs/audit.md."""

    LOG_ACCEPTED = "place:log:accepted"
    """A log is older than, or another than, the one this machine saw: a copy of the database was
    put back.

    Values: `log`, `entries`, `hash`, `seen_entries`, `seen_hash`, `tree` (1 where the hashes are
    roots of the tree), `reason`.
    """
    LOG_TIED = "place:log:tied"
    """The ballot log of a round, as it was when its box was opened for votes or closed: how many
    entries, and the root of its tree.

    Values: `log`, `stage`, `entries`, `root`.
    """
    WORDS_ERASED = "place:words:erased"
    """Words beside the log were erased for good.

    Values: `reason`; also `erased_entries`.
    """
    PROMISE_KEY_CERTIFIED = "place:promise_key:certified"
    """A key signs promises on receipts of votes from now on.

    Values: `key`, `number`.
    """
    PROMISE_KEY_REVOKED = "place:promise_key:revoked"
    """A key signs no promise any more; what it signed before binds us.

    Values: `key`, `reason`.
    """
    WITNESS_NAMED = "place:witness:named"
    """An outsider watches the logs from now on, by this key; two people answer for it.

    Values: `name`; `key`, `by`, `second`.
    """
    WITNESS_ENDED = "place:witness:ended"
    """Nothing more that is signed by this key is taken.

    Values: `name`, `reason`; `key`, `by`, `second`.
    """
