"""Entries of envelopes from before are found by their hash, too, as newer ones are.

The bytes stay as they are. The triggers that refuse every change are made again at the end.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from pbplatform.audit.domain import triggers
from pbplatform.audit.domain.filing import envelope_filing

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

_AT_ONCE = 5000
_ENTRY = sa.table(
    "log_entry",
    sa.column("log_id", sa.Integer()),
    sa.column("idx", sa.Integer()),
    sa.column("body", sa.LargeBinary()),
    sa.column("about", sa.String()),
)


def upgrade() -> None:
    connection = op.get_bind()
    waiting = sa.select(_ENTRY.c.log_id).where(_ENTRY.c.about == "").distinct()
    logs = connection.scalars(waiting).all()
    if not logs:
        return
    triggers.remove_from(connection, "log_entry")
    for log_id in logs:
        _file_all(connection, log_id)
    triggers.install(connection, "log_entry")


def _file_all(connection: sa.Connection, log_id: int) -> None:
    own, last = _ENTRY.c.log_id == log_id, -1
    change = (
        sa.update(_ENTRY)
        .where(own, _ENTRY.c.idx == sa.bindparam("entry"))
        .values(about=sa.bindparam("found"))
    )
    while True:
        some = sa.select(_ENTRY.c.idx, _ENTRY.c.body).where(
            own, _ENTRY.c.idx > last, _ENTRY.c.about == ""
        )
        rows = connection.execute(some.order_by(_ENTRY.c.idx).limit(_AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].idx
        values = [{"entry": idx, "found": _filing(bytes(body))} for idx, body in rows]
        if known := [each for each in values if each["found"]]:
            connection.execute(change, known)


def _filing(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:  # no entry any more: `pbplatform check` says so
        return ""
    return envelope_filing(told) if isinstance(told, dict) else ""


def downgrade() -> None:
    """What is found by more than before harms nothing."""
