"""The hash tree of a log as it is stored: full tiles, and what follows from entries.

Source: docs/rules/audit.md section 8.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from pbplatform.audit.domain import tree
from pbplatform.audit.domain.notes import Checkpoint
from pbplatform.audit.domain.tree import TILE_WIDTH, Head
from pbplatform.audit.models import Log, LogCheckpoint, LogEntry, LogHead, LogTile
from pbplatform.core.errors import Conflict

_KEPT_TILES = 64  # of one proof: two for each level are needed
Edge = tuple[bytes, ...]
# The edge of a tree by its size and root. Equal roots have equal edges, so none can be stale.
_edges: dict[tuple[int, bytes], Edge] = {}
_KEPT_EDGES = 512
# Written once: a proof is made of few rows, and to put a statement together takes longer.
_heads, _tiles = LogHead.__table__.c, LogTile.__table__.c
_LEVELS = range(4)  # with a tile come those above it: of a log of 256⁵ entries all
_HEAD = select(_heads.size, _heads.edge).where(_heads.log_id == bindparam("log"))
_PATH = select(_tiles.level, _tiles.number, _tiles.hashes).where(
    or_(  # each with all three columns of the key, or a database reads every tile of the log
        *(
            (_tiles.log_id == bindparam("log"))
            & (_tiles.level == bindparam(f"level{up}"))
            & (_tiles.number == bindparam(f"number{up}"))
            for up in _LEVELS
        )
    )
)
_ROOTS = (
    select(_tiles.root)
    .where(
        _tiles.log_id == bindparam("log"),
        _tiles.level == bindparam("level"),
        _tiles.number.between(bindparam("first"), bindparam("last")),
    )
    .order_by(_tiles.number)
)


@dataclass(frozen=True)
class Sealed:
    """The newest signed checkpoint of a log.

    Attributes:
        note: the signed text, served as it is.
        public_key: 32 bytes, Ed25519.
    """

    log_id: int
    size: int
    root: bytes
    note: str
    public_key: bytes

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says."""
        return Checkpoint.read(self.note.rpartition("\n\n")[0] + "\n")


def head_of(session: Session, log_id: int) -> Head:
    """How far the tree has come.

    Raises:
        Conflict: what is stored is no head.
    """
    row = session.execute(_HEAD, {"log": log_id}).one_or_none()
    if row is None:
        return Head()
    try:
        return Head.unpacked(row.size, bytes(row.edge))
    except ValueError as error:
        raise Conflict("check.log_tree_differs", log=_slug(session, log_id)) from error


def _slug(session: Session, log_id: int) -> str:
    return session.scalar(select(Log.slug).where(Log.id == log_id)) or str(log_id)


