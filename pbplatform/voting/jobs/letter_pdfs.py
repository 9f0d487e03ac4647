"""Letters of a vote as PDF files, made away from the server: no database, no settings.

Source: docs/rules/printing.md section 3.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from pbplatform.voting.domain.letter_lists import (
    Address,
    CannotRead,
    Coded,
    Gaps,
    gaps_between,
    in_batches,
    joined,
    key_of,
    read_addresses,
    read_codes,
    read_columns,
)
from pbplatform.web.printing import Exact, Presses, QrSeries, Sheet, Told
from pbplatform.web.printing.press import compile_order, forget

PER_FILE = 250
# Addresses of so many files are held at one moment; for the next ones the list is read anew.
_FILES_AT_ONCE = 20
_NOTE = "letters.json"
_File = tuple[Path, list[Coded]]
_Addressed = tuple[Coded, Address]


@dataclass(frozen=True)
class Words:
    """What all letters of a round say, in each language; made on the clerk's desk.

    Attributes:
        address: where one votes; the code goes behind `#`, which no browser sends.
        each: by language, the place's first.
    """

    title: str
    address: str
    day: datetime
    each: Mapping[str, dict[str, Any]]

    @classmethod
    def read(cls, text: str) -> Words:
        """From the file of the desk.

        Raises:
            CannotRead: it is another file.
        """
        try:
            told = json.loads(text)
            each = {one["language"]: one for one in told["languages"]}
            if told["v"] != 1 or not each:
                raise CannotRead("this is not the file with the words of the letters")
            day = datetime.fromisoformat(told["day"])
            return cls(told["title"], told["address"], day, each)
        except (ValueError, KeyError, TypeError) as error:
            raise CannotRead("this is not the file with the words of the letters") from error

    def order(self, language: str) -> list[int]:
        """Places of all languages, the one asked for first."""
        names = list(self.each)
        first = names.index(language) if language in self.each else 0
        return [first, *(place for place in range(len(names)) if place != first)]


def letter_of(words: Words, letter: Coded, address: Address, picture: Exact) -> dict[str, Told]:
    """What one letter has of its own, as the template wants it."""
    order = words.order(address.language)
    first = tuple(words.each.values())[order[0]]

    def numbered(told: str) -> str:
        return told.replace("{number}", str(letter.number))

    window = numbered(str(first["spare"]))
    return {
        "order": list(order),
        "to": [window] if letter.is_spare else list(address.lines),
        "footer": window if letter.is_spare else numbered(str(first["footer"])),
        "groups": list(letter.code.split("-")),
        "picture": picture,
    }


def letters_of(words: Words, batch: list[_Addressed]) -> dict[str, Told]:
    """The data of these letters: what all say once, and each one's own."""
    letters: list[Told] = []
    for letter, address in batch:
        series = _series(f"{words.address}#code=", len(letter.code))
        letters.append(letter_of(words, letter, address, series.picture(letter.code)))
    return {"words": [_shared(told) for told in words.each.values()], "letters": letters}


@lru_cache(maxsize=8)
def _series(beginning: str, length: int) -> QrSeries:
    """Kept for the next file: what is worked out for it takes a fifth of a second."""
    return QrSeries(beginning, "0" * length)


def _shared(told: Mapping[str, Any]) -> dict[str, Told]:
    """The words of one language; an address to type stays letter by letter."""
    parts: list[Told] = [
        {**part, "address": Exact(part["address"])} if "address" in part else part
        for part in told["parts"]
    ]
    names = ("language", "direction", "sender", "date", "heading")
    return {**{name: str(told[name]) for name in names}, "parts": parts}


def order_of(words: Words, batch: list[_Addressed]) -> dict[str, Any]:
    """What the press needs for one file of these letters."""
    language = next(iter(words.each))
    return Sheet("letter", letters_of(words, batch), language, words.title, words.day).order()


def print_batch(words: Words, batch: list[_Addressed]) -> bytes:
    """One PDF of these letters, made in this process."""
    made = compile_order(order_of(words, batch))
    forget()
    return made


