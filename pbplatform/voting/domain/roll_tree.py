"""The tree over a roll: what a leaf is made of, its order, its tiles, and a voter's proof of it.

Pure. Source: docs/rules/voting.md section 13.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice

from pbplatform.audit.domain.tree import (
    EMPTY_ROOT,
    TILE_WIDTH,
    Head,
    leaf_hash,
    tile_root,
)
from pbplatform.core.canonical import sha256
from pbplatform.voting.domain.digests import Digests

FORMAT = "pbplatform roll proof 1"


@dataclass(frozen=True)
class Row:
    """One row of the roll as its leaf tells it.

    Attributes:
        state: `open`, `paper` or `struck`.
        marked: a vote cast on a screen lies in the box for this number.
    """

    voter: int
    state: str
    marked: bool


def salt_of(secret: bytes, voter: int) -> bytes:
    """The 32 bytes that only this voter is shown: HMAC-SHA256 over the number, with the secret."""
    return hmac.digest(secret, b"%d" % voter, "sha256")


def leaf_data(salt: bytes, row: Row) -> bytes:
    """SHA-256 over the salt and `17 open 1`: number, state, mark."""
    return sha256(salt + b"%d %s %d" % (row.voter, row.state.encode(), row.marked))


def leaf_of(secret: bytes, row: Row) -> bytes:
    """The leaf of a row in the tree."""
    return leaf_hash(leaf_data(salt_of(secret, row.voter), row))


@dataclass(frozen=True)
class Tile:
    """256 hashes of one level side by side, or fewer at the end of it."""

    level: int
    number: int
    hashes: bytes


@dataclass(frozen=True)
class RollTree:
    """All that a root stands for: the root, and the leaves below it, ascending."""

    root: bytes
    leaves: Digests

    @property
    def rows(self) -> int:
        return len(self.leaves)

    @property
    def tiles(self) -> Iterator[Tile]:
        """Made while they are asked for."""
        return _tiles(self.leaves)


def tree_of(secret: bytes, rows: Iterable[Row]) -> RollTree:
    """The tree over these rows; leaves ascend by their hash, so that their order tells nothing."""
    leaves = Digests(leaf_of(secret, row) for row in rows)
    return RollTree(Head().grown(leaves).root if leaves else EMPTY_ROOT, leaves)


def _tiles(leaves: Iterable[bytes]) -> Iterator[Tile]:
    """Tiles of each level; above a level stand the roots of its full tiles."""
    level, row = 0, leaves
    while row:
        above, rest = list[bytes](), iter(row)
        for number in count():
            if not (part := list(islice(rest, TILE_WIDTH))):
                break
            yield Tile(level, number, b"".join(part))
            if len(part) == TILE_WIDTH:
                above.append(tile_root(part))
        level, row = level + 1, above


@dataclass(frozen=True)
class PlaceProof:
    """What shows that a row stands below a root, for whoever may see this row.

    Attributes:
        round_: slug of the round; `stage`: `freeze` or `close`.
        place: the index of the leaf, from 0.
        hashes: from the leaf up.
    """

    round_: str
    stage: str
    rows: int
    root: bytes
    row: Row
    salt: bytes
    place: int
    hashes: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """As it is downloaded, and read by `check-roll.py`."""
        told = {
            "round": self.round_,
            "stage": self.stage,
            "rows": self.rows,
            "root": self.root.hex(),
            "voter": self.row.voter,
            "state": self.row.state,
            "mark": int(self.row.marked),
            "salt": self.salt.hex(),
            "place": self.place,
        }
        lines = [FORMAT, *(f"{name}: {value}" for name, value in told.items()), ""]
        return "\n".join([*lines, *(one.hex() for one in self.hashes)]) + "\n"
