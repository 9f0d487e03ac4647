"""What somebody with every file at rest reads: raw bytes, in each way in which words can be kept.

The attacker has the database's files with its write-ahead log and what was deleted in them, a dump,
the program's log, uploads, temporary files, the instance folder with SECRET_KEY, and the source.
With KEY_DIR or without: that is the question.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import MetaData, make_url, select, text

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.secrets import derive_key, group_code

ROOT = Path(__file__).resolve().parents[2]
SHORTEST = 8  # bytes by which the search begins
_DEEPEST = 2  # packings within one another
_LARGEST = 4 * 1024 * 1024  # of what is unpacked
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){12,}")
# Numbers of four digits with little between them: commas, blanks, `%2C`, `","`.
_NUMBERS = re.compile(rb"7\d{3}(?:(?:[^0-9A-Za-z]{1,6}|%2[0Cc]|\+|%3B){1,2}7\d{3}){3,}")
_NUMBER = re.compile(rb"7\d{3}(?!\d)")


def dump() -> bytes:
    """Every value of every table, also of tables that no model knows."""
    tables, parts = MetaData(), list[bytes]()
    with db.engine.connect() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)):
                parts += [bytes(v) if isinstance(v, bytes) else str(v).encode() for v in row]
    return b"\x00".join(parts)


def files_at_rest(
    settings: Settings, *folders: Path, server: Path | None, dumped: bytes | None = None
) -> dict[str, bytes]:
    """The bytes of every file outside KEY_DIR, by name; long runs of zeros are cut.

    Args:
        folders: the instance folder, and others that are the program's.
        server: the data directory of the PostgreSQL server, without other databases of tests.
        dumped: a dump, where one was made already.
    """
    url, paths = make_url(settings.database_url), set[Path]()
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        paths |= set(path.parent.glob(f"{path.name}*"))
    elif server is not None:
        with db.engine.connect() as connection:
            oid = connection.scalar(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            )
        own = server / "base" / str(oid)
        paths |= {each for each in server.rglob("*") if server / "base" not in each.parents} | set(
            own.iterdir()
        )
        paths |= set((server / "base").glob("pgsql_tmp/**/*"))
    for folder in (settings.files_dir, *folders):
        paths |= set(folder.rglob("*"))
    return {
        str(path): re.sub(rb"\x00{64,}", bytes(64), path.read_bytes())
        for path in sorted(paths)
        if path.is_file() and settings.key_dir not in path.parents
    } | {"dump": dump() if dumped is None else dumped}


@dataclass(frozen=True)
class Wanted:
    """What is looked for.

    Attributes:
        lines: what clerks entered, each as the numbers of a sheet in the order typed and kept.
        bytes_: whole values by what they are of, such as a tracker or a hash of it.
    """

    lines: frozenset[tuple[int, ...]]
    bytes_: dict[bytes, str]


@dataclass
class Hits:
    """What was found: lines, and values by what they are of."""

    lines: set[tuple[int, ...]]
    values: set[str]

    def __bool__(self) -> bool:
        return bool(self.lines or self.values)


def search(files: dict[str, bytes], wanted: Wanted, seen: set[bytes] | None = None) -> Hits:
    """Everything that stands in these files, packed or plain.

    Args:
        seen: hashes of files in which all of it was looked for before; these are added.
    """
    hits, beginnings = Hits(set(), set()), Beginnings(wanted.bytes_)
    for data in files.values():
        if seen is not None:
            digest = hashlib.sha256(data).digest()
            if digest in seen:
                continue
            seen.add(digest)
        for view in views(data):
            hits.lines |= lines_in(view, wanted.lines)
            hits.values |= beginnings.found(view)
    return hits


def views(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The same bytes as whoever packed them would read them."""
    yield data
    yield data.replace(b"\x00", b"")  # UTF-16 and UTF-32 of plain letters, either end first
    if depth == _DEEPEST:
        return
    unpacked = [*_inflated(data), *_from_base64(data), *_from_hex(data)]
    if unpacked:
        yield from views(b"\n".join(unpacked), depth + 1)


