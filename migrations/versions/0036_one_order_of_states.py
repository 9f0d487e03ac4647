"""From the last vote to the certificate one order of states (docs/rules/ceremony.md).

Boxes that were opened before are marked: they had neither a separation nor a certificate.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

INSTANTS = {
    "paper_complete_at": "all paper is in the box or refused",
    "lot_at": "the lot number stands",
    "separated_at": "envelopes lie apart from voters and the storage was rewritten",
    "certified_at": "two people certified the result",
    "called_off_at": None,
}


def upgrade() -> None:
    for name, told in INSTANTS.items():
        op.add_column("round", sa.Column(name, sa.DateTime(timezone=True), comment=told))
    older = "opened before there were a separation and a certificate"
    op.add_column(
        "round",
        sa.Column(
            "older_order", sa.Boolean(), nullable=False, server_default=sa.false(), comment=older
        ),
    )
    # The instant of an older lot is only in the log; the close before it is near enough.
    op.execute(
        "UPDATE round SET paper_complete_at = closed_at, lot_at = closed_at FROM lot_number"
        " WHERE lot_number.round_id = round.id AND lot_number.confirmed"
    )
    op.execute("UPDATE round SET older_order = true WHERE opened_at IS NOT NULL")
    op.execute("UPDATE round SET paper_complete_at = closed_at WHERE closed_at IS NOT NULL")


def downgrade() -> None:
    op.drop_column("round", "older_order")
    for name in reversed(INSTANTS):
        op.drop_column("round", name)
