"""A meeting before, at and after its beginning, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pbplatform.forums.models import ForumSeries, Meeting

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
