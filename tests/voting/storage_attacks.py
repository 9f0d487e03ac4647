"""What somebody with the database's files can still join: which voter put which envelope in.

The attacker knows the format of heap pages and of SQLite's records, reads every byte, and takes
two rows for one cast when they carry the same transaction number, or neighbouring ones.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, text

PAGE = 8192
WHAT = ("urn", "urn_superseded", "log_pending", "log_entry", "envelope_separated", "ballot_public")
# All rows of a round may share one number: that joins everybody with everything, so nobody.
FEW = 3


def tuples_of(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(xmin, xmax, bytes) of every row version of a relation file, dead or alive."""
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        lower = struct.unpack_from("<H", page, 12)[0]
        for at in range(24, lower, 4):
            pointer = struct.unpack_from("<I", page, at)[0]
            offset, length = pointer & 0x7FFF, pointer >> 17
            if length >= 23:
                row = page[offset : offset + length]
                xmin, xmax = struct.unpack_from("<II", row, 0)
                yield xmin, xmax, row


def holes_of(data: bytes) -> Iterator[bytes]:
    """The free space in the middle of every page."""
    for start in range(0, len(data), PAGE):
        lower, upper = struct.unpack_from("<HH", data, start + 12)
        yield data[start + lower : start + upper]


def relation_files(connection: Connection, data_folder: Path, table: str) -> list[Path]:
    """The file of a table, of what is stored beside it, and of their indexes."""
    asked = text(
        "WITH own AS (SELECT oid, reltoastrelid FROM pg_class WHERE oid = to_regclass(:table)), "
        "held AS (SELECT oid FROM own UNION SELECT reltoastrelid FROM own WHERE reltoastrelid <> 0)"
        " SELECT pg_relation_filepath(oid) FROM held UNION SELECT pg_relation_filepath(indexrelid) "
        "FROM pg_index WHERE indrelid IN (SELECT oid FROM held)"
    )
    return [data_folder / path for path in connection.scalars(asked, {"table": table})]


def heap(connection: Connection, data_folder: Path, table: str) -> bytes:
    path = connection.scalar(text("SELECT pg_relation_filepath(to_regclass(:t))"), {"t": table})
    return (data_folder / str(path)).read_bytes()


def linked_by_versions(
    connection: Connection, data_folder: Path, voters: dict[int, list[bytes]]
) -> set[int]:
    """Voters whose row in the roll shares a transaction, or its neighbour, with their envelope.

    Args:
        voters: for each voter the hashes of all their envelopes.
    """
    who: dict[int, set[int]] = defaultdict(set)
    for xmin, xmax, row in tuples_of(heap(connection, data_folder, "roll")):
        _round_id, number = struct.unpack_from("<II", row, 24)
        for xid in (xmin, xmax):
            who[xid].add(number)
    what: dict[int, list[bytes]] = defaultdict(list)
    for table in WHAT:
        for xmin, xmax, row in tuples_of(heap(connection, data_folder, table)):
            for xid in (xmin, xmax):
                what[xid].append(row)
    found = set()
    for xid, numbers in who.items():
        if xid == 0 or len(numbers) > FEW:
            continue
        near = [row for step in (-1, 0, 1) for row in what.get(xid + step, ())]
        for number in numbers:
            if any(is_in(digest, row) for digest in voters.get(number, ()) for row in near):
                found.add(number)
    return found


def is_in(digest: bytes, data: bytes) -> bool:
    """A hash as bytes, or written out as the log does."""
    return digest in data or digest.hex().encode() in data


def linked_by_bytes(data: bytes, voters: dict[int, list[bytes]], round_id: int) -> set[int]:
    """Voters whose row of the urn stands in these bytes, in PostgreSQL's format."""
    begin = struct.pack("<I", round_id) + b"\x0fperson\x00"
    found = set()
    for at in places(data, begin):
        voter = struct.unpack_from("<I", data, at + len(begin))[0]
        row = data[at : at + 600]
        if any(digest in row for digest in voters.get(voter, ())):
            found.add(voter)
    return found


def linked_in_sqlite(data: bytes, digests: Iterable[bytes]) -> set[bytes]:
    """Hashes that stand in a record of the urn (`person`, number, envelope, hash) in a file."""
    return {
        digest
        for digest in digests
        for at in places(data, digest)
        if b"person" in data[max(at - 600, 0) : at]
    }


def places(data: bytes, wanted: bytes) -> Iterator[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)
