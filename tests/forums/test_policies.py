"""Who may call meetings, write minutes, say that they came. Source: docs/rules/forums.md."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.forums import policies
from pbplatform.forums.kinds import MinutesKind
from tests.forums.meetings_in_time import FORUM, MEETING
from tests.policy_tables import Table

# Which kind of minutes comes after which, once the meeting has begun.
MINUTES = {
    f"{kind} after {newest or 'none'}": {**MEETING["begun"], "newest": newest, "kind": kind}
    for newest in (None, *MinutesKind)
    for kind in MinutesKind
}
FIRST = {"newest": None, "kind": MinutesKind.DRAFT}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_call_forum,
        "docs/rules/forums.md section 1.1",
        {"always": {}},
        """
               | the place's facilitator | others
        always | may                     | place.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_facilitate,
        "docs/rules/forums.md section 1.1",
        {"always": {"forum": FORUM}},
        """
               | the forum's facilitators | others
        always | may                      | forum.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_arrange,
        "docs/rules/forums.md section 1.1",
        {"always": {"forum": FORUM}},
        """
               | who looks after the forum | others
        always | may                       | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_cancel,
        "docs/rules/forums.md section 1.3",
        MEETING,
        """
               | who looks after the forum | others
        called | may                       | forum.only_its_facilitator_or_clerk
        begun  | meeting.has_begun         | forum.only_its_facilitator_or_clerk
        others | meeting.cancelled         | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_write_minutes,
        "docs/rules/forums.md section 1.3, 2.2 and 2.3",
        {**MINUTES, **{f"meeting {name}": {**given, **FIRST} for name, given in MEETING.items()}},
        """
                                       | the forum's facilitators | others
        meeting called                 | meeting.not_begun        | forum.only_its_facilitator
        meeting begun                  | may                      | forum.only_its_facilitator
        meeting cancelled              | meeting.cancelled        | forum.only_its_facilitator
        meeting cancelled: hour come   | meeting.cancelled        | forum.only_its_facilitator
        draft after none, circulated after none             | may | forum.only_its_facilitator
        draft after draft, circulated after draft           | may | forum.only_its_facilitator
        circulated after circulated                         | may | forum.only_its_facilitator
        approved after circulated                           | may | forum.only_its_facilitator
        amended after approved, amended after amended       | may | forum.only_its_facilitator
        others                         | minutes.not_after_this   | forum.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_attend,
        "docs/rules/forums.md section 3.1",
        MEETING,
        """
               | visitor, command, system | signed in
        called | account.sign_in_first    | meeting.not_begun
        begun  | account.sign_in_first    | may
        others | account.sign_in_first    | meeting.cancelled
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
