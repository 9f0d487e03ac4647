"""Letter files leave closed: file and key go to two people (docs/rules/voting.md section 1).

A file is the line `pbletters 1` and, in base 64, 12 bytes of nonce and a CSV under AES-256-GCM; the
first line is authenticated too. A key is 64 hexadecimal digits.
"""

from __future__ import annotations

import base64
import csv
import io
import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pbplatform.core.secrets import derive_key, group_code
from pbplatform.core.slow_work import slow
from pbplatform.counting.cells import text_cell

HEAD = b"pbletters 1\n"
_NONCE = 12


class CannotJoin(ValueError):
    """These two do not belong together, or one of them is damaged."""


def new_key() -> bytes:
    """256 random bits, for one file."""
    return AESGCM.generate_key(bit_length=256)


def keep_key(key: bytes, secret_key: str) -> bytes:
    """The key of a file as the database keeps it for the second person."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(derive_key(secret_key, "letter-files")).encrypt(nonce, key, HEAD)


def kept_key(kept: bytes, secret_keys: Iterable[str]) -> bytes:
    """The key of a file again, by the present secret or the one before it.

    Raises:
        CannotJoin: by neither.
    """
    for secret_key in secret_keys:
        opener = AESGCM(derive_key(secret_key, "letter-files"))
        try:
            return opener.decrypt(kept[:_NONCE], kept[_NONCE:], HEAD)
        except InvalidTag:
            continue
    raise CannotJoin("the key was kept under another secret")


@slow
def close_file(
    key: bytes,
    *,
    voters: Iterable[tuple[int, str]],
    spares: Iterable[tuple[int, str]],
    register: Mapping[int, str] = MappingProxyType({}),
) -> bytes:
    """The file for the printer: one line for each letter, closed with its key.

    Args:
        register: numbers of voters in a register, where whoever prints needs them to find the
            address; with them the file has a fourth column.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    beside = ("register",) if register else ()
    writer.writerow(["letter", "number", "code", *beside])
    for number, code in voters:
        held = (text_cell(register.get(number, "")),) if register else ()
        writer.writerow(["voter", number, group_code(code), *held])
    writer.writerows(("spare", number, group_code(code)) for number, code in spares)
    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(key).encrypt(nonce, out.getvalue().encode(), HEAD)
    return HEAD + base64.encodebytes(nonce + closed)


def join(closed: bytes, key: str) -> str:
    """The CSV of a closed file, by its key; what whoever prints does, away from the server.

    Raises:
        CannotJoin: not such a file, or not its key.
    """
    if not closed.startswith(HEAD):
        raise CannotJoin("this is not a file of letters")
    try:
        rest = base64.b64decode(b"".join(closed[len(HEAD) :].split()), validate=True)
        opened = AESGCM(bytes.fromhex("".join(key.split()))).decrypt(
            rest[:_NONCE], rest[_NONCE:], HEAD
        )
    except (InvalidTag, ValueError) as error:
        raise CannotJoin("this key does not open this file, or one of them is damaged") from error
    return opened.decode()
