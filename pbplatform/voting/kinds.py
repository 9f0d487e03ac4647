"""Words of voting as code."""

from __future__ import annotations

from pbplatform.audit.kinds import LogKind


class VoteLog(LogKind):
    """What the public log tells of the vote, until its result. In words: docs/audit.md."""

    ROLL_IMPORTED = "vote:roll:imported"
    ROLL_REGISTER_IMPORTED = "vote:roll:register_imported"
    LETTERS_MADE = "vote:letters:made"
    ROLL_CODE_CANCELLED = "vote:roll:code_cancelled"
    ROLL_TAKEN_BACK = "vote:roll:taken_back"
    ROLL_ADDED_LATE = "vote:roll:added_late"
    ROLL_SPARE_BOUND = "vote:roll:spare_bound"
    LETTER_KEY_TAKEN = "vote:letters:key_taken"
    ENVELOPE_TAKEN_OUT = "vote:envelope:taken_out"
    ENVELOPE_CAST = "vote:envelope:cast"
    LOT_SEEDED = "vote:lot:seeded"
    URN_CLOSED = "vote:urn:closed"
    DAMAGE_ACCEPTED = "vote:damage:accepted"
    URN_OPENED = "vote:urn:opened"
    STORAGE_REWRITTEN = "vote:storage:rewritten"
    RESULT_COUNTED = "vote:result:counted"
