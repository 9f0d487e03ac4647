"""Who writes to those who follow. Source: docs/rules/notices.md section 10."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.notices import policies
from tests.policy_tables import Table

SHORT = {
    "not theirs": "notice.only_its_facilitator",
    "draft": "notice.is_draft",
    "today": "notice.one_a_day",
    "back": "notice.taken_back_already",
}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_write,
        "docs/rules/notices.md sections 10.1 and 10.4",
        {
            name: {"scope": "round:fund", "is_public": shown, "one_today": today}
            for name, shown, today in (
                ("draft", False, False),
                ("public", True, False),
                ("one went out today", True, True),
            )
        },
        """
                           | its two facilitators | others
        draft              | draft                | not theirs
        public             | may                  | not theirs
        one went out today | today                | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/notices.md section 10.5",
        {
            "stands": {"scope": "forum:town", "taken_back": False},
            "taken back": {"scope": "forum:town", "taken_back": True},
        },
        """
                   | place facilitator, forum facilitator | others
        stands     | may                                  | not theirs
        taken back | back                                 | not theirs
        """,
        short=SHORT,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
