"""Keys derived from the one secret, random codes, and their hashes (ruling 13)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Crockford's base 32: no I, L, O, U, so a code can be read aloud and copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def derive_key(secret_key: str, label: str, length: int = 32) -> bytes:
    """A key for one use only, by HKDF-SHA256 with `label`."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=label.encode())
    return hkdf.derive(secret_key.encode())


def keyed_hash(key: bytes, text: str) -> bytes:
    """HMAC-SHA256 of `text`: what the database keeps of a code."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def new_token() -> str:
    """128 random bits for a cookie or a link."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def encode_code(data: bytes) -> str:
    """Bytes as base 32 letters, most significant bit first, `len(data) * 8 / 5` rounded up."""
    letters = -(-len(data) * 8 // 5)
    number = int.from_bytes(data) << (letters * 5 - len(data) * 8)
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(letters)))


def group_code(code: str) -> str:
    """A code in groups of four for reading: `7Q4K-9XMD-2HTB-WC3R`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalise_code(typed: str) -> str:
    """What was meant: upper case, without blanks and dashes, misread letters mended."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum())
    return kept.translate(_MISREAD)


def random_code(letters: int) -> str:
    """A random code of `letters` letters, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))


def new_handle() -> str:
    """Sixteen letters that stand for a row in an address and tell nothing of it."""
    return secrets.token_hex(8)
