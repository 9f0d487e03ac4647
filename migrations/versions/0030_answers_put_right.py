"""A draft of an answer belongs to its writer; corrections say what was wrong; same words are found.

The drafts of before belong to whoever saved them last, for the team that must answer the point.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0031"
branch_labels = None
depends_on = None

_KEPT = {
    "point_id": sa.Integer(),
    "content": sa.JSON(),
    "by_account_id": sa.Integer(),
    "saved_at": sa.DateTime(timezone=True),
}
# The team that took the point last, else the lead team of its forum.
_TEAM = """
SELECT COALESCE(
  (SELECT team_id FROM assignment WHERE point_id = p.id AND taken_at IS NOT NULL
   ORDER BY n DESC LIMIT 1), f.lead_team_id) AS team_id, p.id AS point_id
FROM point p JOIN forum_series f ON f.id = p.forum_id
"""


def upgrade() -> None:
    kept = _take_drafts()
    _make_drafts()
    teams = {row.point_id: row.team_id for row in op.get_bind().execute(sa.text(_TEAM))}
    _put_drafts([{**row, "team_id": teams[row["point_id"]]} for row in kept], "team_id")
    told = "the correction that it corrects; none for the answer itself"
    op.add_column("answer_correction", sa.Column("of_n", sa.Integer(), comment=told))
    op.add_column(
        "answer_correction",
        sa.Column("wrong", sa.Text(), nullable=False, server_default="", comment="what was wrong"),
    )
    op.add_column(
        "answer_correction",
        sa.Column("by_title", sa.String(120), nullable=False, server_default=""),
    )
    _make_likeness()


def _make_drafts() -> None:
    op.create_table(
        "answer_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in _KEPT.items()),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_draft")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_answer_draft_point_id_point")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_answer_draft_team_id_team")
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_answer_draft_by_account_id_account")
        ),
        sa.UniqueConstraint(
            "point_id", "by_account_id", name=op.f("uq_answer_draft_point_id_by_account_id")
        ),
    )
    op.create_index(op.f("ix_answer_draft_team_id"), "answer_draft", ["team_id"])
    op.create_index(op.f("ix_answer_draft_by_account_id"), "answer_draft", ["by_account_id"])


def _make_likeness() -> None:
    told = "MinHash; empty for too few words"
    op.create_table(
        "answer_signature",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signature", sa.LargeBinary(512), nullable=False, comment=told),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_signature_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answer_signature")),
    )
    op.create_table(
        "answer_likeness",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_likeness_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["answer.id"], name=op.f("fk_answer_likeness_other_id_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", "other_id", name=op.f("pk_answer_likeness")),
    )
    op.create_index(op.f("ix_answer_likeness_other_id"), "answer_likeness", ["other_id"])


def _take_drafts() -> list[dict[str, object]]:
    """All drafts, the newest last; their table is gone afterwards."""
    old = sa.table("answer_draft", *(sa.column(name, kind) for name, kind in _KEPT.items()))
    rows = op.get_bind().execute(sa.select(old).order_by(old.c.saved_at)).mappings().all()
    op.drop_table("answer_draft")
    return [dict(row) for row in rows]


def _put_drafts(rows: list[dict[str, object]], *more: str) -> None:
    named = [sa.column(name, kind) for name, kind in _KEPT.items()]
    named += [sa.column(name, sa.Integer()) for name in more]
    if rows:
        op.bulk_insert(sa.table("answer_draft", *named), rows)


def downgrade() -> None:
    op.drop_table("answer_likeness")
    op.drop_table("answer_signature")
    for name in ("by_title", "wrong", "of_n"):
        op.drop_column("answer_correction", name)
    newest = {row["point_id"]: row for row in _take_drafts()}
    op.create_table(
        "answer_draft",
        *(sa.Column(name, kind, nullable=False) for name, kind in _KEPT.items()),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_answer_draft")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_answer_draft_point_id_point")
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_answer_draft_by_account_id_account")
        ),
    )
    _put_drafts([*newest.values()])
