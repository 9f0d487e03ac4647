"""The key that signs the checkpoints of all logs: a file in KEY_DIR (ruling 13).

Only the worker reads it. Who checks needs the public half, which stands in the database beside
each checkpoint. Source: docs/rules/audit.md section 9.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from pbplatform.core.errors import Conflict

FILE = "log.key"


def make_log_key(folder: Path) -> bool:
    """Make the key when there is none; whether it was made."""
    path = folder / FILE
    if path.exists():
        return False
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    draft = path.with_name(f".{FILE}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # somebody made one meanwhile: theirs stays
            os.link(draft, path)
    finally:
        draft.unlink()
    return True


def load_log_key(folder: Path) -> Ed25519PrivateKey | None:
    """The key; None where there is none on this machine.

    Raises:
        Conflict: the file holds no such key.
    """
    try:
        key = load_pem_private_key((folder / FILE).read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Conflict("log.key_damaged") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Conflict("log.key_damaged")
    return key
