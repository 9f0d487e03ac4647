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


class Access(StrEnum):
    """What a meeting can offer so that everybody can take part."""

    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    CHILDCARE = "childcare"
    QUIET_ROOM = "quiet_room"
    TRAVEL_COSTS = "travel_costs"


class Offered(StrEnum):
    """Whether it is offered; what is not said is none of these."""

    YES = "yes"
    NO = "no"
    ON_REQUEST = "on_request"


class ChangeKind(StrEnum):
    """What happened to a meeting after it was called."""

    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"


class ForumLog(LogKind):
    """What the public log tells of forums, meetings and minutes. In words: docs/audit.md."""

    FORUM_CALLED = "forum:forum:called"
    """A forum was called.

    Values: `name`; also `promise`, `team`.
    """
    FORUM_CHANGED = "forum:forum:changed"
    """What a forum says of itself was put right.

    Values: `name`, `reason`; also `name_before`, `promise`, `promise_before`.
    """
    PROGRAMS_NAMED = "forum:programs:named"
    """The program that checks a forum by its hash, written when the forum is called
    (docs/rules/audit.md section 12).

    Values: `verifier_sha256`.
    """
    MEETING_CALLED = "forum:meeting:called"
    """A meeting was called.

    Values: `starts_at`, `venue`; `minutes_days`, `correction_days`, `calendar`; also `again_of`.
    """
    MEETING_CHANGED = "forum:meeting:changed"
    """What a meeting says of itself was changed. Each fact as it is now, and with `_before` as it
    was; of long words of staff only the names.

    Values: `starts_at`, `venue`, `changed`, `reason`; also `capacity`, `capacity_before`,
    `ends_at`, `ends_at_before`, `starts_at_before`, `step_free`, `step_free_before`,
    `venue_before`.
    """
    MEETING_CANCELLED = "forum:meeting:cancelled"
    """A meeting was cancelled.

    Values: `reason`.
    """
    MEETING_RESTORED = "forum:meeting:restored"
    """A cancelled meeting takes place after all.

    Values: `reason`.
    """
    AGENDA_CHANGED = "forum:agenda:changed"
    """Something on the agenda of a meeting was added, changed, moved or taken off.

    Values: `title`; also `change`, `moved`, `paper`, `sha256`, `title_before`.
    """
    MINUTES_CIRCULATED = "forum:minutes:circulated"
    """The minutes of a meeting were published, to be approved; `told` counts the mails, `makes`
    numbers the corrections that they carry out.

    Values: `reason`, `sha256`, `version`.
    """
    MINUTES_APPROVED = "forum:minutes:approved"
    """The minutes of a meeting were approved.

    Values: `makes`, `reason`, `sha256`, `told`, `version`.
    """
    MINUTES_AMENDED = "forum:minutes:amended"
    """The minutes of a meeting were amended.

    Values: `reason`; also `makes`, `sha256`, `told`, `version`.
    """
    CORRECTION_SENT = "forum:correction:sent"
    """Somebody said what is wrong in the minutes. Their words stand in it as a salted hash.

    Values: `sort`, `version`, `words`.
    """
    CORRECTION_WITHDRAWN = "forum:correction:withdrawn"
    """A correction was withdrawn by whoever sent it."""
    CORRECTION_ACCEPTED = "forum:correction:accepted"
    """A correction was accepted; `reason`, if there is one."""
    CORRECTION_DECLINED = "forum:correction:declined"
    """A correction was declined.

    Values: `reason`.
    """
    ATTENDANCE_WRITTEN = "forum:attendance:written"
    """How many people were at a meeting was written down.

    Values: `in_room`, `online`; also `by_phone`, `officials`.
    """
    ATTENDANCE_CORRECTED = "forum:attendance:corrected"
    """How many people were at a meeting was corrected.

    Values: `reason`; also `by_phone`, `by_phone_before`, `in_room`, `in_room_before`, `officials`,
    `online`, `online_before`.
    """
