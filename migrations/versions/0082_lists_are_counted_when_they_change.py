"""Where the rows of long lists stand, and how many there are, kept beside them.

Nothing is filled in here: what is kept follows from the rows by the program, and
`pbplatform migrate` writes it when the tables are there (docs/decisions/0089).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_roll_spare_used", "roll_spare", ["round_id", "used"]),
    ("ix_role_grant_role", "role_grant", ["role", "expires_at"]),
    ("ix_role_grant_expires_at", "role_grant", ["expires_at"]),
    ("ix_citizen_check_owed", "citizen_check", ["owed", "ended"]),
    ("ix_citizen_check_to_ask", "citizen_check", ["asked_at", "ask_on"]),
    ("ix_point_decided", "point", ["forum_id", "decided_at"]),
    ("ix_idea_claimed_by", "idea", ["claimed_by", "state"]),
    ("ix_answer_team", "answer", ["team_id", "published_at"]),
)


def upgrade() -> None:
    op.create_table(
        "kept_row",
        sa.Column("list", sa.String(20), nullable=False),
        sa.Column("row_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "scope",
            sa.Integer(),
            nullable=False,
            comment="id of what the list is of; 0 for the whole place",
        ),
        sa.Column("cell", sa.String(60), nullable=False, comment="all that filters ask of it"),
        sa.Column("place", sa.BigInteger(), nullable=False, comment="in the order of the list"),
        sa.PrimaryKeyConstraint("list", "row_id", name="pk_kept_row"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_kept_row_cell", "kept_row", ["list", "scope", "cell", "place", "row_id"])
    op.create_index("ix_kept_row_place", "kept_row", ["list", "scope", "place", "cell", "row_id"])
    keys = ("list", "scope", "level", "bucket", "cell")
    op.create_table(
        "kept_count",
        sa.Column("list", sa.String(20), nullable=False),
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "level",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="0: of the whole list; then ever shorter",
        ),
        sa.Column(
            "bucket",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="which stretch of places",
        ),
        sa.Column("cell", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, name="pk_kept_count"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_mark",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "page",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="which page of the public list this ballot begins, from 0",
        ),
        sa.Column("tracker", sa.String(16), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "page", name="pk_ballot_mark"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_ballot_mark_round_id_round"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballot_mark_tracker", "ballot_mark", ["round_id", "tracker", "copy"])
    invalid = sa.text("invalid <> ''")
    op.create_index(
        "ix_ballot_public_invalid",
        "ballot_public",
        ["round_id", "invalid"],
        sqlite_where=invalid,
        postgresql_where=invalid,
    )
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)
    _facts()


def _facts() -> None:
    op.add_column(
        "news_fact",
        sa.Column(
            "root",
            sa.String(200),
            nullable=False,
            server_default="",
            comment="the first two parts of the path: the round or the forum, where it is of one",
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        first = "rtrim(split_part(about, '/', 1) || '/' || split_part(about, '/', 2), '/')"
    else:
        after = "substr(about, instr(about, '/') + 1)"
        two = f"substr(about, 1, instr(about, '/')) || substr({after}, 1, instr({after}, '/') - 1)"
        first = f"CASE WHEN instr({after}, '/') = 0 THEN about ELSE {two} END"
    op.execute(f"UPDATE news_fact SET root = {first}")  # noqa: S608  # our own words
    op.create_index("ix_news_fact_at", "news_fact", ["at"])
    op.create_index("ix_news_fact_root", "news_fact", ["root", "at"])


def downgrade() -> None:
    for name, table, _columns in _INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_index("ix_news_fact_root", table_name="news_fact")
    op.drop_index("ix_news_fact_at", table_name="news_fact")
    with op.batch_alter_table("news_fact") as table:
        table.drop_column("root")
    op.drop_index("ix_ballot_public_invalid", table_name="ballot_public")
    for table in ("ballot_mark", "kept_count", "kept_row"):
        op.drop_table(table)
