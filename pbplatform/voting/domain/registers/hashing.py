"""The keyed hash of a register's number: all that a roll knows of a person.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from pbplatform.core.slow_work import slow

HASH_BYTES = 32
_CHECKED = b"this is the key of the register"
_CHECK_BYTES = 8


@slow
def hashes_of(key: bytes, numbers: Iterable[str]) -> list[bytes]:
    """One hash of 32 bytes for each number, in the same order."""
    return [hmac.digest(key, number.encode(), "sha256") for number in numbers]


def check_of(key: bytes) -> bytes:
    """What an import remembers of its key, so that another one is noticed; 8 bytes."""
    return hmac.digest(key, _CHECKED, "sha256")[:_CHECK_BYTES]
