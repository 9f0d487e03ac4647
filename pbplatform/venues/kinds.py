"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class VenueLog(LogKind):
    """What the public log tells of voting places and help. In words: docs/audit.md."""

    VENUE_ADDED = "venue:place:added"
    VENUE_CHANGED = "venue:place:changed"
    VENUE_TAKEN_AWAY = "venue:place:taken_away"
    VENUE_CLOSED = "venue:place:closed"
    VENUE_OPEN_AGAIN = "venue:place:open_again"
    WAYS_SAID = "venue:ways:said"


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
    KIOSK_CLOSED = "venue:kiosk:closed"
    HELP_COUNTED = "venue:help:counted"


class ClosedBy(StrEnum):
    """How a kiosk ended before its day did. Source: docs/rules/venues.md section 2.3."""

    DESK = "desk"
    CODE = "code"
