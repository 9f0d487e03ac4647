"""Kinds and states of points and minutes. Source: docs/rules/forums.md."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class MinutesKind(StrEnum):
    DRAFT = "draft"  # seen by facilitators only
    CIRCULATED = "circulated"
    APPROVED = "approved"
    AMENDED = "amended"


# What may follow the newest version; None stands for no version yet.
MINUTES_AFTER: dict[MinutesKind | None, frozenset[MinutesKind]] = {
    None: frozenset({MinutesKind.DRAFT, MinutesKind.CIRCULATED}),
    MinutesKind.DRAFT: frozenset({MinutesKind.DRAFT, MinutesKind.CIRCULATED}),
    MinutesKind.CIRCULATED: frozenset({MinutesKind.CIRCULATED, MinutesKind.APPROVED}),
    MinutesKind.APPROVED: frozenset({MinutesKind.AMENDED}),
    MinutesKind.AMENDED: frozenset({MinutesKind.AMENDED}),
}


# What people without an account can be told of: changes of one meeting, and that it is cancelled.
MEETING_NEWS = "forums:meeting"


class ForumLog(LogKind):
    """What the public log tells of forums, meetings and minutes. In words: docs/audit.md."""

    FORUM_CALLED = "forum:forum:called"
    FORUM_CHANGED = "forum:forum:changed"
    MEETING_CALLED = "forum:meeting:called"
    MEETING_CANCELLED = "forum:meeting:cancelled"
    MINUTES_CIRCULATED = "forum:minutes:circulated"
    MINUTES_APPROVED = "forum:minutes:approved"
    MINUTES_AMENDED = "forum:minutes:amended"
