"""The lists from which letters of a vote are printed: codes, and addresses beside them.

Source: docs/rules/printing.md section 3.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pbplatform.counting.cells import words_of

HEAD = ("letter", "number", "code")
VOTER, SPARE = "voter", "spare"
KEYS = ("register", "number")
LANGUAGE = "language"
MOST_LINES = 6  # of an address: more do not fit into the window of an envelope


class CannotRead(ValueError):
    """The list is not what it should be; the words are for whoever prints."""


@dataclass(frozen=True)
class Coded:
    """One letter of the opened file.

    Attributes:
        kind: `voter`, or `spare` for a sealed spare letter.
        number: of the voter, or of the spare letter.
        code: in groups with dashes.
        register: the voter's number in the register; empty where the file has none.
    """

    kind: str
    number: int
    code: str
    register: str = ""

    @property
    def is_spare(self) -> bool:
        return self.kind == SPARE


@dataclass(frozen=True)
class Address:
    """Where a letter goes: lines as they stand in the window, and the language to begin with."""

    lines: tuple[str, ...]
    language: str = ""


def read_codes(lines: Iterable[str]) -> Iterator[Coded]:
    """The letters of an opened file, one after the other.

    Raises:
        CannotRead: a row is none of a file of letters.
    """
    rows = csv.reader(lines)
    if tuple(next(rows, ())[:3]) != HEAD:
        raise CannotRead("this is not an opened file of letters")
    for number, row in enumerate(rows, start=2):
        if len(row) < 3 or row[0] not in (VOTER, SPARE) or not row[1].isdecimal():
            raise CannotRead(f"row {number} is no letter")
        yield Coded(row[0], int(row[1]), row[2], words_of(row[3]) if len(row) > 3 else "")


@dataclass(frozen=True)
class Columns:
    """Where things stand in a list of addresses."""

    by: str
    key: int
    language: int | None
    lines: tuple[int, ...]


def read_columns(head: list[str]) -> Columns:
    """The columns of a list of addresses, by the names in its first row.

    Raises:
        CannotRead: no column says whose the address is, or none is an address.
    """
    names = [name.strip().lstrip("\ufeff").casefold() for name in head]
    by = next((key for key in KEYS if key in names), None)
    if by is None:
        raise CannotRead("no column of the addresses is called “register” or “number”")
    key = names.index(by)
    language = names.index(LANGUAGE) if LANGUAGE in names else None
    lines = tuple(place for place in range(len(names)) if place not in (key, language))
    if not lines:
        raise CannotRead("the list of addresses holds no address")
    return Columns(by, key, language, lines)


def key_of(letter: Coded, by: str) -> str:
    """What a letter is looked up by in the list of addresses."""
    return letter.register if by == "register" else str(letter.number)


def read_addresses(
    lines: Iterable[str], wanted: Collection[str] | None = None
) -> Iterator[tuple[str, Address]]:
    """Addresses with what they are looked up by; only the wanted ones where some are named.

    Raises:
        CannotRead: the first row names no column that is needed.
    """
    rows = csv.reader(lines)
    at = read_columns(next(rows, []))
    for row in rows:
        cells = [words_of(cell) for cell in row] + [""] * (max(*at.lines, at.key) + 1 - len(row))
        key = cells[at.key]
        if not key or (wanted is not None and key not in wanted):
            continue
        told = tuple(cells[place] for place in at.lines if cells[place])
        language = cells[at.language] if at.language is not None else ""
        yield key, Address(told, language)


@dataclass(frozen=True)
class Gaps:
    """What is wrong between codes and addresses, each as what it is looked up by."""

    without: tuple[str, ...]
    twice: tuple[str, ...]
    too_long: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.without or self.twice or self.too_long)


def gaps_between(
    voters: Iterable[Coded], by: str, addresses: Iterable[tuple[str, Address]]
) -> Gaps:
    """Voters without an address, with two, or with one that no window holds."""
    missing = {key_of(voter, by) for voter in voters}
    seen: set[str] = set()
    twice: set[str] = set()
    too_long: set[str] = set()
    for key, address in addresses:
        if key in seen:
            twice.add(key)
        elif key in missing and address.lines:
            seen.add(key)
            missing.discard(key)
            if len(address.lines) > MOST_LINES:
                too_long.add(key)
    return Gaps(tuple(sorted(missing)), tuple(sorted(twice)), tuple(sorted(too_long)))


def in_batches(letters: Iterable[Coded], size: int) -> Iterator[list[Coded]]:
    """Letters in the order of the file, so many at a time."""
    batch: list[Coded] = []
    for letter in letters:
        batch.append(letter)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def joined(
    batch: Iterable[Coded], by: str, addresses: Mapping[str, Address]
) -> Iterator[tuple[Coded, Address]]:
    """Each letter with its address; spare letters have none."""
    for letter in batch:
        yield letter, Address(()) if letter.is_spare else addresses[key_of(letter, by)]
