"""Words of an asker on the phone, what is written down later on somebody's word, and calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "answer",
        sa.Column(
            "asker_missing",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="what is missing, as an asker without an account said it to staff",
        ),
    )
    op.add_column(
        "answer",
        sa.Column(
            "asker_consent",
            sa.String(600),
            nullable=False,
            server_default="",
            comment="the sentence that was read out and agreed to, for the words",
        ),
    )
    with op.batch_alter_table("written_down") as batch:
        batch.add_column(
            sa.Column(
                "reach_since",
                sa.DateTime(timezone=True),
                comment="when the person said anew how they are told",
            )
        )
        batch.add_column(
            sa.Column("slip_by_id", sa.Integer(), comment="who saw the code of the newest slip")
        )
        batch.create_foreign_key(
            op.f("fk_written_down_slip_by_id_account"), "account", ["slip_by_id"], ["id"]
        )
        batch.create_index(op.f("ix_written_down_slip_by_id"), ["slip_by_id"])
    op.execute("UPDATE written_down SET slip_by_id = by_id")
    _make_on_word()
    _make_calls()
    op.create_table(
        "letter_wish",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wish_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter_no", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False, comment="who took the call"),
        sa.Column("settled", sa.String(8), nullable=False, comment="empty while it is open"),
        sa.CheckConstraint(
            "settled IN ('', 'done', 'dropped')", name=op.f("ck_letter_wish_settled")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_letter_wish_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_letter_wish_by_id_account")
        ),
        sa.PrimaryKeyConstraint("round_id", "wish_no", name=op.f("pk_letter_wish")),
        sqlite_with_rowid=False,
    )


def _make_on_word() -> None:
    op.create_table(
        "on_word",
        sa.Column("path", sa.String(200), nullable=False, comment="of the idea or point"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column(
            "consent",
            sa.Text(),
            nullable=False,
            comment="the sentence that was read out and agreed to",
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("by_role", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_on_word_by_id_account")),
        sa.PrimaryKeyConstraint("path", "n", name=op.f("pk_on_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_on_word_by_id"), "on_word", ["by_id"])


def _make_calls() -> None:
    op.create_table(
        "call_day",
        sa.Column("day", sa.Date(), nullable=False, comment="in the place"),
        sa.Column("about", sa.String(12), nullable=False, comment="`call` counts the calls"),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "about", name=op.f("pk_call_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "call_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "key16",
            sa.LargeBinary(16),
            nullable=False,
            comment="binds what is sealed to this row",
        ),
        sa.Column("subject", sa.String(120), nullable=False, comment="path of the round or forum"),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column(
            "sealed_note",
            sa.Text(),
            nullable=False,
            comment="what about and how to reach the person, sealed",
        ),
        sa.Column("due", sa.Date(), nullable=False, comment="in the place"),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_call_back_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    for column in ("scope", "by_id", "made_at"):
        op.create_index(op.f(f"ix_call_back_{column}"), "call_back", [column])


def downgrade() -> None:
    op.drop_table("letter_wish")
    op.drop_table("call_back")
    op.drop_table("call_day")
    op.drop_table("on_word")
    with op.batch_alter_table("written_down") as batch:
        batch.drop_index(op.f("ix_written_down_slip_by_id"))
        batch.drop_constraint(op.f("fk_written_down_slip_by_id_account"), type_="foreignkey")
        batch.drop_column("slip_by_id")
        batch.drop_column("reach_since")
    with op.batch_alter_table("answer") as batch:
        batch.drop_column("asker_consent")
        batch.drop_column("asker_missing")
