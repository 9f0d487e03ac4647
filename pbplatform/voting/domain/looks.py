"""How many different codes were looked up, without a list of them; and what that many are worth.

Pure. Source: docs/rules/voting.md section 15.
"""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass
from enum import StrEnum

BITS = 1 << 17  # 16 kB; a city's 300,000 codes are counted to about one in a hundred
_BYTES = BITS // 8


class Look(StrEnum):
    """What somebody looked up."""

    BOX = "box"  # a box code that is in the box
    TRACKER = "tracker"  # a tracker of the published list
    NAME = "name"  # whether a vote was put in with a letter's code


def bit_of(secret: bytes, code: str) -> int:
    """The bit that a code sets."""
    return int.from_bytes(hmac.digest(secret, code.encode(), "sha256")[:8]) % BITS


def with_bit(bits: bytes | None, bit: int) -> bytes:
    """The field of bits with one more set."""
    field = bytearray(bits or bytes(_BYTES))
    field[bit >> 3] |= 1 << (bit & 7)
    return bytes(field)


def codes_in(bits: bytes) -> int:
    """How many different codes set these bits, by linear counting: two can have set the same."""
    clear = BITS - int.from_bytes(bits).bit_count()
    return round(-BITS * math.log(max(clear, 1) / BITS))


@dataclass(frozen=True)
class Unseen:
    """The chance, in hundredths of a per cent, that so many changed votes are all overlooked."""

    changed: int
    chance: int


# So many changed votes decide a small vote, and a large one.
CHANGED = (1, 10, 30, 60, 100, 300)


def unseen(looked_up: int, votes: int) -> list[Unseen]:
    """What the count of looked up trackers is worth: (1 - p)^m, p being their share of all votes.

    Rows with more changed votes than there are votes are left out.
    """
    if votes <= 0:
        return []
    share = min(looked_up, votes) / votes
    return [Unseen(m, round(10_000 * (1 - share) ** m)) for m in CHANGED if m <= votes]
