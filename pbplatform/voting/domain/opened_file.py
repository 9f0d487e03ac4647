"""What trustees bring back from an opening away from the server: one file, `opened.json`.

Source: docs/rules/trustees.md section 5.2.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pbplatform.core.canonical import canonical_json, sha256

WHAT = "pbplatform-opened"
_NAMES = frozenset(
    {"v", "what", "round", "definition_sha256", "envelopes_sha256", "damaged", "signatures", "list"}
)


class NotOpenedFile(ValueError):
    """The bytes are no such file."""


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
    rows: Sequence[Any]
    damaged: tuple[bytes, ...]
    signatures: Mapping[int, bytes]

    @property
    def list_bytes(self) -> bytes:
        """The list of decision 0010."""
        return list_bytes(self.rows)


def list_bytes(rows: Sequence[Any]) -> bytes:
    """The published list, whose SHA-256 people type and the log keeps (decision 0010)."""
    return canonical_json({"v": 1, "ballots": list(rows)})


def write_opened(file: OpenedFile) -> bytes:
    """Canonical JSON."""
    return canonical_json(
        {
            "v": 1,
            "what": WHAT,
            "round": file.slug,
            "definition_sha256": file.definition_sha256.hex(),
            "envelopes_sha256": file.envelopes_sha256.hex(),
            "damaged": [digest.hex() for digest in file.damaged],
            "signatures": {str(n): raw.hex() for n, raw in sorted(file.signatures.items())},
            "list": {"v": 1, "ballots": list(file.rows)},
        }
    )


def read_opened(raw: bytes) -> OpenedFile:
    """The file in these bytes; whether it is right is judged against the box.

    Raises:
        NotOpenedFile: not the bytes that `write_opened` makes of anything.
    """
    try:
        told = json.loads(raw)
        if set(told) != _NAMES or told["v"] != 1 or told["what"] != WHAT:
            raise ValueError("not this file")
        held = told["list"]
        if set(held) != {"v", "ballots"} or not isinstance(held["ballots"], list):
            raise ValueError("no list")
        file = OpenedFile(
            slug=str(told["round"]),
            definition_sha256=_digest(told["definition_sha256"]),
            envelopes_sha256=_digest(told["envelopes_sha256"]),
            rows=held["ballots"],
            damaged=tuple(_digest(digest) for digest in told["damaged"]),
            signatures={int(n): bytes.fromhex(one) for n, one in told["signatures"].items()},
        )
        if write_opened(file) != raw:
            raise ValueError("not written as these files are")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotOpenedFile("not a file of opened votes") from error
    return file


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


def hash_of(rows: Sequence[Any]) -> bytes:
    """What is typed of a list."""
    return sha256(list_bytes(rows))