@dataclass(frozen=True)
class Run:
    """A run of the press: what is printed, and into which folder.

    Attributes:
        codes: opens the list of codes anew, from its first line.
        source: a hash of everything that goes into the letters.
        addresses: the list of addresses; None where only spare letters are printed.
    """

    words: Words
    codes: Callable[[], Iterable[str]]
    addresses: Path | None
    folder: Path
    source: str
    per_file: int = PER_FILE

    def letters(self) -> Iterator[Coded]:
        return read_codes(self.codes())

    @property
    def by(self) -> str:
        if self.addresses is None:
            return "number"
        with self.addresses.open(newline="", encoding="utf-8-sig") as lines:
            return read_columns(next(csv.reader(lines), [])).by

    def gaps(self) -> Gaps:
        """What is missing, before anything is printed."""
        voters = (letter for letter in self.letters() if not letter.is_spare)
        if self.addresses is None:
            return gaps_between(voters, "number", ())
        with self.addresses.open(newline="", encoding="utf-8-sig") as lines:
            return gaps_between(voters, self.by, read_addresses(lines))

    def begin(self) -> None:
        """The folder, for its owner alone; one of another run is refused.

        Raises:
            CannotRead: the folder has letters of other codes, addresses or words.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        note, told = self.folder / _NOTE, {"source": self.source, "per_file": self.per_file}
        for half in self.folder.glob("*.half"):
            shred(half)  # a run that was cut off left it
        if note.exists():
            if json.loads(note.read_text()) != told:
                raise CannotRead("the folder holds letters of another run; name an empty one")
        elif any(self.folder.iterdir()):
            raise CannotRead("the folder is not empty")
        else:
            note.write_text(json.dumps(told))

    def files(self) -> Iterator[_File]:
        """Each PDF with the letters that belong into it; voters and spare ones lie apart."""
        for kind in ("voter", "spare"):
            own = (letter for letter in self.letters() if letter.kind == kind)
            for number, batch in enumerate(in_batches(own, self.per_file), start=1):
                yield self.folder / f"{kind}s-{number:04}.pdf", batch

    def addressed(self, files: Iterable[_File]) -> Iterator[tuple[Path, list[_Addressed]]]:
        """The files with the addresses of their letters; the list is read once for many files."""
        left = iter(files)
        by = self.by
        while some := list(islice(left, _FILES_AT_ONCE)):
            voters = (one for _path, batch in some for one in batch if not one.is_spare)
            wanted = {key_of(letter, by) for letter in voters}
            held: dict[str, Address] = {}
            if self.addresses is not None and wanted:
                with self.addresses.open(newline="", encoding="utf-8-sig") as lines:
                    held = dict(read_addresses(lines, wanted))
            for path, batch in some:
                yield path, list(joined(batch, by, held))

    def go(self, done: Callable[[int], None], processes: int) -> None:
        """Print what is not printed yet, and say after each file how many letters it holds.

        Interrupted at any moment, the next run goes on behind the last whole file.

        Args:
            processes: 0 for this one alone.
        """
        self.begin()
        files = self.addressed(self._lacking(done))
        if processes == 0:
            for path, batch in files:
                _keep(path, print_batch(self.words, batch))
                done(len(batch))
            return
        waiting: dict[Future[bytes], tuple[Path, int]] = {}
        with Presses(processes) as presses:
            for path, batch in files:
                if len(waiting) >= 2 * processes:
                    _take(waiting, done)
                waiting[presses.print(order_of(self.words, batch))] = (path, len(batch))
            while waiting:
                _take(waiting, done)

    def _lacking(self, done: Callable[[int], None]) -> Iterator[_File]:
        """The files that an earlier run did not make."""
        for path, batch in self.files():
            if path.exists():
                done(len(batch))
            else:
                yield path, batch


def _take(waiting: dict[Future[bytes], tuple[Path, int]], done: Callable[[int], None]) -> None:
    ready, _rest = wait(waiting, return_when=FIRST_COMPLETED)
    for future in ready:
        path, letters = waiting.pop(future)
        _keep(path, future.result())
        done(letters)


def _keep(path: Path, made: bytes) -> None:
    """A file is there whole or not at all."""
    half = path.with_suffix(".half")
    half.write_bytes(made)
    half.replace(path)


def source_of(codes: Iterable[str], words: bytes, addresses: Path | None) -> str:
    """A hash of all that letters are made of, so that no folder mixes two runs."""
    whole = hashlib.sha256()
    for line in codes:
        whole.update(line.encode())
    whole.update(b"\0" + words + b"\0")
    if addresses is not None:
        with addresses.open("rb") as lines:
            whole.update(hashlib.file_digest(lines, "sha256").digest())
    return whole.hexdigest()


def shred(path: Path) -> None:
    """Write over a file and take it away.

    What this cannot promise: on flash memory, on file systems that copy on write, and in backups
    older blocks may stay. Only an encrypted disk, or its destruction, is sure.
    """
    left = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        while left > 0:
            left -= file.write(os.urandom(min(left, 1 << 20)))
        os.fsync(file.fileno())
    path.unlink()
