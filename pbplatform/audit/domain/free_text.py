"""Which values of an entry are somebody's free text: the one list of them.

An entry of the site log (format 2) carries a salted commitment in their place; the words and the
salt stand beside the log, where they can be emptied. Source: docs/rules/audit.md section 7.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pbplatform.core.canonical import sha256

FIELD_LENGTH = 40
SALT_BYTES = 32
# What people type as they like: reasons, and what a thing is called or says.
FREE_TEXT = frozenset(
    {"reason", "words", "note", "sentence", "correction", "what", "title", "gist", "text"}
)
# The same name for something else: the post of somebody in a public role stays in the entry.
_NO_FREE_TEXT = frozenset({("place:role:granted", "title")})


class Commitment(str):
    """A salted hash of somebody's words, whose salt is kept where the words are: stays as it is."""

    __slots__ = ()


@dataclass(frozen=True)
class Committed:
    """Words that an entry only commits to."""

    field: str
    salt: bytes
    words: str

    @property
    def hex(self) -> str:
        return commitment_of(self.salt, self.words)


def commitment_of(salt: bytes, words: str) -> str:
    """SHA-256 over the salt and the words in UTF-8, in hex."""
    return sha256(salt + words.encode()).hex()


def is_free_text(kind: str, field: str) -> bool:
    """Whether a value of this name, or what it was before, is free text in entries of this kind."""
    return field.removesuffix("_before") in FREE_TEXT and (kind, field) not in _NO_FREE_TEXT


def parted(kind: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Committed]]:
    """What stands in the entry itself, and the words that stand beside the log."""
    stays: dict[str, Any] = {}
    beside: list[Committed] = []
    for field, value in data.items():
        text = isinstance(value, str) and value and not isinstance(value, Commitment)
        if text and is_free_text(kind, field):
            beside.append(Committed(field, secrets.token_bytes(SALT_BYTES), value))
        else:
            stays[field] = value
    return stays, beside


def without_free_text(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What may still be shown of an old entry whose words were erased."""
    return {field: value for field, value in data.items() if not is_free_text(kind, field)}
