"""Words of voting as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class Why(StrEnum):
    """Why a voter is struck. Source: docs/rules/voting.md section 1.17 and 1.20."""

    MOVED = "moved"
    DIED = "died"
    DOUBLE = "double"
    NOT_ENTITLED = "not_entitled"
    REPLACED = "replaced"

    @property
    def keeps_vote(self) -> bool:
        """Whether a vote in the box stays: it was cast by somebody who could vote then."""
        return self in (Why.MOVED, Why.DIED)


class VoteLog(LogKind):
    """What the public log tells of the vote, until its result. In words: docs/audit.md."""

    ROLL_IMPORTED = "vote:roll:imported"
    ROLL_REGISTER_IMPORTED = "vote:roll:register_imported"
    LETTERS_MADE = "vote:letters:made"
    ROLL_CODE_CANCELLED = "vote:roll:code_cancelled"
    ROLL_TAKEN_BACK = "vote:roll:taken_back"
    ROLL_ADDED_LATE = "vote:roll:added_late"
    ROLL_SPARE_BOUND = "vote:roll:spare_bound"
    LETTER_WISHED = "vote:letter:wished"
    LETTER_WISH_DROPPED = "vote:letter:wish_dropped"
    ROLL_STRUCK = "vote:roll:struck"
    ROLL_PUT_BACK = "vote:roll:put_back"
    ROLL_REPLACED = "vote:roll:replaced"
    ROLL_ROOTED = "vote:roll:rooted"
    ROLL_OBJECTED = "vote:objection:made"
    ROLL_OBJECTION_ANSWERED = "vote:objection:answered"
    LETTER_KEY_TAKEN = "vote:letters:key_taken"
    ENVELOPE_TAKEN_OUT = "vote:envelope:taken_out"
    ENVELOPE_CAST = "vote:envelope:cast"
    PROJECT_WITHDRAWN = "vote:project:withdrawn"
    WINDOW_EXTENDED = "vote:window:extended"
    PROGRAMS_NAMED = "vote:programs:named"
    NUMBERS_REFUSED = "vote:numbers:refused"
    PAPER_COMPLETE = "vote:paper:complete"
    LOT_SEEDED = "vote:lot:seeded"
    URN_CLOSED = "vote:urn:closed"
    URN_SEPARATED = "vote:urn:separated"
    DAMAGE_ACCEPTED = "vote:damage:accepted"
    URN_OPENED = "vote:urn:opened"
    STORAGE_REWRITTEN = "vote:storage:rewritten"
    KEY_DESTROYED = "vote:key:destroyed"
    RESULT_COUNTED = "vote:result:counted"
    RESULT_COUNTED_AGAIN = "vote:result:counted_again"
