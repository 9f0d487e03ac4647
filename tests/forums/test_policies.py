"""Who may call meetings, write minutes and raise points. Source: docs/rules/forums.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pbplatform.forums import policies
from pbplatform.forums.kinds import MinutesKind, PointState
from pbplatform.forums.models import ForumSeries, Meeting, Point
from tests.policy_tables import ASKER, Table

TICK = timedelta(microseconds=1)
BEGINS = datetime(2027, 3, 18, 19, tzinfo=UTC)
FORUM = ForumSeries(id=1, slug="town", name="Town Forum")


def a_meeting(*, cancelled: bool = False) -> Meeting:
    return Meeting(
        id=1, forum_id=1, starts_at=BEGINS, cancelled_at=BEGINS - TICK if cancelled else None
    )


MEETING: Mapping[str, Mapping[str, Any]] = {
    "called": {"forum": FORUM, "meeting": a_meeting(), "now": BEGINS - TICK},
    "begun": {"forum": FORUM, "meeting": a_meeting(), "now": BEGINS},
    "cancelled": {"forum": FORUM, "meeting": a_meeting(cancelled=True), "now": BEGINS - TICK},
    "cancelled: hour come": {
        "forum": FORUM,
        "meeting": a_meeting(cancelled=True),
        "now": BEGINS,
    },
}
POINT = {
    str(state): {"forum": FORUM, "point": Point(id=1, state=state, raised_by_id=ASKER)}
    for state in PointState
}
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
        policies.refuse_to_cancel,
        "docs/rules/forums.md section 1.3",
        MEETING,
        """
               | the forum's facilitators | others
        called | may                      | forum.only_its_facilitator
        begun  | meeting.has_begun        | forum.only_its_facilitator
        others | meeting.cancelled        | forum.only_its_facilitator
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
        policies.refuse_to_record_point,
        "docs/rules/forums.md section 3.3",
        MEETING,
        """
               | the forum's facilitators | others
        called | meeting.not_begun        | forum.only_its_facilitator
        begun  | may                      | forum.only_its_facilitator
        others | meeting.cancelled        | forum.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_raise,
        "docs/rules/forums.md section 3.3",
        {"always": {}},
        """
               | visitor, command, system | signed in
        always | account.sign_in_first    | may
        """,
    ),
    Table(
        policies.refuse_to_decide_point,
        "docs/rules/forums.md section 3.3",
        POINT,
        """
               | the forum's facilitators | others
        raised | may                      | forum.only_its_facilitator
        others | state.not_from_here      | forum.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_support,
        "docs/rules/forums.md section 3.5",
        POINT,
        """
                  | visitor, command, system | author           | signed in
        published | account.sign_in_first    | point.own_point  | may
        others    | account.sign_in_first    | point.not_public | point.not_public
        """,
    ),
    Table(
        policies.refuse_to_attend,
        "docs/rules/forums.md section 3.6",
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
