"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class TrusteeLog(LogKind):
    """What the public log tells of trustees. In words: docs/audit.md."""

    NAMED = "trustee:key:named"
    """Trustees hold the key of the box together; named, or others than before. `file_sha256` is
    the hash of their public file.

    Values: `need`, `of`, `trustees`, `file_sha256`; `file_sha256_before`.
    """
    LET_GO = "trustee:key:let_go"
    """No trustees hold it any more: the key will be on the server.

    Values: – (`file_sha256_before`).
    """
    DESTROYED = "trustee:share:destroyed"
    """A trustee said that their share is destroyed.

    Values: `trustee`; `number`.
    """
    ACCOUNT_ACCEPTED = "trustee:account:accepted"
    """A trustee signs in: an account stands for a share, by their own press.

    Values: `trustee`; `number`.
    """
    ACCOUNT_ENDED = "trustee:account:ended"
    """The trustee laid that down. Their share on paper stays.

    Values: `trustee`; `number`.
    """
    EXPORT_TAKEN = "trustee:export:taken"
    """Somebody took the closed votes, to open them away from the server: a trustee, an auditor, or
    the operator by a command.
    """
    LIST_CONFIRMED = "trustee:list:confirmed"
    """A trustee typed the hash of the list that was opened away from the server.

    Values: `trustee`; `number`, `list_sha256`.
    """
    LIST_TAKEN_BACK = "trustee:list:taken_back"
    """A trustee took that hash back, or typed another one in its place.

    Values: `trustee`; `number`, `list_sha256`.
    """


class Level(StrEnum):
    """Who holds the key that opens a box, as the frozen definition has it."""

    SERVER = "server-key"
    TRUSTEES = "trustees"
