"""The rows of VOTES in whole arrays, when the section is plain; all else is the careful reader's.

Nothing is refused here. Whatever is unusual or wrong (quotes, a row too short, a name that is not
a project's, a voter who comes twice) gives None, and the careful reader says what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pbplatform.counting.election import BallotRows, Int32s, Int64s
from pbplatform.counting.supporters import ragged

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

COMMA, SEMICOLON, NEWLINE = b",;\n"
WORD = 8
LONGEST_NAME = 4 * WORD
LONGEST_VOTER_ID = 40
MIX = 0x9E3779B97F4A7C15
"""An odd number whose multiples are spread over 64 bits (the golden ratio)."""

TRIES = 64


@dataclass(frozen=True, eq=False)
class _Cells:
    """Where the cells of a plain section lie.

    Attributes:
        data: uint8 (bytes,), the rows and the line end before them.
        marks: int64, places of all commas, semicolons and line ends, in order.
        ends: int64 (rows, columns), which of `marks` ends each cell.
    """

    data: Bytes
    marks: Int64s
    ends: Int64s

    def column(self, place: int) -> tuple[Int64s, Int64s]:
        """Which of `marks` stands before the cell, and which ends it, for each row."""
        ends = self.ends[:, place]
        if place:
            return self.ends[:, place - 1], ends
        return np.concatenate((np.zeros(1, np.int64), self.ends[:-1, -1])), ends


def read_plain_votes(
    raw: bytes,
    *,
    width: int,
    voter_at: int,
    vote_at: int,
    keys: Sequence[str],
    longest: int | None,
) -> BallotRows | None:
    """The same as the careful reader's answer, or None when this section is not for this reader.

    Args:
        raw: the rows in UTF-8 below the header row, line ends `\\n`.
        width: cells of each row; `voter_at` and `vote_at` are places among them.
        keys: the project ids; a mark is an index into them.
        longest: most choices on one ballot, None for no limit.
    """
    cells = _cells(raw, width)
    if cells is None:
        return None
    before, end = cells.column(voter_at)
    if not _all_differ(cells.data, cells.marks[before] + 1, cells.marks[end]):
        return None
    names = _names(cells, vote_at)
    if longest is not None and int(names.lengths.max()) > longest:
        return None
    marks = _project_of(cells.data, names.starts, names.ends, keys)
    return None if marks is None else _ballots(marks, names.lengths, len(keys))


def _cells(raw: bytes, width: int) -> _Cells | None:
    """Find the cells; None unless every row has `width` of them and no quotes."""
    if b'"' in raw or b"\0" in raw:
        return None
    data = np.frombuffer(raw if raw.endswith(b"\n") else raw + b"\n", dtype=np.uint8)
    marks = np.flatnonzero((data == SEMICOLON) | (data == NEWLINE) | (data == COMMA))
    kinds = data[marks]
    ends = np.flatnonzero(kinds != COMMA)[1:]
    if len(ends) % width or not len(ends):
        return None
    ends = ends.reshape(-1, width)
    is_last = kinds[ends] == NEWLINE
    if not is_last[:, -1].all() or is_last[:, :-1].any():
        return None
    return _Cells(data, marks, ends)


@dataclass(frozen=True, eq=False)
class _Names:
    """The names on all ballots in file order: int64, byte places; `lengths` has one per row."""

    starts: Int64s
    ends: Int64s
    lengths: Int64s


def _names(cells: _Cells, vote_at: int) -> _Names:
    before, end = cells.column(vote_at)
    lengths = end - before
    lengths[cells.marks[before] + 1 == cells.marks[end]] = 0
    places = ragged(before, lengths)
    return _Names(cells.marks[places] + 1, cells.marks[places + 1], lengths)


def _all_differ(data: Bytes, starts: Int64s, ends: Int64s) -> bool:
    """Whether all these texts certainly differ and none is empty."""
    lengths = ends - starts
    shortest, longest = int(lengths.min()), int(lengths.max())
    if not shortest or longest > LONGEST_VOTER_ID:
        return False
    # Times ten keeps the order of numbers, and most files have theirs sorted; other texts are
    # scattered. Two texts may be mixed to the same number, but never one to two.
    for factor in (10, MIX):
        mixed: Words = np.ones(len(starts), dtype=np.uint64)
        for place in range(longest):
            following = mixed * np.uint64(factor) + data.take(starts + place, mode="clip")
            mixed = following if place < shortest else np.where(lengths > place, following, mixed)
        if (mixed[1:] > mixed[:-1]).all():
            return True
        mixed.sort()
        if (mixed[1:] != mixed[:-1]).all():
            return True
    return False


def _packed(data: Bytes, starts: Int64s, lengths: Int64s, longest: int) -> list[Words]:
    """Texts as numbers of eight bytes each, the later ones filled with zeros."""
    shortest = int(lengths.min(initial=longest))
    words: list[Words] = []
    for place in range(longest):
        byte = data.take(starts + place, mode="clip").astype(np.uint64)
        if place >= shortest:
            byte[lengths <= place] = 0
        if place % WORD:
            words[-1] |= byte << np.uint64(8 * (place % WORD))
        else:
            words.append(byte)
    return words


def _project_of(data: Bytes, starts: Int64s, ends: Int64s, keys: Sequence[str]) -> Int32s | None:
    """The index of the project that each text names; None when one names none."""
    raw_keys = [key.encode() for key in keys]
    key_lengths = np.array([len(key) for key in raw_keys], dtype=np.int64)
    longest = int(key_lengths.max(initial=0))
    lengths = ends - starts
    if not len(starts):
        return np.zeros(0, np.int32)
    if longest > LONGEST_NAME or int(lengths.min()) < 1 or int(lengths.max()) > longest:
        return None
    key_data = np.frombuffer(b"".join(raw_keys), dtype=np.uint8)
    known = _packed(key_data, np.cumsum(key_lengths) - key_lengths, key_lengths, longest)
    asked = _packed(data, starts, lengths, longest)
    bits = max(8, 2 * len(keys).bit_length())
    for attempt in range(TRIES):
        # Look for a table in which every project has a place of its own.
        slots = _slots(known, MIX + 2 * attempt, bits)
        if len(np.unique(slots)) == len(keys):
            table = np.zeros(2**bits, dtype=np.int32)
            table[slots] = np.arange(len(keys), dtype=np.int32)
            found = table[_slots(asked, MIX + 2 * attempt, bits)]
            same = all((one[found] == other).all() for one, other in zip(known, asked, strict=True))
            return found if same else None
    return None


def _slots(words: list[Words], factor: int, bits: int) -> Int64s:
    mixed = words[0] * np.uint64(factor)
    for word in words[1:]:
        mixed = (mixed ^ word) * np.uint64(factor)
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


def _ballots(marks: Int32s, lengths: Int64s, projects: int) -> BallotRows | None:
    """Distinct ballots in the order of their first row; None when one names a project twice."""
    offsets = np.cumsum(lengths) - lengths
    first, ballot_of = _alike(_mixed(marks, lengths, offsets), projects)
    sizes = lengths[first]
    distinct = marks[ragged(offsets[first], sizes)]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))
    # What was mixed to the same number is one ballot only if it reads the same.
    if (sizes[ballot_of] != lengths).any():
        return None
    if (distinct[ragged(starts[ballot_of], lengths)] != marks).any():
        return None
    if _has_repeats(distinct, starts, projects):
        return None
    return BallotRows(len(lengths), ballot_of, starts, distinct)


def _mixed(marks: Int32s, lengths: Int64s, offsets: Int64s) -> Words:
    """One number per row, the same for the same marks in the same order; small for one mark."""
    longest = int(lengths.max())
    factors = np.ones(max(longest, 1), dtype=np.uint64)
    factors[1:] = np.uint64(MIX)
    factors = np.cumprod(factors)
    place = np.arange(len(marks)) - np.repeat(offsets, lengths)
    terms = (marks + 1).astype(np.uint64)
    if longest > 1:
        terms *= factors[place]
    mixed = np.zeros(len(lengths), dtype=np.uint64)
    some = lengths > 0
    if len(marks):
        mixed[some] = np.add.reduceat(terms, offsets[some])
    return mixed


def _alike(mixed: Words, projects: int) -> tuple[Int64s, Int32s]:
    """The first row of each different number in file order, and which of them each row has."""
    if int(mixed.max()) <= projects:
        small = mixed.astype(np.int64)
        first_of = np.full(projects + 1, -1, dtype=np.int64)
        # Of several values for one place numpy keeps the last: the first row, from behind.
        first_of[small[::-1]] = np.arange(len(mixed) - 1, -1, -1)
        first = np.sort(first_of[first_of >= 0])
        number = np.zeros(projects + 1, dtype=np.int32)
        number[small[first]] = np.arange(len(first), dtype=np.int32)
        return first, number[small]
    order = np.argsort(mixed, kind="stable")
    inside = mixed[order]
    new = np.concatenate((np.ones(1, np.bool_), inside[1:] != inside[:-1]))
    first = order[new]
    by_row = np.argsort(first)
    number = np.empty(len(first), dtype=np.int32)
    number[by_row] = np.arange(len(first), dtype=np.int32)
    ballot_of = np.empty(len(mixed), dtype=np.int32)
    ballot_of[order] = number[np.cumsum(new) - 1]
    return first[by_row], ballot_of


def _has_repeats(marks: Int32s, starts: Int64s, projects: int) -> bool:
    """Whether a ballot names a project twice; so many powers of two have as many bits in their
    sum when they differ, and fewer when not."""
    lengths = np.diff(starts)
    some = starts[:-1][lengths > 0]
    named = np.zeros(len(some), dtype=np.int64)
    for first in range(0, projects if len(some) else 0, 64):
        bits = np.uint64(1) << (marks & 63).astype(np.uint64)
        if projects > 64:
            bits[marks >> 6 != first >> 6] = 0
        named += np.bitwise_count(np.add.reduceat(bits, some))
    return bool((named != lengths[lengths > 0]).any())
