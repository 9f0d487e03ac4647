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
    PRINTED_AGAIN = "letters:batch:printed_again"
    POSTED = "letters:letter:posted"
    NOT_POSTED = "letters:letter:not_posted"
    CAME_BACK = "letters:letter:came_back"
    NOT_BACK = "letters:letter:not_back"
    HELD = "letters:letter:held"
    PUT_BACK = "letters:letter:put_back"
    STOPPED = "letters:letter:stopped"
