"""A bundle: all that is public of a vote, or of a forum, in one zip.

Source: docs/rules/audit.md sections 10 and 12.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256

SUMS = "SHA256SUMS"
# No file of a bundle has a time of its own: the same state gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16

Part = tuple[str, Iterable[bytes]]


class _Taken(io.RawIOBase):
    """Where a zip file is written to, to be handed on piece by piece."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._held.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        found = b"".join(self._held)
        self._held.clear()
        return found


def zipped(parts: Iterable[Part]) -> Iterator[bytes]:
    """A zip file of these parts, piece by piece; the hashes of all of them stand in it last."""
    taken = _Taken()
    sums: list[str] = []
    with zipfile.ZipFile(taken, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, pieces in parts:
            digest = sha256()
            with packed.open(_info(name), "w", force_zip64=True) as file:
                for piece in pieces:
                    digest.update(piece)
                    file.write(piece)
                    if found := taken.take():
                        yield found
            sums.append(f"{digest.hexdigest()}  {name}\n")
        listed = "".join(sorted(sums, key=lambda line: line[66:]))
        with packed.open(_info(SUMS), "w") as file:
            file.write(listed.encode())
    yield taken.take()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_TIME)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, _MODE
    return info
