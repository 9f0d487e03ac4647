"""Many SHA-256 hashes in few bytes: those of a box with a million votes, compared and hashed.

32 bytes for each hash, and nothing beside it. Source: docs/rules/running.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

import numpy as np
import numpy.typing as npt

_SIZE, _AT_ONCE = 32, 1 << 16
Table = npt.NDArray[np.bytes_]


class Digests:
    """A set of hashes; told in ascending order.

    Numpy compares all 32 bytes of two such texts; only one that is taken out alone loses zeros at
    its end, so none is.
    """

    def __init__(self, digests: Iterable[bytes] = ()) -> None:
        self._raw = bytearray()
        self._twice, self._in_order = 0, True
        for digest in digests:
            self.add(digest)

    def add(self, digest: bytes) -> None:
        """Take one more; what is no hash of 32 bytes is kept as its own hash, which nobody else's
        is."""
        self._raw += digest if len(digest) == _SIZE else sha256(digest).digest()
        self._in_order = False

    @property
    def twice(self) -> int:
        """How many were taken that had been taken before."""
        self._table()
        return self._twice

    def __len__(self) -> int:
        return len(self._table())

    def __iter__(self) -> Iterator[bytes]:
        table = self._table().view(np.uint8)
        for start in range(0, len(table), _SIZE):
            yield table[start : start + _SIZE].tobytes()

    def __contains__(self, digest: object) -> bool:
        if not isinstance(digest, bytes) or len(digest) != _SIZE:
            return False
        return bool(_found(self._table(), np.frombuffer(digest, dtype=f"S{_SIZE}"))[0])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Digests):
            return NotImplemented
        return np.array_equal(self._table(), other._table())

    __hash__ = None  # type: ignore[assignment]  # it grows

    def without(self, *others: Digests) -> Digests:
        """Those that none of the others has."""
        table = self._table()
        keep = np.ones(len(table), dtype=np.bool_)
        for other in others:
            gone = other._table()
            for start in range(0, len(table), _AT_ONCE):
                block = slice(start, start + _AT_ONCE)
                keep[block] &= ~_found(gone, table[block])
        return self if keep.all() else Digests._of(table[keep])

    @property
    def sha256(self) -> bytes:
        """One hash over all of them, ascending: what entries of the log name."""
        return sha256(self._table().view(np.uint8).data).digest()

    @classmethod
    def _of(cls, table: Table) -> Digests:
        """Of hashes that are in order already, each once."""
        made = cls()
        made._raw = bytearray(table.view(np.uint8))
        return made

    def _table(self) -> Table:
        """All of them in order, each once; put in order where it was not, in place."""
        table: Table = np.frombuffer(self._raw, dtype=f"S{_SIZE}")
        if not self._in_order:
            table.sort()
            self._in_order = True
            same = table[1:] == table[:-1]
            if twice := int(same.sum()):
                self._twice += twice
                fewer = np.delete(table, np.flatnonzero(same))
                self._raw = bytearray(fewer.view(np.uint8))
                table = np.frombuffer(self._raw, dtype=f"S{_SIZE}")
        return table


def _found(table: Table, wanted: Table) -> npt.NDArray[np.bool_]:
    """Which of these stand in a table that is in order."""
    if not len(table):
        return np.zeros(len(wanted), dtype=np.bool_)
    places = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    same: npt.NDArray[np.bool_] = table[places] == wanted
    return same
