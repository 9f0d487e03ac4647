"""States of promises, and what residents are asked of them. Source: docs/rules/promises.md."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from pbplatform.audit.kinds import LogKind


class PromiseState(StrEnum):
    UNDER_WAY = "under_way"
    MISSED = "missed"
    CALLED_DONE = "called_done"  # by the team; residents are asked
    CONTESTED = "contested"  # residents say no: a reply is owed, or was given just now
    DISPUTED = "disputed"  # over: the team says done, residents say no
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"  # given up or not kept, with a reason


OPEN = frozenset({PromiseState.UNDER_WAY, PromiseState.MISSED})
ASKED = frozenset({PromiseState.CALLED_DONE, PromiseState.CONTESTED})
"""Called done, and not settled yet: residents or the team act next."""


class CheckStand(StrEnum):
    """Where a check by residents stands on a day: derived, never stored."""

    WAITING = "waiting"  # called done; residents are asked later
    ASKING = "asking"
    TEAM_OWES = "team-owes"  # somebody said no
    HIGHER_OWES = "higher-owes"  # somebody said no after the team replied
    EXPLAINED = "explained"  # a reply was given, and there is time to say whether it settles it
    HOLDS = "holds"  # over: nobody's no stands
    DISPUTED = "disputed"  # over: a no stands
    NOT_KEPT = "not-kept"  # over: the team owns up


OVER = frozenset({CheckStand.HOLDS, CheckStand.DISPUTED, CheckStand.NOT_KEPT})
OWES = frozenset({CheckStand.TEAM_OWES, CheckStand.HIGHER_OWES})
SAYABLE = frozenset(set(CheckStand) - OVER - {CheckStand.WAITING})


class Owed(IntEnum):
    """Who owes residents a reply."""

    NOBODY = 0
    TEAM = 1
    HIGHER = 2


class Verdict(StrEnum):
    """What a person says: is it as promised?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Relation(StrEnum):
    """What a person has to do with what is checked."""

    ASKER = "asker"
    SUPPORTER = "supporter"
    OTHER = "other"


class ReplyKind(StrEnum):
    """What a team says to residents who say no."""

    EXPLAINED = "explained"
    PUT_RIGHT = "put-right"
    NOT_KEPT = "not-kept"


class Ended(StrEnum):
    """Why a check ended before its time; empty while it stands."""

    STANDS = ""
    PUT_RIGHT = "put-right"
    TAKEN_BACK = "taken-back"


class EvidenceKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VISIT = "visit"  # somebody went and looked; no file


class Moment(StrEnum):
    """When a photo was taken; empty where nobody said."""

    UNSAID = ""
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class PromiseLog(LogKind):
    """What the public log tells of promises. In words: docs/audit.md."""

    COMMITMENT_MADE = "response:commitment:made"
    """A promise was made.

    Values: `owner`, `due`, `what`.
    """
    COMMITMENT_MOVED = "response:commitment:moved"
    """A promise moved.

    Values: `due_before`, `due_after`, `reason`.
    """
    COMMITMENT_DONE = "response:commitment:done"
    """A promise was said to be done.

    Values: `done_on`, `note`.
    """
    COMMITMENT_GIVEN_UP = "response:commitment:given_up"
    """A promise was given up.

    Values: `reason`.
    """
    COMMITMENT_TAKEN_BACK = "response:commitment:taken_back"
    """What was said of the end of a promise was taken back.

    Values: `reason`.
    """
    COMMITMENT_CORRECTED = "response:commitment:corrected"
    """Words of a promise were corrected; `corrected` says which, `words_before` what stood there.

    Values: `reason`; `corrected`, `words`, `words_before`.
    """
    CHECK_ASKED = "check:residents:asked"
    """Residents were asked whether something is as promised; `asked` of them by mail.

    Values: `title`, `until`; `asked`.
    """
    CHECK_SAID = "check:residents:said"
    """Somebody said whether something is as promised.

    Values: `title`; `verdict`, `asker`.
    """
    CHECK_REPLY_DUE = "check:reply:due"
    """Residents say no. A reply is due.

    Values: `title`, `who`, `due`; `team`.
    """
    CHECK_REPLY_LEFT = "check:reply:not_due"
    """Nobody says no any more, so no reply is due.

    Values: `title`; `team`.
    """
    CHECK_REPLIED = "check:reply:given"
    """A reply was given to residents who said no; `reply` is what the team does.

    Values: `title`, `words`; `reply`.
    """
    EVIDENCE_ADDED = "check:evidence:added"
    """Evidence was attached.

    Values: `day`, `words`; `evidence`, `file_sha256`.
    """
    EVIDENCE_TAKEN_AWAY = "check:evidence:taken_away"
    """Evidence was taken away.

    Values: `day`, `reason`; `evidence`.
    """
