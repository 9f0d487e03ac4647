"""Published words can be reported, hidden and put back: reports, decisions, the words that went.

The words that went stand apart from the texts, so that no page reads them by accident.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderated_text",
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_moderated_text")),
    )
    op.create_table(
        "kept_words",
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column(
            "is_file",
            sa.Boolean(),
            nullable=False,
            comment="the words are the SHA-256 of a stored file",
        ),
        sa.Column("longest", sa.Integer(), nullable=True, comment="letters that the column takes"),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["path"], ["moderated_text.path"], name=op.f("fk_kept_words_path_moderated_text")
        ),
        sa.PrimaryKeyConstraint("path", "field", "version", name=op.f("pk_kept_words")),
    )
    op.create_table(
        "text_decision",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column(
            "named", sa.String(length=40), nullable=False, comment="number or day of the text"
        ),
        sa.Column(
            "subject", sa.String(length=200), nullable=False, comment="how the log names the text"
        ),
        sa.Column(
            "url",
            sa.String(length=200),
            nullable=False,
            comment="page of the text; empty for none",
        ),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "part",
            sa.String(length=30),
            nullable=False,
            comment="the part that went; empty for all",
        ),
        sa.Column(
            "struck",
            sa.Text(),
            nullable=False,
            comment="the exact words; none where all went or all stayed",
        ),
        sa.Column(
            "authors", sa.JSON(), nullable=False, comment="accounts of those who wrote the text"
        ),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column(
            "by_account_id",
            sa.Integer(),
            nullable=True,
            comment="never gives the second look; none for the command line",
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="of the decision, in the place"),
        sa.Column(
            "ask_by",
            sa.Date(),
            nullable=True,
            comment="last day for the author to ask for a second look",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_words", sa.Text(), nullable=False),
        sa.Column("look_by", sa.Date(), nullable=True, comment="last day for the second look"),
        sa.Column("looked_role", sa.String(length=20), nullable=False),
        sa.Column(
            "looked_day",
            sa.Date(),
            nullable=True,
            comment="of the second look, or of taking the decision back",
        ),
        sa.Column("looked_reason", sa.Text(), nullable=False),
        sa.Column("looked_by_account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_text_decision_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["looked_by_account_id"],
            ["account.id"],
            name=op.f("fk_text_decision_looked_by_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["path"], ["moderated_text.path"], name=op.f("fk_text_decision_path_moderated_text")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_text_decision")),
    )
    with op.batch_alter_table("text_decision", schema=None) as batch_op:
        batch_op.create_index("ix_text_decision_path", ["path", "standing"], unique=False)
        batch_op.create_index("ix_text_decision_standing", ["standing", "look_by"], unique=False)

    op.create_table(
        "text_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column(
            "named", sa.String(length=40), nullable=False, comment="number or day of the text"
        ),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "look_by", sa.Date(), nullable=False, comment="last day for the facilitator's look"
        ),
        sa.Column("decision", sa.Integer(), nullable=True, comment="that settled it"),
        sa.CheckConstraint("state IN ('open', 'decided')", name=op.f("ck_text_case_state")),
        sa.ForeignKeyConstraint(
            ["decision"], ["text_decision.number"], name=op.f("fk_text_case_decision_text_decision")
        ),
        sa.ForeignKeyConstraint(
            ["path"], ["moderated_text.path"], name=op.f("fk_text_case_path_moderated_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_case")),
    )
    with op.batch_alter_table("text_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_case_decision"), ["decision"], unique=False)
        batch_op.create_index("ix_text_case_state", ["state", "look_by"], unique=False)
        batch_op.create_index(
            "uq_text_case_open",
            ["path"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "text_decision_part",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["text_decision.number"],
            name=op.f("fk_text_decision_part_number_text_decision"),
        ),
        sa.PrimaryKeyConstraint("number", "field", "version", name=op.f("pk_text_decision_part")),
    )
    op.create_table(
        "text_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "token_hash",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="of its private address",
        ),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["text_case.id"], name=op.f("fk_text_report_case_id_text_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_report")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_text_report_token_hash")),
    )
    with op.batch_alter_table("text_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_report_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("text_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_report_case_id"))

    op.drop_table("text_report")
    op.drop_table("text_decision_part")
    with op.batch_alter_table("text_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_text_case_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_text_case_state")
        batch_op.drop_index(batch_op.f("ix_text_case_decision"))

    op.drop_table("text_case")
    with op.batch_alter_table("text_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_text_decision_standing")
        batch_op.drop_index("ix_text_decision_path")

    op.drop_table("text_decision")
    op.drop_table("kept_words")
    op.drop_table("moderated_text")
