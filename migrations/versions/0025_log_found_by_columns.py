"""Entries of the log have what pages filter by beside their bytes; files of counts are kept.

The bytes stay as they are. The reading is that of the program, not a copy of it: what is stored
must be what is looked for. The triggers that refuse every change are made again at the end.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from pbplatform.audit.domain import triggers
from pbplatform.audit.domain.filing import filing_of

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
_ENTRY = sa.table(
    "log_entry",
    sa.column("log_id", sa.Integer()),
    sa.column("idx", sa.Integer()),
    sa.column("body", sa.LargeBinary()),
    sa.column("family", sa.String()),
    sa.column("about", sa.String()),
    sa.column("at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    for name, length, told in (
        ("family", 40, "what the kind begins with"),
        ("about", 160, "path of what the subject belongs to"),
    ):
        op.add_column(
            "log_entry",
            sa.Column(name, sa.String(length), nullable=False, server_default="", comment=told),
        )
    told = "as the bytes say; none in ballot logs"
    op.add_column("log_entry", sa.Column("at", sa.DateTime(timezone=True), comment=told))
    triggers.remove(op.get_bind())
    for log_id in op.get_bind().scalars(sa.select(_ENTRY.c.log_id).distinct()).all():
        _file_all(log_id)
    triggers.install(op.get_bind())
    op.create_index("ix_log_entry_family", "log_entry", ["log_id", "family", "idx"])
    op.create_index("ix_log_entry_about", "log_entry", ["log_id", "about", "idx"])
    op.create_index("ix_log_entry_at", "log_entry", ["log_id", "at"])

    _make_result_file()


def _make_result_file() -> None:
    op.create_table(
        "result_file",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False, comment="of the content"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["result.round_id"], name=op.f("fk_result_file_round_id_result")
        ),
        sa.PrimaryKeyConstraint("round_id", "name", name=op.f("pk_result_file")),
    )


def _file_all(log_id: int) -> None:
    connection, last = op.get_bind(), -1
    own = _ENTRY.c.log_id == log_id
    change = (
        sa.update(_ENTRY)
        .where(own, _ENTRY.c.idx == sa.bindparam("entry"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("family", "about", "at")})
    )
    while True:
        some = sa.select(_ENTRY.c.idx, _ENTRY.c.body).where(own, _ENTRY.c.idx > last)
        rows = connection.execute(some.order_by(_ENTRY.c.idx).limit(_AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].idx
        values = [
            {"entry": idx, **{f"new_{name}": value for name, value in _filing(body).items()}}
            for idx, body in rows
        ]
        connection.execute(change, values)


def _filing(body: bytes) -> dict[str, object]:
    try:
        return {**filing_of(json.loads(body))}
    except (ValueError, AttributeError):  # no entry any more: `pbplatform check` says so
        return {"family": "", "about": "", "at": None}


def downgrade() -> None:
    op.drop_table("result_file")
    for name in ("ix_log_entry_at", "ix_log_entry_about", "ix_log_entry_family"):
        op.drop_index(name, "log_entry")
    for name in ("at", "about", "family"):
        op.drop_column("log_entry", name)
