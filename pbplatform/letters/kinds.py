"""Words of this slice as code."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from pbplatform.audit.kinds import LogKind

MOST_IN_BATCH = 200
POST_WITHIN = 3  # working days after the news
WORDS_KEPT = timedelta(days=30)  # after posting
NEVER_POSTED = timedelta(days=400)


class LetterState(StrEnum):
    """Where a letter stands. Source: docs/rules/letters.md."""

    WAITING = "waiting"
    IN_BATCH = "in_batch"
    POSTED = "posted"
    CAME_BACK = "came_back"
    HELD = "held"  # somebody held it back, or an earlier one came back
    LEFT_OUT = "left_out"  # for good


# Not posted yet, and not left out.
OPEN = (LetterState.WAITING, LetterState.IN_BATCH, LetterState.HELD)


class Why(StrEnum):
    """Why a letter is held or left out."""

    NONE = ""
    BY_HAND = "by_hand"
    EARLIER_CAME_BACK = "earlier_came_back"
    NO_ADDRESS = "no_address"
    THING_GONE = "thing_gone"
    WORDS_GONE = "words_gone"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"
    TOO_OLD = "too_old"


class LettersLog(LogKind):
    """What the public log tells of letters. In words: docs/audit.md."""

    BATCH_MADE = "letters:batch:made"
    """Letters were put together to be printed. No entry about letters says for whom or about what.

    Values: `letters`, `left_out`.
    """
    PRINTED_AGAIN = "letters:batch:printed_again"
    """The letters of a batch were printed again.

    Values: `number`.
    """
    POSTED = "letters:letter:posted"
    """Letters were posted on a day.

    Values: `letters`, `day`.
    """
    NOT_POSTED = "letters:letter:not_posted"
    """A letter was marked as posted by mistake.

    Values: `letters`.
    """
    CAME_BACK = "letters:letter:came_back"
    """A letter came back.

    Values: `letters`.
    """
    NOT_BACK = "letters:letter:not_back"
    """A letter was marked as come back by mistake.

    Values: `letters`.
    """
    HELD = "letters:letter:held"
    """A letter was held back before it was posted.

    Values: `letters`.
    """
    PUT_BACK = "letters:letter:put_back"
    """A letter that was held back waits again.

    Values: `letters`.
    """
    STOPPED = "letters:letter:stopped"
    """Somebody wants no more letters about something; how many that were not posted are left out.

    Values: `letters`.
    """
