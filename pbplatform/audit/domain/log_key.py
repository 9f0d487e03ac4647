"""The keys that sign in public: files in KEY_DIR (ruling 13).

`log.key` signs the checkpoints of all logs, and only the worker reads it. `promise.key` signs what
this app host promises on receipts, and only its web processes read it. Who checks needs the public
halves: those of logs stand beside each checkpoint, those of promises in the public log.
Source: docs/rules/audit.md sections 9 and 11.
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
PROMISE_FILE = "promise.key"


def make_log_key(folder: Path) -> bool:
    """Make the key of the logs when there is none; whether it was made."""
    return _make(folder / FILE)


def make_promise_key(folder: Path) -> bool:
    """Make the key of this host's promises when there is none; whether it was made."""
    return _make(folder / PROMISE_FILE)


def load_log_key(folder: Path) -> Ed25519PrivateKey | None:
    """The key of the logs; None where there is none on this machine.

    Raises:
        Conflict: the file holds no such key.
    """
    return _load(folder / FILE, "log.key_damaged")


def load_promise_key(folder: Path) -> Ed25519PrivateKey | None:
    """The key of this host's promises; None where there is none on this machine.

    Raises:
        Conflict: the file holds no such key.
    """
    return _load(folder / PROMISE_FILE, "log.promise_key_damaged")


def _make(path: Path) -> bool:
    if path.exists():
        return False
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
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


def _load(path: Path, damaged: str) -> Ed25519PrivateKey | None:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Conflict(damaged) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Conflict(damaged)
    return key
