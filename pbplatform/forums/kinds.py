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
    FORUM_CHANGED = "forum:forum:changed"
    MEETING_CALLED = "forum:meeting:called"
    MEETING_CHANGED = "forum:meeting:changed"
    MEETING_CANCELLED = "forum:meeting:cancelled"
    MEETING_RESTORED = "forum:meeting:restored"
    AGENDA_CHANGED = "forum:agenda:changed"
    MINUTES_CIRCULATED = "forum:minutes:circulated"
    MINUTES_APPROVED = "forum:minutes:approved"
    MINUTES_AMENDED = "forum:minutes:amended"
