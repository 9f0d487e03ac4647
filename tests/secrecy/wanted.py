"""What is looked for at rest: choices in every way of writing numbers, trackers, their hashes."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Sequence

from pbplatform.core.secrets import ALPHABET
from tests.paper.at_rest import Wanted, traces
from tests.paper.counting_day import Line
from tests.secrecy.voting_day import Vote

_WAYS = ("<H", ">H", "<I", ">I", "<Q", ">Q")  # whole numbers as programs lay them side by side


def raw_tracker(tracker: str) -> bytes:
    """The 80 random bits behind its letters."""
    number = 0
    for letter in tracker:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(10)


def lines_of(votes: Iterable[Line]) -> frozenset[Line]:
    """Each as the ballot has it; however else the numbers stand side by side is looked for too."""
    return frozenset(tuple(sorted(line)) for line in votes) | frozenset(votes)


def in_numbers(line: Line) -> Iterable[bytes]:
    """The same as numbers of two, four and eight bytes."""
    for way in _WAYS:
        yield b"".join(struct.pack(way, number) for number in line)


def wanted_of(
    votes: Sequence[Vote], lines: frozenset[Line], keys: Sequence[bytes], *, receipts: bool = True
) -> Wanted:
    """What nobody may find of these votes and lines.

    Args:
        keys: under which a tracker may have been hashed.
        receipts: the trackers too, not only the lines.
    """
    values: dict[bytes, str] = {}
    for line in lines:
        for form in in_numbers(line):
            values[form] = f"line {line} as numbers"
    for vote in votes if receipts else ():
        raw = raw_tracker(vote.tracker)
        base32 = base64.b32encode(raw)
        for trace in {*traces(vote.tracker, raw, keys), base32, base32.lower()}:
            values[trace] = f"tracker of voter {vote.voter}, {vote.tracker}"
    return Wanted(lines, values)
