"""Words that lie in the database only until they are sent, unreadable to whoever reads it there.

A token in a mail that waits would sign in whoever reads the table. It is sealed under a key derived
from the secret of the installation, which the database never holds (ruling 13). The key comes with
the engine, so that services need not know of settings. Source: docs/rules/notices.md section 3.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from pbplatform.core.secrets import derive_key

_OPTION = "pbplatform_mail_keys"
_NONCE_BYTES = 12


class CannotBeOpened(Exception):
    """Sealed under a secret that this installation no longer has, or changed since."""


def engine_keys(secret_key: str, previous: str = "") -> dict[str, object]:
    """Execution options for an engine whose sessions seal and open: the present key first."""
    keys = tuple(derive_key(secret, "outbox") for secret in (secret_key, previous) if secret)
    return {_OPTION: keys}


def _keys(session: Session) -> tuple[bytes, ...]:
    keys: tuple[bytes, ...] = session.get_bind().get_execution_options()[_OPTION]
    return keys


def own_secret(session: Session) -> str:
    """A secret that this installation alone has, for limits that services count themselves."""
    return _keys(session)[0].hex()


def seal(session: Session, words: Mapping[str, str], *, key16: bytes) -> str:
    """Text that only this installation can open, and only beside the row `key16`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = json.dumps(dict(words)).encode()
    closed = AESGCM(_keys(session)[0]).encrypt(nonce, plain, key16)
    return base64.b64encode(nonce + closed).decode()


def unseal(session: Session, sealed: str, *, key16: bytes) -> dict[str, Any]:
    """What was sealed.

    Raises:
        CannotBeOpened: under no key of ours, or beside another row.
    """
    try:
        data = base64.b64decode(sealed, validate=True)
    except binascii.Error as error:
        raise CannotBeOpened from error
    for key in _keys(session):
        try:
            plain = AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], key16)
        except (InvalidTag, ValueError):
            continue
        words: dict[str, Any] = json.loads(plain)
        return words
    raise CannotBeOpened