def _inflated(data: bytes) -> Iterator[bytes]:
    """Without a look at the sums at their ends, which may be cut off."""
    for found in _ZLIB.finditer(data):
        at = found.start() + (2 if data[found.start()] == 0x78 else 10)
        try:
            zlib.decompressobj(-15).decompress(data[at : at + 256])  # most are no beginning at all
            made = zlib.decompressobj(-15).decompress(data[at : at + _LARGEST], _LARGEST)
        except zlib.error:
            continue
        if made:
            yield made


def _from_base64(data: bytes) -> Iterator[bytes]:
    """At each of four places a run can have begun."""
    for found in _BASE64.finditer(data):
        run = found.group().translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            part = run[start:]
            yield base64.b64decode(part[: len(part) // 4 * 4])


def _from_hex(data: bytes) -> Iterator[bytes]:
    for found in _HEX.finditer(data):
        run = found.group().decode()
        yield bytes.fromhex(run)
        yield bytes.fromhex(run[1:-1])


def lines_in(data: bytes, lines: frozenset[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Sheets of which the numbers stand beside one another."""
    found = set()
    lengths = {len(line) for line in lines}
    for run in _NUMBERS.finditer(data):
        numbers = [int(number) for number in _NUMBER.findall(run.group())]
        for length in lengths:
            for start in range(len(numbers) - length + 1):
                there = tuple(numbers[start : start + length])
                if there in lines:
                    found.add(there)
    return found


class Beginnings:
    """Many values looked for at once, at every byte, by their first eight."""

    def __init__(self, wanted: dict[bytes, str]) -> None:
        self.by_beginning: dict[int, list[tuple[bytes, str]]] = {}
        for value, what in wanted.items():
            assert len(value) >= SHORTEST
            beginning = int.from_bytes(value[:SHORTEST], "little")
            self.by_beginning.setdefault(beginning, []).append((value, what))
        self.sorted = np.array(sorted(self.by_beginning), dtype="<u8")
        self.low = np.zeros(1 << 24, dtype=bool)
        self.low[self.sorted & np.uint64(0xFFFFFF)] = True

    def found(self, data: bytes) -> set[str]:
        return {what for _at, what in self.places(data)}

    def places(self, data: bytes) -> Iterator[tuple[int, str]]:
        """Where each of them stands, and what it is of; in no order."""
        for start in range(SHORTEST):
            count = (len(data) - start) // SHORTEST
            if count < 1 or not len(self.sorted):
                continue
            words = np.frombuffer(data, dtype="<u8", offset=start, count=count)
            places = np.flatnonzero(self.low[words & np.uint64(0xFFFFFF)])
            for place in places.tolist():
                at = start + place * SHORTEST
                for value, what in self.by_beginning.get(int(words[place]), ()):
                    if data.startswith(value, at):
                        yield at, what


def labels_in_source() -> set[str]:
    """Every label under which the program makes a key of SECRET_KEY."""
    source = "\n".join(path.read_text() for path in sorted((ROOT / "pbplatform").rglob("*.py")))
    plain = re.findall(r'derive_key\([^)]*?"([a-z-]+)"\)', source)
    return {*plain, "kiosk", "sealed-words"}


def known_keys(settings: Settings, others: Iterable[str]) -> list[bytes]:
    """Keys that are in no key folder: those of SECRET_KEY, and words that everybody knows."""
    derived = [derive_key(settings.secret_key, label) for label in sorted(labels_in_source())]
    return [*derived, settings.secret_key.encode(), *(other.encode() for other in others)]


def traces(tracker: str, raw: bytes, keys: Sequence[bytes]) -> set[bytes]:
    """What might be left of a tracker: itself as bytes and letters, hashes of it, keyed or not."""
    letters = [tracker, tracker.lower(), group_code(tracker), group_code(tracker).lower()]
    plain = [raw, *(form.encode() for form in letters)]
    hashes = ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256")
    digests = [hashlib.new(name, form).digest() for name in hashes for form in plain]
    digests += [hmac.digest(key, form, "sha256") for key in keys for form in plain]
    return {*plain, *(digest[:16] for digest in digests)}
