"""The hash tree of a log grows with it, in the transaction that puts entries in order.

Source: docs/rules/audit.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from pbplatform.audit.domain import tree, triggers
from pbplatform.audit.domain.tree import TILE_WIDTH, Head
from pbplatform.audit.models import Log, LogEntry, LogHead, LogTile
from pbplatform.audit.queries.trees import StoredTree, head_of
from pbplatform.core.errors import Conflict

_BLOCK = 20 * TILE_WIDTH


def grow(
    session: Session, log_id: int, fresh: Sequence[bytes] = (), *, start: int | None = None
) -> None:
    """Take the newest entries into the tree; call under the sequencer's lock.

    Args:
        fresh: bytes of the newest entries, which need not be read again.
        start: how many entries there are without them; asked of the database when not known.
    Raises:
        Conflict: the log is shorter than its tree: somebody took entries out.
    """
    if start is None:
        last = session.scalar(select(func.max(LogEntry.idx)).where(LogEntry.log_id == log_id))
        start = (0 if last is None else last + 1) - len(fresh)
    head = head_of(session, log_id)
    if head.size > start:
        raise Conflict("check.log_tree_differs", log=_slug(session, log_id))
    while head.size < start:  # entries from before there was a tree
        upto = min(head.size + _BLOCK, start)
        bodies = select(LogEntry.body).where(
            LogEntry.log_id == log_id, LogEntry.idx >= head.size, LogEntry.idx < upto
        )
        read = [bytes(body) for body in session.scalars(bodies.order_by(LogEntry.idx))]
        if len(read) != upto - head.size:
            there = head.size + len(read)
            raise Conflict("check.log_gap", log=_slug(session, log_id), entries=there)
        head = _add(session, log_id, head, read)
    if fresh:
        _add(session, log_id, head, fresh)


def _slug(session: Session, log_id: int) -> str | None:
    return session.scalar(select(Log.slug).where(Log.id == log_id))


def rebuild(session: Session, log_id: int) -> None:
    """Make the tree of a log anew from its entries, after that was said in public.

    Who may not change the table's triggers cannot do it: that is left to the database's owner.
    """
    connection = session.connection()
    triggers.remove_from(connection, LogTile.__tablename__)
    session.execute(delete(LogTile).where(LogTile.log_id == log_id))
    triggers.install(connection, LogTile.__tablename__)
    session.execute(delete(LogHead).where(LogHead.log_id == log_id))
    grow(session, log_id)


def _add(session: Session, log_id: int, head: Head, bodies: Sequence[bytes]) -> Head:
    leaves = [tree.leaf_hash(body) for body in bodies]
    grown = head.grown(leaves)
    tiles = _full_tiles(StoredTree(session, log_id, head.size), log_id, leaves)
    if tiles:
        session.execute(insert(LogTile.__table__), tiles)  # type: ignore[arg-type]
    values = {"size": grown.size, "edge": grown.packed}
    rows = LogHead.__table__
    moved = session.execute(update(rows).where(rows.c.log_id == log_id).values(**values))  # type: ignore[arg-type]
    if not moved.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(LogHead).values(log_id=log_id, **values))
    return grown


def _full_tiles(before: StoredTree, log_id: int, added: list[bytes]) -> list[dict[str, Any]]:
    """Rows for the tiles that new leaves make full, of all levels.

    Args:
        before: the tree without them.
    """
    rows, level, stored = [], 0, before.size
    while added:
        number, beside = divmod(stored, TILE_WIDTH)
        roots: list[bytes] = []
        if beside + len(added) >= TILE_WIDTH:
            hashes = [*(before.hashes(level, number) if beside else ()), *added]
            for start in range(0, len(hashes) - TILE_WIDTH + 1, TILE_WIDTH):
                tile = hashes[start : start + TILE_WIDTH]
                roots.append(tree.tile_root(tile))
                rows.append(
                    {
                        "log_id": log_id,
                        "level": level,
                        "number": number + len(roots) - 1,
                        "hashes": b"".join(tile),
                        "root": roots[-1],
                    }
                )
        level, stored, added = level + 1, number, roots
    return rows
