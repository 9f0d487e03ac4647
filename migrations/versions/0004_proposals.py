"""Ideas, their supporters and drafts; proposals and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idea_draft",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_idea_draft_round_id_round")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_idea_draft")),
    )
    with op.batch_alter_table("idea_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_draft_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="number of the newest version"),
        sa.Column("drawing", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("reason_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_proposal_committee_id_committee")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_proposal_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_proposal_round_id_number")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_committee_id"), ["committee_id"], unique=False
        )

    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("spot", sa.String(length=120), nullable=False),
        sa.Column("who_benefits", sa.String(length=200), nullable=False),
        sa.Column("photo", sa.LargeBinary(length=32), nullable=True),
        sa.Column("photo_alt", sa.String(length=300), nullable=False),
        sa.Column(
            "relations", sa.JSON(), nullable=True, comment="answers by code, and `people` in words"
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("name_shown", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "read_by", sa.Date(), nullable=False, comment="last day for the facilitator's reading"
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_by", sa.Date(), nullable=True, comment="last day for the first look"),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal_rule", sa.String(length=12), nullable=False),
        sa.Column("refusal_words", sa.Text(), nullable=False),
        sa.Column("ask_again_by", sa.Date(), nullable=True, comment="last day for a second look"),
        sa.Column("second_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_look_words", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True, comment="final state"),
        sa.Column("not_taken_reason", sa.String(length=12), nullable=False),
        sa.Column("not_taken_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_idea_area_id_area")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_idea_author_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["account.id"], name=op.f("fk_idea_claimed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_idea_committee_id_committee")
        ),
        sa.ForeignKeyConstraint(
            ["photo"], ["stored_file.sha256"], name=op.f("fk_idea_photo_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_idea_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_idea_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_idea_round_id_number")),
    )
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_photo"), ["photo"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_idea_round_state", ["round_id", "state"], unique=False)

    op.create_table(
        "proposal_version",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("spot", sa.String(length=200), nullable=False),
        sa.Column("who_benefits", sa.String(length=300), nullable=False),
        sa.Column("breakers_answer", sa.Text(), nullable=False),
        sa.Column("makers_answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_proposal_version_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_proposal_version_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "version", name=op.f("pk_proposal_version")),
    )
    op.create_table(
        "idea_support",
        sa.Column("idea_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("supported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_idea_support_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_support_idea_id_idea")
        ),
        sa.PrimaryKeyConstraint("idea_id", "account_id", name=op.f("pk_idea_support")),
    )
    with op.batch_alter_table("idea_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idea_support_account_id"), ["account_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("idea_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_support_account_id"))

    op.drop_table("idea_support")
    op.drop_table("proposal_version")
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_round_state")
        batch_op.drop_index(batch_op.f("ix_idea_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_idea_photo"))
        batch_op.drop_index(batch_op.f("ix_idea_committee_id"))
        batch_op.drop_index(batch_op.f("ix_idea_author_id"))
        batch_op.drop_index(batch_op.f("ix_idea_area_id"))

    op.drop_table("idea")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_committee_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("idea_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_draft_expires_at"))

    op.drop_table("idea_draft")
