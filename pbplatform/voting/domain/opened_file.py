"""What trustees bring back from an opening away from the server: one file, `opened.json`.

Source: docs/rules/trustees.md section 5.2.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from pbplatform.core.canonical import canonical_json, canonical_rows

WHAT = "pbplatform-opened"
_ROWS_AT_ONCE, _BYTES_AT_ONCE = 1000, 1 << 16
_LIST, _AFTER_LIST, _BETWEEN_ROWS = b'"list":{"ballots":[', b'],"v":1},"round":', b'"],["'
_NAMES = frozenset(
    {"v", "what", "round", "definition_sha256", "envelopes_sha256", "damaged", "signatures", "list"}
)


class NotOpenedFile(ValueError):
    """The bytes are no such file."""


class ManyRows(Protocol):
    """Rows of a list, which need not all be in memory: tracker, choices, reason."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True)
class OpenedFile:
    """One such file.

    Attributes:
        rows: of the list: tracker, choices, reason, as they stand there.
        damaged: full hashes of the votes that could not be opened, ascending.
        signatures: of shares, by their number, 64 bytes each.
    """

    slug: str
    definition_sha256: bytes
    envelopes_sha256: bytes
    rows: ManyRows
    damaged: tuple[bytes, ...]
    signatures: Mapping[int, bytes]


def list_pieces(rows: Iterable[Any]) -> Iterator[bytes]:
    """The published list, whose SHA-256 people type and the log keeps (decision 0010).

    Raises:
        TypeError, ValueError: a row that canonical JSON does not have.
    """
    rest, between = iter(rows), b""
    yield b'{"ballots":['
    while block := list(islice(rest, _ROWS_AT_ONCE)):
        yield between + canonical_rows(block)[1:-1]
        between = b","
    yield b'],"v":1}'


def hash_of(rows: Iterable[Any]) -> bytes:
    """What is typed of a list."""
    found = hashlib.sha256()
    for piece in list_pieces(rows):
        found.update(piece)
    return found.digest()


def opened_pieces(file: OpenedFile) -> Iterator[bytes]:
    """Its bytes: canonical JSON."""
    before = {
        "damaged": [digest.hex() for digest in file.damaged],
        "definition_sha256": file.definition_sha256.hex(),
        "envelopes_sha256": file.envelopes_sha256.hex(),
    }
    after = {
        "round": file.slug,
        "signatures": {str(n): raw.hex() for n, raw in sorted(file.signatures.items())},
        "v": 1,
        "what": WHAT,
    }
    yield canonical_json(before)[:-1] + b',"list":'
    yield from list_pieces(file.rows)
    yield b"," + canonical_json(after)[1:]


def read_opened(raw: bytes) -> OpenedFile:
    """The file in these bytes, which stay where they are; whether it is right the box says.

    Raises:
        NotOpenedFile: not the bytes that `opened_pieces` makes of anything.
    """
    try:
        start, end = raw.index(_LIST) + len(_LIST), raw.rindex(_AFTER_LIST)
        told = json.loads(raw[:start] + raw[end:])
        if set(told) != _NAMES or told["v"] != 1 or told["what"] != WHAT:
            raise ValueError("not this file")
        file = OpenedFile(
            slug=str(told["round"]),
            definition_sha256=_digest(told["definition_sha256"]),
            envelopes_sha256=_digest(told["envelopes_sha256"]),
            rows=_RowsWithin(raw, start, end),
            damaged=tuple(_digest(digest) for digest in told["damaged"]),
            signatures={int(n): bytes.fromhex(one) for n, one in told["signatures"].items()},
        )
        _refuse_other_bytes(raw, file)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotOpenedFile("not a file of opened votes") from error
    return file


class _RowsWithin:
    """Rows as they stand within a file, each read when it is asked for."""

    def __init__(self, raw: bytes, start: int, end: int) -> None:
        self._raw, self._start, self._end = raw, start, end
        self._number = sum(1 for _row in self)

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Any]:
        at = self._start
        while at < self._end:
            cut = self._raw.find(_BETWEEN_ROWS, at + _BYTES_AT_ONCE, self._end)
            end = self._end if cut < 0 else cut + 2
            yield from json.loads(f"[{self._raw[at:end].decode()}]")
            at = end + 1  # behind the comma


def _refuse_other_bytes(raw: bytes, file: OpenedFile) -> None:
    """However it was read: what is written of it must be the same bytes."""
    at = 0
    for piece in opened_pieces(file):
        if not raw.startswith(piece, at):
            raise ValueError("not written as these files are")
        at += len(piece)
    if at != len(raw):
        raise ValueError("more behind it")


def _digest(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != 32:
        raise ValueError("not a hash")
    return raw


def hash_typed(text: str) -> bytes | None:
    """A SHA-256 as people type it: groups, blanks, dashes and capitals make no difference.

    None where it is not 64 digits from 0 to f.
    """
    plain = "".join(text.split()).replace("-", "").replace("–", "").lower()
    if len(plain) != 64 or not set(plain) <= set("0123456789abcdef"):
        return None
    return bytes.fromhex(plain)


def in_groups(digest: bytes) -> str:
    """A hash to be read out: 16 groups of four."""
    text = digest.hex()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
