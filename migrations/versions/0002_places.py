"""The place, its areas, teams and holiday tables; links between things."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("slug", name=op.f("uq_area_slug")),
    )
    op.create_table(
        "calendar_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("region", sa.String(length=10), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_calendar_version")),
    )
    op.create_table(
        "link",
        sa.Column("from_path", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("to_path", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("from_path", "kind", "to_path", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("ix_link_to_path", ["to_path"], unique=False)

    op.create_table(
        "setup_code",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_setup_code_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_code")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("slug", name=op.f("uq_team_slug")),
    )
    op.create_table(
        "calendar_holiday",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"],
            ["calendar_version.version"],
            name=op.f("fk_calendar_holiday_version_calendar_version"),
        ),
        sa.PrimaryKeyConstraint("version", "day", name=op.f("pk_calendar_holiday")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column(
            "currency_exponent",
            sa.Integer(),
            nullable=False,
            comment="decimal places of the minor unit",
        ),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("brand", sa.String(length=7), nullable=False),
        sa.Column("brand_dark", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(length=32), nullable=True),
        sa.Column("help_line", sa.Text(), nullable=False),
        sa.Column("weekend", sa.JSON(), nullable=False, comment="days without work, Monday is 0"),
        sa.Column("answer_days", sa.Integer(), nullable=False, comment="working days"),
        sa.Column("minutes_days", sa.Integer(), nullable=False, comment="working days"),
        sa.Column("costing_days", sa.Integer(), nullable=False, comment="working days"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_place_only_one")),
        sa.ForeignKeyConstraint(
            ["logo"], ["stored_file.sha256"], name=op.f("fk_place_logo_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )


def downgrade() -> None:
    op.drop_table("place")
    op.drop_table("calendar_holiday")
    op.drop_table("team")
    op.drop_table("setup_code")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index("ix_link_to_path")

    op.drop_table("link")
    op.drop_table("calendar_version")
    op.drop_table("area")
