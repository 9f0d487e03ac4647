"""Half-entered batches at rest: closed, and all of one length. Source: docs/rules/paper.md 3.1."""

from __future__ import annotations

import hmac
import json
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pbplatform.core.secrets import encode_code
from pbplatform.voting.domain.sealing import TRACKER_BYTES

MOST_SHEETS = 25
ROOM = 16 * 1024  # of what is closed, whatever was entered
_NONCE = 12


class KeyDoesNotFit(Exception):
    """The key of this batch does not open what was kept."""


def _bound(slug: str, batch: int, hand: int, revision: int) -> bytes:
    return f"pbplatform paper 1|{slug}|{batch}|{hand}|{revision}".encode()


def close_entry(
    key: bytes, lines: list[str | None], *, slug: str, batch: int, hand: int, revision: int
) -> bytes:
    """What one clerk entered, closed under the key of its batch."""
    plain = json.dumps(lines, separators=(",", ":")).encode()
    if len(plain) > ROOM:
        raise ValueError("more than a batch holds")
    nonce = secrets.token_bytes(_NONCE)
    bound = _bound(slug, batch, hand, revision)
    return nonce + AESGCM(key).encrypt(nonce, plain.ljust(ROOM), bound)


def open_entry(
    key: bytes, closed: bytes, *, slug: str, batch: int, hand: int, revision: int
) -> list[str | None]:
    """The same again.

    Raises:
        KeyDoesNotFit: another key, or it was changed.
    """
    bound = _bound(slug, batch, hand, revision)
    try:
        plain = AESGCM(key).decrypt(closed[:_NONCE], closed[_NONCE:], bound)
    except InvalidTag as error:
        raise KeyDoesNotFit from error
    lines: list[str | None] = json.loads(plain)
    return lines


def tracker_of(key: bytes, slug: str, batch: int, sheet: int) -> str:
    """The tracker of a sheet: made again at any time until the key goes, and kept nowhere (3.5)."""
    text = f"tracker|{slug}|{batch}|{sheet}".encode()
    return encode_code(hmac.digest(key, text, sha256)[:TRACKER_BYTES])


def nonce_of(key: bytes, slug: str, batch: int, sheet: int) -> bytes:
    """Tells a sheet that is put into the box twice from two sheets; 32 bytes."""
    return sha256(hmac.digest(key, f"nonce|{slug}|{batch}|{sheet}".encode(), sha256)).digest()
