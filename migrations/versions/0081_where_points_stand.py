"""Where each public point stands from which day on, and numbers of them, kept beside their acts.

Nothing is filled in here: what is kept follows from the acts by the clock of the program, and
`pbplatform migrate` writes it when the tables are there (docs/decisions/0084).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

_KEPT = ("point_id", "first_day")


def upgrade() -> None:
    op.create_table(
        "point_stretch",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "first_day",
            sa.Date(),
            nullable=False,
            comment="from that day; the first one from the beginning of time",
        ),
        sa.Column(
            "end_day",
            sa.Date(),
            nullable=False,
            comment="until the day before; the last one for ever",
        ),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False, comment="the team that must answer"),
        sa.Column("area_id", sa.Integer(), nullable=False, comment="0 where it names none"),
        sa.Column(
            "cell", sa.String(60), nullable=False, comment="stand, stage, promise, group, flags"
        ),
        sa.Column("place", sa.BigInteger(), nullable=False, comment="in the order of lists"),
        sa.PrimaryKeyConstraint(*_KEPT, name="pk_point_stretch"),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name="fk_point_stretch_point_id_point"),
    )
    order = ["cell", "end_day", "place"]
    op.create_index("ix_point_stretch_forum", "point_stretch", ["forum_id", *order])
    op.create_index("ix_point_stretch_team", "point_stretch", ["forum_id", "team_id", *order])
    op.create_index("ix_point_stretch_area", "point_stretch", ["forum_id", "area_id", *order])
    op.create_index("ix_point_stretch_cell", "point_stretch", order)
    op.create_table(
        "point_mark",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "mark",
            sa.String(60),
            nullable=False,
            comment="its place on the figure of response times",
        ),
        sa.Column(
            "year",
            sa.Integer(),
            nullable=False,
            comment="in which it came; 0 where no year counts it",
        ),
        sa.PrimaryKeyConstraint("point_id", name="pk_point_mark"),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name="fk_point_mark_point_id_point"),
    )
    keys = ("scope", "team_id", "area_id", "span", "day", "cell")
    op.create_table(
        "point_count",
        sa.Column("scope", sa.String(24), nullable=False, comment="whose points are counted"),
        sa.Column(
            "team_id", sa.Integer(), autoincrement=False, nullable=False, comment="0 for all teams"
        ),
        sa.Column(
            "area_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="0 for no area, -1 for all",
        ),
        sa.Column(
            "span",
            sa.String(1),
            nullable=False,
            comment="y, m, d: in the year, month or on the day; a: always",
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="the first of the span"),
        sa.Column("cell", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, name="pk_point_count"),
    )

    still_open = sa.text("done_on IS NULL AND given_up_on IS NULL")
    op.create_index(
        "ix_commitment_open",
        "commitment",
        ["due_current"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    unread = sa.text("unread_since IS NOT NULL")
    op.create_index(
        "ix_point_unread", "point", ["forum_id"], sqlite_where=unread, postgresql_where=unread
    )


def downgrade() -> None:
    op.drop_index("ix_point_unread", table_name="point")
    op.drop_index("ix_commitment_open", table_name="commitment")
    for table in ("point_count", "point_mark", "point_stretch"):
        op.drop_table(table)
