"""Kinds and states of points and minutes. Source: docs/rules/forums.md."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class MinutesKind(StrEnum):
    DRAFT = "draft"  # of before drafts had writers; seen by who keeps the minutes
    CIRCULATED = "circulated"
    APPROVED = "approved"
    AMENDED = "amended"


# What may follow the newest version; None stands for no version yet.
MINUTES_AFTER: dict[MinutesKind | None, frozenset[MinutesKind]] = {
    None: frozenset({MinutesKind.CIRCULATED}),
    MinutesKind.DRAFT: frozenset({MinutesKind.CIRCULATED}),
    MinutesKind.CIRCULATED: frozenset({MinutesKind.CIRCULATED, MinutesKind.APPROVED}),
    MinutesKind.APPROVED: frozenset({MinutesKind.AMENDED}),
    MinutesKind.AMENDED: frozenset({MinutesKind.AMENDED}),
}


class CorrectionKind(StrEnum):
    CORRECTION = "correction"  # within the days for corrections
    AMENDMENT = "amendment"  # asked for after them


class CorrectionState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by whoever sent it


# A decision can be changed until a version carries it out (docs/rules/forums.md section 5.6).
CORRECTION_AFTER: dict[CorrectionState, frozenset[CorrectionState]] = {
    CorrectionState.OPEN: frozenset(
        {CorrectionState.ACCEPTED, CorrectionState.DECLINED, CorrectionState.WITHDRAWN}
    ),
    CorrectionState.ACCEPTED: frozenset({CorrectionState.DECLINED}),
    CorrectionState.DECLINED: frozenset({CorrectionState.ACCEPTED}),
    CorrectionState.WITHDRAWN: frozenset(),
}

# What people without an account can be told of: changes of one meeting, that it is cancelled, and
# its minutes; what was decided on their correction.
MEETING_NEWS = "forums:meeting"
CORRECTION_NEWS = "forums:correction"


class ForumLog(LogKind):
    """What the public log tells of forums, meetings and minutes. In words: docs/audit.md."""

    FORUM_CALLED = "forum:forum:called"
    FORUM_CHANGED = "forum:forum:changed"
    MEETING_CALLED = "forum:meeting:called"
    MEETING_CANCELLED = "forum:meeting:cancelled"
    MINUTES_CIRCULATED = "forum:minutes:circulated"
    MINUTES_APPROVED = "forum:minutes:approved"
    MINUTES_AMENDED = "forum:minutes:amended"
    CORRECTION_SENT = "forum:correction:sent"
    CORRECTION_WITHDRAWN = "forum:correction:withdrawn"
    CORRECTION_ACCEPTED = "forum:correction:accepted"
    CORRECTION_DECLINED = "forum:correction:declined"
    ATTENDANCE_WRITTEN = "forum:attendance:written"
    ATTENDANCE_CORRECTED = "forum:attendance:corrected"
