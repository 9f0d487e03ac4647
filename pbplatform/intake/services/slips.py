"""Codes of slips: what is printed, and what the database keeps of it.

Source: docs/rules/intake.md section 2.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.sealed_words import own_secret
from pbplatform.core.secrets import (
    derive_key,
    group_code,
    keyed_hash,
    normalise_code,
    random_code,
)
from pbplatform.intake.kinds import CODE_LETTERS


def new_code() -> str:
    """A code for a slip, in groups: 14 letters of 5 bits."""
    return group_code(random_code(CODE_LETTERS))


def code_hash(session: Session, typed: str) -> bytes:
    """What the database keeps of a code, however it was typed."""
    key = derive_key(own_secret(session), "slips")
    return keyed_hash(key, normalise_code(typed))
