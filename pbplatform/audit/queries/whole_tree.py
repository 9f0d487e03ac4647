"""The stored tree of a log against the one that its entries make, tile by tile."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.domain import tree
from pbplatform.audit.domain.tree import TILE_WIDTH, Head
from pbplatform.audit.models import LogTile
from pbplatform.core.canonical import sha256

Place = tuple[int, int]


class TreeFromEntries:
    """A tree that leaves are added to one by one; it remembers full tiles by their hash alone."""

    def __init__(self) -> None:
        self.head = Head()
        self.tiles: dict[Place, bytes] = {}
        self._open: list[list[bytes]] = [[]]

    @property
    def size(self) -> int:
        return self.head.size

    def add(self, leaf: bytes) -> None:
        """Take one more leaf."""
        self.head = self.head.grown((leaf,))
        level, node = 0, leaf
        while True:
            if level == len(self._open):
                self._open.append([])
            row = self._open[level]
            row.append(node)
            if len(row) < TILE_WIDTH:
                return
            number = (self.size >> (tree.TILE_HEIGHT * (level + 1))) - 1
            node = tree.tile_root(row)
            self.tiles[level, number] = sha256(b"".join(row) + node)
            self._open[level] = []
            level += 1


def tiles_agree(session: Session, log_id: int, stored: Head, built: TreeFromEntries) -> bool:
    """Whether the full tiles of the stored tree are those that the entries make, every one.

    The stored tree may end before the newest entries: it takes them in with the next ones.
    """

    def is_full(place: Place) -> bool:
        return tree.tile_width(*place, stored.size) == TILE_WIDTH

    wanted = {place: told for place, told in built.tiles.items() if is_full(place)}
    query = (
        select(LogTile.level, LogTile.number, LogTile.hashes, LogTile.root)
        .where(LogTile.log_id == log_id)
        .execution_options(yield_per=200)
    )
    good = True
    with session.execute(query) as rows:
        for row in rows:
            if is_full((row.level, row.number)):  # others were made full meanwhile
                told = sha256(bytes(row.hashes) + bytes(row.root))
                good = wanted.pop((row.level, row.number), None) == told and good
    return good and not wanted
