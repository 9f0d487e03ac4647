"""Rows of a person are found by an index, and so is what lists ask that were read whole before.

Source: docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

# Columns that name a person, each with an index of its own.
_PEOPLE = (
    ("role_grant", "granted_by"),
    ("pair_act", "asked_by"),
    ("pair_act", "decided_by"),
    ("role_invitation", "asked_by"),
    ("role_invitation", "confirmed_by"),
    ("text_report", "email"),
    ("text_decision", "by_account_id"),
    ("text_decision", "looked_by_account_id"),
    ("attendance", "account_id"),
    ("official_present", "account_id"),
    ("minutes_draft", "account_id"),
    ("registration", "contact_id"),
    ("citizen_check_word", "account_id"),
    ("point_support", "account_id"),
    ("assessment", "account_id"),
    ("answer", "by_account_id"),
    ("proposal_version", "made_by"),
    ("proposal_split", "made_by"),
    ("costing", "asked_by"),
    ("costing", "answered_by"),
    ("price_check", "spelling_by"),
    ("price_check", "answered_by"),
    ("costing_condition", "shown_by"),
    ("costing_condition", "said_by"),
    ("recheck", "checked_by"),
    ("recheck", "stays_by"),
    ("decision_record", "recorded_by"),
    ("decision_record_vote", "account_id"),
    ("leaving_record", "recorded_by"),
    ("leaving_confirmation", "account_id"),
    ("score_sheet", "account_id"),
    ("draft_comment", "made_by"),
    ("draft_comment", "outcome_by"),
    ("decision", "recorded_by"),
    ("reopening", "recorded_by"),
    ("reopening_confirmation", "account_id"),
    ("past_decision", "recorded_by"),
    ("past_decision", "reopened_by"),
    ("roll_account", "account_id"),
    ("roll_objection", "account_id"),
    ("log_reference", "reference"),
)
# Ideas that wait for a facilitator.
_WAITING = (("ix_idea_plea", "plea_answer_by"), ("ix_idea_unread", "unread_since"))
# What lists ask.
_LISTS = (
    ("ix_changed_version_decided", "changed_version", ["state", "decided_at"]),
    ("ix_meeting_starts_at", "meeting", ["starts_at"]),
    ("ix_point_meeting_id", "point", ["meeting_id"]),
    ("ix_proposal_round_state", "proposal", ["round_id", "state"]),
)


def upgrade() -> None:
    for name, table, columns in _LISTS:
        op.create_index(name, table, columns)
    waits = sa.text("circulated_on IS NULL AND cancelled_at IS NULL")
    op.create_index(
        "ix_meeting_without_minutes",
        "meeting",
        ["forum_id", "day"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    for name, column in _WAITING:
        is_set = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            name,
            "idea",
            ["round_id", "state"],
            sqlite_where=is_set,
            postgresql_where=is_set,
        )
    timed = sa.text("at IS NOT NULL")
    op.create_index(
        "ix_log_entry_about_family",
        "log_entry",
        ["log_id", "about", "family", "idx", "at"],
        sqlite_where=timed,
        postgresql_where=timed,
    )
    for table, column in _PEOPLE:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _PEOPLE:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    op.drop_index("ix_log_entry_about_family", table_name="log_entry")
    for name, _column in _WAITING:
        op.drop_index(name, table_name="idea")
    op.drop_index("ix_meeting_without_minutes", table_name="meeting")
    for name, table, _columns in _LISTS:
        op.drop_index(name, table_name=table)
