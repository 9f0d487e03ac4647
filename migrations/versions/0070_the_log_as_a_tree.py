"""A hash tree over each log, with its head and what was signed of it.

Entries that are there already are taken in from their bytes. Nothing in them changes.
"""

from __future__ import annotations

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from pbplatform.audit.domain import triggers

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

WIDTH = 256


def _log_id() -> sa.Column[int]:
    return sa.Column("log_id", sa.Integer(), sa.ForeignKey("log.id"), nullable=False)


def upgrade() -> None:
    op.add_column(
        "log",
        sa.Column(
            "again",
            sa.String(20),
            nullable=False,
            server_default="",
            comment="when another copy of this log was accepted last, as its name tells; "
            "else empty",
        ),
    )
    op.create_table(
        "log_tile",
        _log_id(),
        sa.Column(
            "level",
            sa.Integer(),
            nullable=False,
            comment="0 holds the leaves, 1 roots of tiles of 0",
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column(
            "root",
            sa.LargeBinary(32),
            nullable=False,
            comment="over the hashes: a hash of the level above",
        ),
        sa.PrimaryKeyConstraint("log_id", "level", "number"),
    )
    op.create_table(
        "log_head",
        _log_id(),
        sa.Column("size", sa.Integer(), nullable=False, comment="entries in the tree"),
        sa.Column(
            "edge",
            sa.LargeBinary(),
            nullable=False,
            comment="roots of its complete parts, the largest first",
        ),
        sa.PrimaryKeyConstraint("log_id"),
    )
    op.create_table(
        "log_checkpoint",
        _log_id(),
        sa.Column("again", sa.String(20), nullable=False, comment="as in log"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "public_key", sa.LargeBinary(32), nullable=False, comment="Ed25519, of whoever signed"
        ),
        sa.PrimaryKeyConstraint("log_id", "again", "size"),
    )
    triggers.install(op.get_bind())
    connection = op.get_bind()
    for log_id in connection.scalars(sa.text("SELECT id FROM log ORDER BY id")).all():
        _plant(connection, log_id)


def _plant(connection: sa.Connection, log_id: int) -> None:
    """The tree of one log, read in blocks that make a tile each."""
    levels: list[list[bytes]] = [[]]
    first = size = 0
    query = sa.text(
        "SELECT body FROM log_entry WHERE log_id = :log AND idx >= :first AND idx < :last "
        "ORDER BY idx"
    )
    while True:
        span = {"log": log_id, "first": first, "last": first + WIDTH}
        bodies = connection.scalars(query, span).all()
        size += len(bodies)
        levels[0] = [sha256(b"\x00" + bytes(body)).digest() for body in bodies]
        if len(bodies) < WIDTH:
            break
        _keep_full(connection, log_id, levels, size)
        first += WIDTH
    edge = [node for level in reversed(levels) for node in _complete_parts(level)]
    connection.execute(
        sa.text("INSERT INTO log_head (log_id, size, edge) VALUES (:log, :size, :edge)"),
        {"log": log_id, "size": size, "edge": b"".join(edge)},
    )


def _keep_full(
    connection: sa.Connection, log_id: int, levels: list[list[bytes]], size: int
) -> None:
    """Write the tiles that are full now, of each level."""
    level = 0
    while len(levels[level]) == WIDTH:
        root = _root(levels[level])
        connection.execute(
            sa.text(
                "INSERT INTO log_tile (log_id, level, number, hashes, root) "
                "VALUES (:log, :level, :number, :hashes, :root)"
            ),
            {
                "log": log_id,
                "level": level,
                "number": size // WIDTH ** (level + 1) - 1,
                "hashes": b"".join(levels[level]),
                "root": root,
            },
        )
        levels[level] = []
        if level + 1 == len(levels):
            levels.append([])
        levels[level + 1].append(root)
        level += 1


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return hashes[0]


def _complete_parts(hashes: list[bytes]) -> list[bytes]:
    """Roots of the powers of two that these hashes are made of, the largest first."""
    parts, at = [], 0
    for power in (128, 64, 32, 16, 8, 4, 2, 1):
        if len(hashes) & power:
            parts.append(_root(hashes[at : at + power]))
            at += power
    return parts


def downgrade() -> None:
    op.drop_table("log_checkpoint")
    op.drop_table("log_head")
    op.drop_table("log_tile")
    with op.batch_alter_table("log") as batch:
        batch.drop_column("again")
