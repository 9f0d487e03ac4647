"""The program with which outsiders check a forum, by its hash. Source: docs/rules/audit.md 12."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from pbplatform import verifier

VERIFIER = Path(verifier.__file__).with_name("verify_forum.py")
PART = VERIFIER.with_name("check_forum_log.py")  # VERIFIER names it by its hash


@cache
def verifier_hash() -> str:
    """SHA-256 of the program in hex, read once."""
    return sha256(VERIFIER.read_bytes()).hexdigest()
