"""People are told of one thing without an account; meetings can be changed, and are more than text.

A meeting's address was its day. It stays what it is when the meeting moves, so it gets a column of
its own, and a day can have several meetings.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column(
            "purpose", sa.String(40), nullable=False, comment="which news, as a slice announces it"
        ),
        sa.Column(
            "about", sa.String(160), nullable=False, comment="path of what the news is about"
        ),
        sa.Column(
            "language",
            sa.String(35),
            nullable=False,
            comment="BCP 47 tag of the page on which it was asked for",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column(
            "until", sa.DateTime(timezone=True), nullable=False, comment="no news from then on"
        ),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("key16", sa.LargeBinary(16), nullable=False),
        sa.Column(
            "sealed_token",
            sa.Text(),
            nullable=False,
            comment="what every mail's link holds; only this installation reads it",
        ),
        sa.CheckConstraint("until > asked_at", name=op.f("ck_contact_until_after_asked")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint(
            "email", "purpose", "about", name=op.f("uq_contact_email_purpose_about")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_token_hash")),
    )
    op.create_index("ix_contact_purpose_about", "contact", ["purpose", "about"])
    _widen_meeting()
    _make_tables_of_meetings()


def _widen_meeting() -> None:
    with op.batch_alter_table("meeting") as table:
        table.add_column(
            sa.Column(
                "slug",
                sa.String(20),
                nullable=False,
                server_default="",
                comment="its address: the day it was called for; never changes",
            )
        )
        table.add_column(sa.Column("address", sa.String(200), nullable=False, server_default=""))
        table.add_column(
            sa.Column("online_link", sa.String(300), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column(
                "access",
                sa.JSON(),
                nullable=False,
                server_default="{}",
                comment="yes, no or on_request, by what is offered; others: not said",
            )
        )
        table.add_column(
            sa.Column(
                "languages",
                sa.JSON(),
                nullable=False,
                server_default="[]",
                comment="BCP 47 tags of the languages spoken",
            )
        )
        table.add_column(
            sa.Column(
                "again_of_id",
                sa.Integer(),
                nullable=True,
                comment="the cancelled meeting that this one stands for",
            )
        )
        table.add_column(
            sa.Column("capacity", sa.Integer(), nullable=True, comment="people; none for no limit")
        )
        table.create_foreign_key(
            op.f("fk_meeting_again_of_id_meeting"), "meeting", ["again_of_id"], ["id"]
        )
    op.execute("UPDATE meeting SET slug = CAST(day AS VARCHAR(20))")
    with op.batch_alter_table("meeting") as table:
        table.drop_constraint(op.f("uq_meeting_forum_id_day"), type_="unique")
        table.create_unique_constraint(op.f("uq_meeting_forum_id_slug"), ["forum_id", "slug"])


def _make_tables_of_meetings() -> None:
    op.create_table(
        "meeting_change",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_change_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "n", name=op.f("pk_meeting_change")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="in the order in which they came; its address",
        ),
        sa.Column("place", sa.Integer(), nullable=False, comment="order on the agenda"),
        sa.Column(
            "clock",
            sa.String(5),
            nullable=False,
            comment="time of day, 18:30; empty when not said",
        ),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("opened_by", sa.String(120), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_agenda_item_meeting_id_number")),
    )
    op.create_index(op.f("ix_agenda_item_meeting_id"), "agenda_item", ["meeting_id"])
    op.create_table(
        "agenda_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_paper_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_agenda_paper_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_paper")),
    )
    op.create_index(op.f("ix_agenda_paper_item_id"), "agenda_paper", ["item_id"])
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="in the order in which they came"
        ),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column(
            "people", sa.Integer(), nullable=False, comment="how many come; stays for the count"
        ),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column(
            "listed",
            sa.Boolean(),
            nullable=False,
            comment="the name may stand on the printed sign-in sheet",
        ),
        sa.Column(
            "placed", sa.Boolean(), nullable=False, comment="has a place; else it waits for one"
        ),
        sa.Column("token_hash", sa.LargeBinary(32)),
        sa.Column("contact_id", sa.Integer()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("people > 0", name=op.f("ck_registration_people_come")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_registration_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_registration_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_registration_meeting_id_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_registration_token_hash")),
    )
    op.create_index(op.f("ix_registration_meeting_id"), "registration", ["meeting_id"])


def downgrade() -> None:
    for name in ("registration", "agenda_paper", "agenda_item", "meeting_change"):
        op.drop_table(name)
    with op.batch_alter_table("meeting") as table:
        table.drop_constraint(op.f("fk_meeting_again_of_id_meeting"), type_="foreignkey")
        table.drop_constraint(op.f("uq_meeting_forum_id_slug"), type_="unique")
        # A day with two meetings cannot go back: the old rule says so.
        table.create_unique_constraint(op.f("uq_meeting_forum_id_day"), ["forum_id", "day"])
        for name in (
            "capacity",
            "again_of_id",
            "languages",
            "access",
            "online_link",
            "address",
            "slug",
        ):
            table.drop_column(name)
    op.drop_table("contact")
