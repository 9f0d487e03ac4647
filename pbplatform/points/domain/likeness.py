"""Whether the same words stand in two answers. Pure; docs/rules/points.md section 5.11.

Two answers are compared by the groups of three words in a row that stand in both (Jaccard). A
signature (MinHash) of 512 bytes stands for an answer, so that of thousands only the few that may
be alike are read and compared word by word: the signature never decides alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

ALIKE = 0.8  # of all groups of words in either, the part that stands in both
FEWEST_WORDS = 12  # an answer with fewer is not compared
GROUP = 3  # words in a row
_PLACES = 128  # of the signature, 4 bytes each
# An estimate from so many places is off by 0.035 (one standard deviation) where 0.8 is true.
MAY_BE_ALIKE = 0.6
_ENOUGH = _PLACES * MAY_BE_ALIKE
_PRIME = (1 << 61) - 1
_PLACE = np.uint32  # only compared with each other, so the order of bytes does not matter


def _constant(name: str) -> int:
    """A fixed number that looks like chance: every process must use the same functions."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") % _PRIME


_FUNCTIONS = tuple((_constant(f"a{n}") or 1, _constant(f"b{n}")) for n in range(_PLACES))
_Numbers = npt.NDArray[np.uint64]
_HALF, _LOW_HALF = np.uint64(31), np.uint64((1 << 31) - 1)
_A = np.array([[a] for a, _b in _FUNCTIONS], dtype=np.uint64)
_B = np.array([[b] for _a, b in _FUNCTIONS], dtype=np.uint64)
_A_HIGH, _A_LOW = _A >> _HALF, _A & _LOW_HALF
_QUOTED = re.compile(
    r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"\n]*\"|(?m:^\s*>.*$)",
)
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words that are compared: letter case and form aside, without what is quoted."""
    plain = unicodedata.normalize("NFKC", _QUOTED.sub(" ", text)).casefold()
    return _WORD.findall(plain)


@lru_cache(maxsize=512)
def groups_of(text: str) -> frozenset[tuple[str, ...]]:
    """Groups of three words in a row; none of a text that is too short to be compared."""
    words = words_of(text)
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset(tuple(words[n : n + GROUP]) for n in range(len(words) - GROUP + 1))


def likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Of the groups in either, the part that stands in both: 0 to 1; 0 where one has none."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


def are_alike(one: str, other: str) -> bool:
    """Whether the same words stand in both."""
    return likeness(groups_of(one), groups_of(other)) >= ALIKE


@lru_cache(maxsize=512)
def signature_of(text: str) -> bytes:
    """What stands for a text: 512 bytes; empty for one that is too short to be compared."""
    groups = groups_of(text)
    if not groups:
        return b""
    hashed = [
        int.from_bytes(blake2b("\0".join(group).encode(), digest_size=8).digest(), "big") % _PRIME
        for group in groups
    ]
    lowest = _lines(np.array(hashed, dtype=np.uint64)).min(axis=1) & np.uint64(0xFFFFFFFF)
    return bytes(lowest.astype(">u4").tobytes())


def _lines(numbers: _Numbers) -> _Numbers:
    """`(a * x + b) mod 2**61 - 1` for each of our functions and each of these numbers.

    In halves of 31 bits, since a product has 122: 2**61 is 1 here, so what stands above it is
    added below. No sum reaches 2**64.
    """
    high, low = numbers >> _HALF, numbers & _LOW_HALF
    middle = _A_HIGH * low + _A_LOW * high
    found: _Numbers = (
        ((_A_HIGH * high) << np.uint64(1))
        + (middle >> np.uint64(30))
        + ((middle & np.uint64((1 << 30) - 1)) << _HALF)
        + _A_LOW * low
        + _B
    )
    found = (found & np.uint64(_PRIME)) + (found >> np.uint64(61))
    return found % np.uint64(_PRIME)


def may_be_alike(one: bytes, other: bytes) -> bool:
    """Whether two signatures call for a comparison of the words."""
    return bool(one and other and Signatures([other]).near(one))


class Signatures:
    """Many signatures, none of them empty, laid side by side to be compared with one at a time."""

    def __init__(self, signatures: Sequence[bytes]) -> None:
        laid = np.frombuffer(b"".join(signatures), dtype=_PLACE)
        self._rows = laid.reshape(len(signatures), _PLACES)
        # One byte of each number, place by place: where the numbers are the same, it is.
        self._bytes = np.ascontiguousarray(self._rows.astype(np.uint8).T)

    def near(self, one: bytes) -> list[int]:
        """The places of those that call for a comparison of the words with `one`."""
        numbers = np.frombuffer(one, dtype=_PLACE)
        same = self._bytes == numbers.astype(np.uint8)[:, None]
        # At most 128 of them are the same, which a byte holds.
        may = np.flatnonzero(np.add.reduce(same.view(np.uint8), axis=0, dtype=np.uint8) >= _ENOUGH)
        exact = np.count_nonzero(self._rows[may] == numbers, axis=1)
        return [int(at) for at in may[exact >= _ENOUGH]]


def whole_text(sentence: str, explanation: str, reasons: Iterable[tuple[str, str]]) -> str:
    """All that somebody wrote in an answer.

    Args:
        reasons: the detail of each, and what would change it.
    """
    parts = [sentence, explanation, *(words for reason in reasons for words in reason)]
    return "\n".join(part for part in parts if part)
