"""Rounds, committees, the projects on a ballot and the frozen definition."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("who_can_vote", sa.Text(), nullable=False),
        sa.Column(
            "money_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="minor units of the currency",
        ),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column(
            "currency_exponent",
            sa.Integer(),
            nullable=False,
            comment="decimal places of the minor unit",
        ),
        sa.Column("ideas_open_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ideas_close_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_close_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ballot_kind", sa.String(length=20), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=True, comment="None: as many as you like"),
        sa.Column("rule", sa.JSON(), nullable=False, comment="counting rule as data"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True, comment="urn opened"),
        sa.Column(
            "counted_at", sa.DateTime(timezone=True), nullable=True, comment="result published"
        ),
        sa.CheckConstraint("closes_at <= results_at", name=op.f("ck_round_results_after_vote")),
        sa.CheckConstraint(
            "ideas_close_at <= review_close_at", name=op.f("ck_round_review_after_ideas")
        ),
        sa.CheckConstraint("ideas_open_at < ideas_close_at", name=op.f("ck_round_ideas_window")),
        sa.CheckConstraint("money_minor > 0", name=op.f("ck_round_money_positive")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_round_vote_window")),
        sa.CheckConstraint("review_close_at <= opens_at", name=op.f("ck_round_vote_after_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("slug", name=op.f("uq_round_slug")),
    )
    op.create_table(
        "ballot_project",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "cost_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="minor units of the currency",
        ),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("drawing", sa.String(length=30), nullable=False),
        sa.Column(
            "source_id", sa.String(length=60), nullable=False, comment="id in an imported file"
        ),
        sa.CheckConstraint("cost_minor >= 0", name=op.f("ck_ballot_project_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_ballot_project_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_ballot_project")),
    )
    op.create_table(
        "committee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_committee_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee")),
        sa.UniqueConstraint("round_id", "slug", name=op.f("uq_committee_round_id_slug")),
    )
    op.create_table(
        "round_definition",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_definition_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_definition")),
    )


def downgrade() -> None:
    op.drop_table("round_definition")
    op.drop_table("committee")
    op.drop_table("ballot_project")
    op.drop_table("round")
