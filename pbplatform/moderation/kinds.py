"""Reasons, outcomes and days of decisions about words, and what the log tells of them."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class Rule(StrEnum):
    """Why words must go; numbered in docs/rules/moderation.md section 1."""

    PRIVATE = "private"
    THREAT = "threat"
    UNTRUE = "untrue"
    UNLAWFUL = "unlawful"
    COPIED = "copied"
    SPAM = "spam"
    OTHER = "other"


URGENT = frozenset({Rule.PRIVATE, Rule.THREAT})
LOOK_DAYS = 3  # working days until a report is looked at
URGENT_DAYS = 1
ASK_DAYS = 20  # working days in which the author may ask for a second look
SECOND_LOOK_DAYS = 5
ADDRESS_DAYS = 90  # days after a decision
WORDS_DAYS = 365
LONGEST_WORDS = 1000  # letters of a report, a reason, or a wish for a second look
LONGEST_STRUCK = 300
ERASE_ACT = "moderation.erase"  # what two people do


class CaseState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class Outcome(StrEnum):
    LEFT = "left"
    HIDDEN = "hidden"
    STRUCK = "struck"


WENT = (Outcome.HIDDEN, Outcome.STRUCK)


class Standing(StrEnum):
    """How a decision stands."""

    STANDS = "stands"
    ASKED = "asked"  # the author wants a second look
    CONFIRMED = "confirmed"
    TAKEN_BACK = "taken_back"
    ERASED = "erased"  # the words are gone for good


TRANSITIONS: dict[str, frozenset[Standing]] = {
    Standing.STANDS: frozenset({Standing.ASKED, Standing.TAKEN_BACK, Standing.ERASED}),
    Standing.ASKED: frozenset({Standing.CONFIRMED, Standing.TAKEN_BACK, Standing.ERASED}),
    Standing.CONFIRMED: frozenset({Standing.TAKEN_BACK, Standing.ERASED}),
    Standing.TAKEN_BACK: frozenset(),
    Standing.ERASED: frozenset(),
}
IN_FORCE = (Standing.STANDS, Standing.ASKED, Standing.CONFIRMED, Standing.ERASED)


class ModerationLog(LogKind):
    """What the public log tells of words that must go. In words: docs/audit.md."""

    TEXT_REPORTED = "moderation:text:reported"
    """Somebody reported a public text; until when it is looked at.

    Values: `ground`, `look_by`.
    """
    TEXT_LEFT = "moderation:text:left"
    """A facilitator looked at a reported text. It stays.

    Values: `decision_no`, `reason`; also `ground`.
    """
    TEXT_HIDDEN = "moderation:text:hidden"
    """A whole text is hidden.

    Values: `decision_no`, `ground`, `reason`.
    """
    WORDS_STRUCK = "moderation:words:struck"
    """Words in a text were struck.

    Values: `decision_no`, `ground`, `reason`.
    """
    LOOK_ASKED = "moderation:look:asked"
    """The author asked for a second look at a decision.

    Values: `decision_no`, `look_by`.
    """
    DECISION_CONFIRMED = "moderation:decision:confirmed"
    """A second person confirmed a decision.

    Values: `decision_no`, `reason`.
    """
    TEXT_ERASED = "moderation:text:erased"
    """Two people erased for good what a decision had taken away.

    Values: `decision_no`, `ground`, `reason`; also `erased_entries`.
    """
    DECISION_TAKEN_BACK = "moderation:decision:taken_back"
    """A decision was taken back; the words are there again.

    Values: `decision_no`, `reason`; also `ground`.
    """
