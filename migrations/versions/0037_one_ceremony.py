"""Sealed votes lie apart from voters before the box is opened; who closed it stands by its number.

The table of the copies is called after what it holds. Where the close entry of a round stands in
its ballot log is kept with the round: from the close on the numbers of the box are read there.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0044"
branch_labels = None
depends_on = None

COMMENT = "index of the close entry in the ballot log: it has the numbers of the box"


def _rename(before: str, after: str) -> None:
    op.rename_table(before, after)
    if op.get_bind().dialect.name == "postgresql":
        for what in ("pk_{}", "fk_{}_round_id_round"):
            names = what.format(before), what.format(after)
            op.execute('ALTER TABLE "{2}" RENAME CONSTRAINT "{0}" TO "{1}"'.format(*names, after))


def upgrade() -> None:
    _rename("envelope_public", "envelope_separated")
    op.add_column("round", sa.Column("close_entry", sa.Integer(), nullable=True, comment=COMMENT))
    bind = op.get_bind()
    rounds = bind.execute(
        sa.text(
            "SELECT round.id, log.id AS log_id FROM round"
            " JOIN log ON log.slug = 'rounds/' || round.slug WHERE round.closed_at IS NOT NULL"
        )
    ).all()
    entries = sa.text("SELECT idx, body FROM log_entry WHERE log_id = :log ORDER BY idx DESC")
    for round_id, log_id in rounds:
        for idx, body in bind.execute(entries, {"log": log_id}):
            if json.loads(bytes(body))["kind"] == "vote:urn:closed":
                told = {"idx": idx, "id": round_id}
                bind.execute(sa.text("UPDATE round SET close_entry = :idx WHERE id = :id"), told)
                break


def downgrade() -> None:
    op.drop_column("round", "close_entry")
    _rename("envelope_separated", "envelope_public")
