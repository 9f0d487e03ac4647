"""Results are numbered, objected to and certified (docs/rules/results.md sections 11 to 13).

Until now a round had one result for ever; a count that was wrong had no way back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_PARTS = (("result_row", ["number"]), ("result_file", ["name"]))


def upgrade() -> None:
    _of_rounds()
    with op.batch_alter_table("delivery_project") as table:
        table.drop_constraint("fk_delivery_project_result_row", type_="foreignkey")
        table.create_foreign_key(
            "fk_delivery_project_ballot_project",
            "ballot_project",
            ["round_id", "number"],
            ["round_id", "number"],
        )
    for name, _key in _PARTS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_round_id_result"), type_="foreignkey")
            table.add_column(
                sa.Column("result_number", sa.Integer(), nullable=False, server_default="1")
            )
    with op.batch_alter_table("result") as table:
        table.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
    _set_key("result", ["round_id", "number"])
    with op.batch_alter_table("result") as table:
        table.alter_column("number", existing_type=sa.Integer(), server_default=None)
    for name, key in _PARTS:
        _set_key(name, ["round_id", "result_number", *key])
        with op.batch_alter_table(name) as table:
            table.alter_column("result_number", existing_type=sa.Integer(), server_default=None)
            table.create_foreign_key(
                f"fk_{name}_result",
                "result",
                ["round_id", "result_number"],
                ["round_id", "number"],
            )
    _make_certificates()
    _make_objections()


def _set_key(name: str, columns: list[str]) -> None:
    with op.batch_alter_table(name) as table:
        table.drop_constraint(op.f(f"pk_{name}"), type_="primary")
        table.create_primary_key(op.f(f"pk_{name}"), columns)


def _of_rounds() -> None:
    whole, instant = sa.Integer(), sa.DateTime(timezone=True)
    to_object = "working days after the result in which everybody may object"
    to_certify = "working days after those within which it is certified"
    owed = "the count that holds was found wrong"
    for column in (
        sa.Column("objection_days", whole, nullable=False, server_default="5", comment=to_object),
        sa.Column("certify_days", whole, nullable=False, server_default="5", comment=to_certify),
        sa.Column(
            "result_number", whole, nullable=False, server_default="1", comment="which count holds"
        ),
        sa.Column("objections_end_at", instant, comment="of the count that holds"),
        sa.Column("certify_due_at", instant, comment="of the count that holds"),
        sa.Column(
            "recount_owed", sa.Boolean(), nullable=False, server_default=sa.false(), comment=owed
        ),
    ):
        op.add_column("round", column)


def _make_certificates() -> None:
    op.create_table(
        "result_certificate",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("result_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first", sa.String(80), nullable=False),
        sa.Column("first_role", sa.String(20), nullable=False),
        sa.Column("second", sa.String(80), nullable=False),
        sa.Column("second_role", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_result_certificate_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_result_certificate")),
    )
    op.create_table(
        "result_recount",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "result_number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="the count that was found wrong",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objection", sa.Integer(), comment="its number; None: two people said so"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_result_recount_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "result_number", name=op.f("pk_result_recount")),
    )


def _make_objections() -> None:
    op.create_table(
        "result_objection",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("result_number", sa.Integer(), nullable=False, comment="the count it is about"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False, comment="opens the hash in the log"),
        sa.Column("by_id", sa.Integer()),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "shown_at",
            sa.DateTime(timezone=True),
            comment="since when everybody can read its words",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), comment="answered or withdrawn"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_result_objection_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_result_objection_by_id_account")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_result_objection")),
    )
    op.create_index(op.f("ix_result_objection_by_id"), "result_objection", ["by_id"])
    op.create_table(
        "result_objection_answer",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("by_role", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "number"],
            ["result_objection.round_id", "result_objection.number"],
            name="fk_result_objection_answer_objection",
        ),
        sa.PrimaryKeyConstraint("round_id", "number", "n", name=op.f("pk_result_objection_answer")),
    )
    op.create_table(
        "result_objection_draft",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_result_objection_draft_round_id_round")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_result_objection_draft")),
    )
    op.create_index(
        op.f("ix_result_objection_draft_expires_at"), "result_objection_draft", ["expires_at"]
    )


def downgrade() -> None:
    for name in (
        "result_objection_draft",
        "result_objection_answer",
        "result_objection",
        "result_recount",
        "result_certificate",
    ):
        op.drop_table(name)
    # The old rule knows one result, so the count that holds becomes it.
    for name, number in (("result_file", "result_number"), ("result_row", "result_number")):
        op.execute(f"DELETE FROM {name} WHERE {number} <> {_HOLDS.format(name)}")  # noqa: S608
    for name, key in _PARTS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(f"fk_{name}_result", type_="foreignkey")
        _set_key(name, ["round_id", *key])
        with op.batch_alter_table(name) as table:
            table.drop_column("result_number")
    op.execute(f"DELETE FROM result WHERE number <> {_HOLDS.format('result')}")  # noqa: S608
    _set_key("result", ["round_id"])
    with op.batch_alter_table("result") as table:
        table.drop_column("number")
    for name, _key in _PARTS:
        with op.batch_alter_table(name) as table:
            table.create_foreign_key(
                op.f(f"fk_{name}_round_id_result"), "result", ["round_id"], ["round_id"]
            )
    with op.batch_alter_table("delivery_project") as table:
        table.drop_constraint("fk_delivery_project_ballot_project", type_="foreignkey")
        table.create_foreign_key(
            "fk_delivery_project_result_row",
            "result_row",
            ["round_id", "number"],
            ["round_id", "number"],
        )
    for name in (
        "recount_owed",
        "certify_due_at",
        "objections_end_at",
        "result_number",
        "certify_days",
        "objection_days",
    ):
        op.drop_column("round", name)


_HOLDS = "(SELECT round.result_number FROM round WHERE round.id = {}.round_id)"