class StoredTree:
    """The tree of a log up to a size, read tile by tile.

    Raises:
        Conflict: an entry or a tile that must be there is not.
    """

    def __init__(self, session: Session, log_id: int, size: int, edge: Edge = ()) -> None:
        self._session, self._log_id, self.size = session, log_id, size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        # Most proofs need these and nothing else of tiles that are not full.
        self._edge = dict(zip(tree.complete_nodes(0, size), edge, strict=True)) if edge else {}

    def hashes(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile in a tree of this size: 256 of them, or fewer at its edge."""
        kept = self._tiles.get((level, number))
        if kept is not None:
            return kept
        if len(self._tiles) >= _KEPT_TILES:
            self._tiles.clear()
        width = tree.tile_width(level, number, self.size)
        found = self._full(level, number) if width == TILE_WIDTH else None
        if found is None:
            found = self._from_below(level, number, width)
        if len(found) != width:
            raise Conflict("check.log_tree_differs", log=_slug(self._session, self._log_id))
        self._tiles[level, number] = found
        return found

    def node(self, level: int, place: int) -> bytes:
        """The hash of a complete node."""
        if (level, place) in self._edge:
            return self._edge[level, place]
        tile, number, start, end = tree.node_in_tile(level, place)
        return tree.tile_root(self.hashes(tile, number)[start:end])

    def root(self) -> bytes:
        """The root over all its entries."""
        return tree.range_root(self.node, 0, self.size)

    def head(self) -> Head:
        """The head of a tree of this size."""
        edge = [self.node(*one) for one in tree.complete_nodes(0, self.size)]
        return Head(self.size, tuple(edge))

    def _full(self, level: int, number: int) -> list[bytes] | None:
        """A tile as it is stored; those above it come with it, for which a proof asks next."""
        path = {(level + up, number >> tree.TILE_HEIGHT * up): up for up in _LEVELS}
        asked: dict[str, int] = {"log": self._log_id}
        for (one, place), up in path.items():
            asked |= {f"level{up}": one, f"number{up}": place}
        asked_for = None
        for row in self._session.execute(_PATH, asked):
            hashes = tree.hashes_in(bytes(row.hashes))
            if (row.level, row.number) == (level, number):
                asked_for = hashes
            elif len(hashes) == tree.tile_width(row.level, row.number, self.size):
                self._tiles[row.level, row.number] = hashes
        return asked_for

    def _from_below(self, level: int, number: int, width: int) -> list[bytes]:
        first = number * TILE_WIDTH
        last = first + width - 1
        if level == 0:
            entries = select(LogEntry.body).where(
                LogEntry.log_id == self._log_id, LogEntry.idx.between(first, last)
            )
            found = self._session.scalars(entries.order_by(LogEntry.idx))
            return [tree.leaf_hash(bytes(body)) for body in found]
        asked = {"log": self._log_id, "level": level - 1, "first": first, "last": last}
        return [bytes(root) for root in self._session.scalars(_ROOTS, asked)]


def tree_of(session: Session, log_id: int) -> StoredTree:
    """The tree of a log as far as it has come.

    Args:
        session: of the transaction in which the head is read.
    """
    head = head_of(session, log_id)
    return StoredTree(session, log_id, head.size, head.edge)


def sealed_tree(session: Session, sealed: Sealed) -> StoredTree:
    """The tree of a log as far as it is signed."""
    known = (sealed.size, sealed.root)
    if known not in _edges:
        head = StoredTree(session, sealed.log_id, sealed.size).head()
        if head.root != sealed.root:
            return StoredTree(session, sealed.log_id, sealed.size)
        if len(_edges) >= _KEPT_EDGES:
            _edges.clear()
        _edges[known] = head.edge
    return StoredTree(session, sealed.log_id, sealed.size, _edges.get(known, ()))


# Built once: to build a statement takes longer than to send it.
_NEWEST = (
    select(LogCheckpoint)
    .join(Log, (Log.id == LogCheckpoint.log_id) & (Log.again == LogCheckpoint.again))
    .where(Log.slug == bindparam("log"))
    .order_by(LogCheckpoint.size.desc())
    .limit(1)
)


def newest_checkpoint(session: Session, *, log: str) -> Sealed | None:
    """The newest signed checkpoint of a log under its present name; None while there is none."""
    row = session.scalar(_NEWEST, {"log": log})
    if row is None:
        return None
    return Sealed(row.log_id, row.size, bytes(row.root), row.note, bytes(row.public_key))


def sealed_logs(session: Session) -> dict[str, tuple[int, Sealed | None]]:
    """Every log by its name: how many entries are in order, and its newest signed checkpoint."""
    newest = (
        select(LogCheckpoint.log_id, func.max(LogCheckpoint.size).label("size"))
        .join(Log, (Log.id == LogCheckpoint.log_id) & (Log.again == LogCheckpoint.again))
        .group_by(LogCheckpoint.log_id)
        .subquery()
    )
    rows = session.scalars(
        select(LogCheckpoint)
        .join(
            newest,
            (newest.c.log_id == LogCheckpoint.log_id) & (newest.c.size == LogCheckpoint.size),
        )
        .join(Log, (Log.id == LogCheckpoint.log_id) & (Log.again == LogCheckpoint.again))
    )
    found = {
        row.log_id: Sealed(row.log_id, row.size, bytes(row.root), row.note, bytes(row.public_key))
        for row in rows
    }
    # Entries are numbered from 0 without a gap: the last number is found without counting them.
    last = select(func.max(LogEntry.idx)).where(LogEntry.log_id == Log.id).scalar_subquery()
    rows_of_logs = session.execute(select(Log.slug, Log.id, func.coalesce(last + 1, 0)))
    return {slug: (size, found.get(log_id)) for slug, log_id, size in rows_of_logs}


def checkpoint_roots(session: Session, *, log: str) -> dict[int, bytes]:
    """All that was signed of a log under its present name: the root at each size."""
    query = (
        select(LogCheckpoint.size, LogCheckpoint.root)
        .join(Log, (Log.id == LogCheckpoint.log_id) & (Log.again == LogCheckpoint.again))
        .where(Log.slug == log)
    )
    return {row.size: bytes(row.root) for row in session.execute(query)}


def checkpoints(session: Session, *, log: str, newest: int) -> list[str]:
    """The newest signed notes of a log, newest first; those under an earlier name too."""
    query = (
        select(LogCheckpoint.note)
        .join(Log, Log.id == LogCheckpoint.log_id)
        .where(Log.slug == log)
        .order_by((LogCheckpoint.again == Log.again).desc(), LogCheckpoint.size.desc())
        .limit(newest)
    )
    return list(session.scalars(query))
