"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class VenueLog(LogKind):
    """What the public log tells of voting places and help. In words: docs/audit.md."""

    VENUE_ADDED = "venue:place:added"
    """A voting place was added.

    Values: `name`; `number`.
    """
    VENUE_CHANGED = "venue:place:changed"
    """What a voting place says was changed; `venue_parts` names what. Hours as instants in UTC,
    before and now.

    Values: `name`, `venue_parts`, `reason`; `number`, `hours_before`, `hours`.
    """
    VENUE_TAKEN_AWAY = "venue:place:taken_away"
    """A voting place was taken away.

    Values: `name`, `reason`; `number`.
    """
    VENUE_CLOSED = "venue:place:closed"
    """A voting place was closed for a time against its hours; both ends as instants in UTC.

    Values: `name`, `begins_at`, `ends_at`, `reason`; `number`.
    """
    VENUE_OPEN_AGAIN = "venue:place:open_again"
    """A voting place that was closed keeps its hours again; which closing, by its ends.

    Values: `name`; `number`, `begins_at`, `ends_at`.
    """
    WAYS_SAID = "venue:ways:said"
    """A facilitator said before the freeze how people can vote: `paper` is empty, `first` or
    `replaces` (docs/rules/paper.md section 1).

    Values: – (`paper`, `kiosk`, `helped`, `papers_kept_until`).
    """


class Exclusion(StrEnum):
    """How paper and online exclude each other in a round. Source: docs/rules/paper.md section 1."""

    NO_PAPER = ""
    FIRST = "first"  # whichever came first
    REPLACES = "replaces"  # a paper is also given to who voted online: that vote is taken out first


class Access(StrEnum):
    """What makes a voting place easier to use."""

    STEP_FREE = "step-free"
    HEARING_LOOP = "hearing-loop"
    LARGE_PRINT = "large-print"
    SIGN_LANGUAGE = "sign-language"
    TOILET = "toilet"
    SEATS = "seats"
    PARKING = "parking"
    BUS = "bus"


class Offer(StrEnum):
    """What can be done at a voting place."""

    PAPER = "paper"
    HAND_IN = "hand-in"
    SCREEN = "screen"
    HELP = "help"
    LANGUAGE = "language"


class KioskLog(LogKind):
    """What the public log tells of screens at voting places. In words: docs/audit.md."""

    KIOSK_OPENED = "venue:kiosk:opened"
    """A clerk made a device a screen for voting at this place, for the rest of the day.

    Values: `name`; `number`.
    """
    KIOSK_CLOSED = "venue:kiosk:closed"
    """It was closed before its day ended; `closed_by` is `desk` (its page) or `code` (on the
    device).

    Values: `name`; `number`, `closed_by`.
    """
    HELP_COUNTED = "venue:help:counted"
    """Voting has ended; so many votes were put in with help and a witness. Written also for none.

    Values: `votes`.
    """


class ClosedBy(StrEnum):
    """How a kiosk ended before its day did. Source: docs/rules/venues.md section 2.3."""

    DESK = "desk"
    CODE = "code"
