"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind

FIRST_AGAIN = 2  # opening 1 is that of the ceremony


class ReopenLog(LogKind):
    """What the public log tells of a box after its opening. In words: docs/audit.md."""

    STATED = "reopen:opening:stated"
    """Somebody opened the box again and said which list of votes came out. `opening` is its
    number, 1 being the ceremony's; `agrees` is 1 where both hashes are the same, else 0;
    `as_role` is `auditor` or `trustee`.

    Values: `opening`, `by`, `as_role`, `list_sha256`; `logged_sha256`, `agrees`.
    """
    TAKEN_BACK = "reopen:opening:taken_back"
    """Whoever stated it took it back.

    Values: `opening`, `reason`.
    """
    SET_ASIDE = "reopen:opening:set_aside"
    """Two others said why another list does not stand; it holds up the certificate no more.

    Values: `opening`, `reason`, `first`, `second`.
    """
    KEY_ENDED = "reopen:key:ended"
    """Two people decided that the key is destroyed; the entry `vote:key:destroyed` follows when it
    is. `key_sha256` is over the public point of the key.

    Values: `key_sha256`, `envelopes`, `first`, `second`.
    """


class KeyState(StrEnum):
    """Whether the key of a box can still open it. Source: docs/rules/ceremony.md section 10."""

    NONE = "none"  # nothing is frozen yet
    EXISTS = "exists"
    WITH_TRUSTEES = "with-trustees"
    DECIDED = "decided"
    GONE = "gone"
