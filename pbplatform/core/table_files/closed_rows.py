"""Rows of a file between two pages: closed, their key in the page and nowhere else.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

import os
import re
import secrets
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pbplatform.core.errors import Conflict
from pbplatform.core.slow_work import slow

_NONCE = 12
_NAME = re.compile(r"[0-9a-f]{32}")


class ClosedRows:
    """A folder of closed files; without the key of the page each is noise.

    What is closed is bound to one thing and one account: the key of a page is of no use elsewhere.
    """

    def __init__(self, folder: Path, bound_to: str) -> None:
        self.folder, self._bound = folder, bound_to.encode()

    @slow
    def close(self, data: bytes) -> str:
        """Put it away closed; the ticket with which it is found and opened again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        name, key, nonce = secrets.token_hex(16), secrets.token_bytes(32), secrets.token_bytes(12)
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(nonce + AESGCM(key).encrypt(nonce, data, self._bound))
        return f"{name}.{key.hex()}"

    @slow
    def open(self, ticket: str) -> bytes:
        """What was put away under a ticket.

        Raises:
            Conflict: it is gone, or this is not its ticket.
        """
        name, _point, key = ticket.partition(".")
        try:
            if not _NAME.fullmatch(name):
                raise ValueError("no ticket")
            held = (self.folder / name).read_bytes()
            return AESGCM(bytes.fromhex(key)).decrypt(held[:_NONCE], held[_NONCE:], self._bound)
        except (OSError, ValueError, InvalidTag) as error:
            raise Conflict("table_file.file_is_gone") from error

    def forget(self, ticket: str) -> None:
        """It goes at once; nothing happens when it went before."""
        name = ticket.partition(".")[0]
        if _NAME.fullmatch(name):
            (self.folder / name).unlink(missing_ok=True)


def folder_in(files_dir: Path) -> Path:
    """Where rows of files lie closed between two pages; the worker sweeps it."""
    return files_dir / "register"


def sweep(folder: Path, *, before: datetime) -> int:
    """Delete what was put away before an instant of the machine's own time; how many went."""
    gone = 0
    for path in folder.glob("*"):
        if _NAME.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone
