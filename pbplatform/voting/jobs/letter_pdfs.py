"""Letters of a vote as PDF files, made away from the server: no database, no settings.

Source: docs/rules/printing.md section 3.
"""

from __future__ import annotations

import csv
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
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
from pbplatform.web.printing import Exact, Sheet, Told, qr
from pbplatform.web.printing.press import compile_order

PER_FILE = 500
# The press keeps what it laid out, some 600 MB for one file; it goes with its process.
_FILES_BY_ONE_PROCESS = 1
_NOTE = "letters.json"


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

    def in_order(self, language: str) -> list[dict[str, Any]]:
        """The words in every language, the one asked for first."""
        first = language if language in self.each else next(iter(self.each))
        return [self.each[first], *(one for name, one in self.each.items() if name != first)]


def letter_of(words: Words, letter: Coded, address: Address) -> dict[str, Told]:
    """One letter as the template wants it."""
    picture = qr(f"{words.address}#code={letter.code}")
    first, *others = words.in_order(address.language)

    def parts(told: Mapping[str, Any]) -> list[Told]:
        return [_filled(part, letter, picture) for part in told["parts"]]

    window = (str(first["spare"]).replace("{number}", str(letter.number)),)
    return {
        "sender": str(first["sender"]),
        "to": list(window if letter.is_spare else address.lines),
        "date": str(first["date"]),
        "heading": str(first["heading"]),
        "footer": window[0]
        if letter.is_spare
        else str(first["footer"]).replace("{number}", str(letter.number)),
        "parts": parts(first),
        "language": str(first["language"]),
        "direction": str(first["direction"]),
        "others": [
            {
                "language": str(one["language"]),
                "direction": str(one["direction"]),
                "heading": str(one["heading"]),
                "parts": parts(one),
            }
            for one in others
        ],
    }


def _filled(part: Mapping[str, Any], letter: Coded, picture: Exact) -> dict[str, Told]:
    told: dict[str, Told] = dict(part)
    if part["is"] == "code":
        told["groups"] = list(letter.code.split("-"))
    if part["is"] == "qr":
        told["picture"] = picture
    if "address" in part:
        told["address"] = Exact(part["address"])
    return told


def print_batch(words: Words, batch: list[tuple[Coded, Address]]) -> bytes:
    """One PDF of these letters."""
    language = next(iter(words.each))
    data: dict[str, Told] = {"letters": [letter_of(words, *each) for each in batch]}
    return compile_order(Sheet("letter", data, language, words.title, words.day).order())


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
        if note.exists():
            if json.loads(note.read_text()) != told:
                raise CannotRead("the folder holds letters of another run; name an empty one")
        elif any(self.folder.iterdir()):
            raise CannotRead("the folder is not empty")
        else:
            note.write_text(json.dumps(told))

    def files(self) -> Iterator[tuple[Path, list[Coded]]]:
        """Each PDF with the letters that belong into it; voters and spare ones lie apart."""
        for kind in ("voter", "spare"):
            own = (letter for letter in self.letters() if letter.kind == kind)
            for number, batch in enumerate(in_batches(own, self.per_file), start=1):
                yield self.folder / f"{kind}s-{number:04}.pdf", batch

    def addressed(self, batch: list[Coded]) -> list[tuple[Coded, Address]]:
        """The letters with the addresses of just these, read from the list anew."""
        if self.addresses is None or batch[0].is_spare:
            return [(letter, Address(())) for letter in batch]
        by = self.by
        wanted = {key_of(letter, by) for letter in batch}
        with self.addresses.open(newline="", encoding="utf-8-sig") as lines:
            return list(joined(batch, by, dict(read_addresses(lines, wanted))))

    def go(self, done: Callable[[int], None], processes: int) -> None:
        """Print what is not printed yet, and say after each file how many letters it holds.

        Interrupted at any moment, the next run goes on behind the last whole file.

        Args:
            processes: 0 for this one alone, whose memory then grows with every file.
        """
        self.begin()
        if processes == 0:
            for path, batch in self._lacking(done):
                _keep(path, print_batch(self.words, self.addressed(batch)))
                done(len(batch))
            return
        waiting: dict[Future[bytes], tuple[Path, int]] = {}
        with ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("spawn"),
            max_tasks_per_child=_FILES_BY_ONE_PROCESS,
        ) as pool:
            try:
                for path, batch in self._lacking(done):
                    if len(waiting) >= 2 * processes:
                        _take(waiting, done)
                    future = pool.submit(print_batch, self.words, self.addressed(batch))
                    waiting[future] = (path, len(batch))
                while waiting:
                    _take(waiting, done)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _lacking(self, done: Callable[[int], None]) -> Iterator[tuple[Path, list[Coded]]]:
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
