"""What waits at desks and for jobs is found by an index, and so is what words are kept away.

Source: docs/decisions/0098-desks-and-jobs-read-what-waits.md.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

_PARTS = (
    (
        *("ix_commitment_team_open", "commitment", ["team_id", "due_current"]),
        "done_on IS NULL AND given_up_on IS NULL",
    ),
    (
        *("ix_costing_condition_shown", "costing_condition", ["due_on"]),
        "shown_at IS NOT NULL AND met IS NULL",
    ),
    ("ix_text_report_words", "text_report", ["sent_at"], "words != ''"),
    ("ix_text_report_address", "text_report", ["sent_at"], "email != ''"),
)
_WHOLE = (
    ("ix_price_check_outcome", "price_check", ["outcome"]),
    ("ix_point_joined", "point", ["joined_to_id"]),
    ("ix_idea_committee_state", "idea", ["committee_id", "state"]),
    ("ix_proposal_committee_state", "proposal", ["committee_id", "state"]),
    ("ix_text_decision_outcome", "text_decision", ["outcome", "standing"]),
)


def upgrade() -> None:
    for name, table, columns, which in _PARTS:
        op.create_index(
            name,
            table,
            columns,
            sqlite_where=sa.text(which),
            postgresql_where=sa.text(which),
        )
    for name, table, columns in _WHOLE:
        op.create_index(name, table, columns)
    for table in ("proposal", "idea"):  # the new ones with the state do all that they did
        op.drop_index(f"ix_{table}_committee_id", table_name=table)


def downgrade() -> None:
    for table in ("proposal", "idea"):
        op.create_index(f"ix_{table}_committee_id", table, ["committee_id"])
    for name, table, _columns in _WHOLE:
        op.drop_index(name, table_name=table)
    for name, table, _columns, _which in _PARTS:
        op.drop_index(name, table_name=table)
