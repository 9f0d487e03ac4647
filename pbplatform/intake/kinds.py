"""Words of this slice as code."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from pbplatform.audit.kinds import LogKind
from pbplatform.core.tries import Limit

CODE_LETTERS = 14  # of 5 bits: 70 bits
ADDRESS_DAYS = 400  # how long a postal address or an e-mail address is kept for the thing
ROW_DAYS = 30  # how long a row of a table waits, after it was changed last
TAKE_BACK_HOURS = 24  # in which whoever published can take it back
MOST_ROWS = 400  # rows of one meeting that wait
MOST_AT_ONCE = 100  # rows of one publication
REFERENCE_LETTERS = 7  # of 5 bits: 35 bits
STALL_HOURS = 72  # how long a device keeps what was taken down at a stall
CLAIMS = Limit("slip_claims", 10, timedelta(minutes=15))  # docs/rules/intake.md section 2


CALL = "call"  # counts the calls of a day
CALL_BACK_DAYS = 30  # how long a note of a call back is kept
CALL_BACK_WITHIN = 5  # working days, at most, in which a call back is promised


class ThingKind(StrEnum):
    """What somebody said."""

    IDEA = "idea"
    POINT = "point"


class OriginKind(StrEnum):
    """Where they said it."""

    MEETING = "meeting"
    PHONE = "phone"
    DESK = "desk"
    STALL = "stall"
    LETTER = "letter"


class CallAbout(StrEnum):
    """What a call was about; one can be about more than one thing."""

    IDEA = "idea"
    POINT = "point"
    ANSWER = "answer"
    VOTING = "voting"
    LETTER = "letter"
    TAKEN_BACK = "taken_back"
    OTHER = "other"


class OnWordKind(StrEnum):
    """What staff write down later, on the word of whoever said a thing."""

    WITHDRAWN = "withdrawn"
    WENT_ON = "went_on"
    NAME = "name"
    REACH = "reach"


class ContactBy(StrEnum):
    """How the person wants to be told."""

    NONE = "none"
    EMAIL = "email"
    POST = "post"


class IntakeLog(LogKind):
    """What the public log tells of what was written down for somebody. In words: docs/audit.md."""

    WRITTEN = "intake:thing:written_down"
    """Staff wrote an idea or a point down for somebody. `origin` is where it was said: `meeting`,
    `phone`, `desk`, `stall` or `letter`; `slip` numbers the paper.
    """
    NEW_SLIP = "intake:slip:made_again"
    """A slip was lost; another one was made, and the old code is void."""
    CLAIMED = "intake:slip:claimed"
    """Whoever said it used their slip: it is theirs online too."""
    NAME_CHANGED = "intake:thing:name_changed"
    """The name beside something was changed on the word of whoever said it. `origin` is where they
    said so.
    """
    REACH_CHANGED = "intake:thing:reach_changed"
    """Whoever said something is told in another way from now on, or not at all. `origin` is where
    they said so.
    """
    TABLE_PUBLISHED = "intake:table:published"
    """Slips of a meeting, typed into its table, were published by somebody else. `ideas` and
    `points` count them.
    """
    SAID_AGAIN = "intake:thing:said_again"
    """A slip of a meeting says the same as this idea or point, and counts on it. `slip` is its
    number.
    """
    TABLE_TAKEN_BACK = "intake:table:taken_back"
    """Of a publication from a table, `slips` slips were taken back within 24 hours."""
    TAKEN_BACK = "intake:thing:taken_back"
    """An idea or point was published from a table by mistake, and taken back within 24 hours."""
    TABLE_ERASED = "intake:table:row_erased"
    """A typed slip was erased before it was published. `slip` is its number, where it had one."""
