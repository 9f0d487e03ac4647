"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class PaperLog(LogKind):
    """What the public log tells of paper: numbers, never voters. In words: docs/audit.md."""

    # Handing out, and papers set aside
    GIVEN = "paper:handed:given"
    SPOILED = "paper:handed:spoiled"
    UNUSED = "paper:handed:unused"
    SLIP = "paper:handed:slip"
    SET_ASIDE = "paper:aside:set"
    ASIDE_DECIDED = "paper:aside:decided"
    MORE_DECIDED = "paper:more:decided"
    # Batches
    BATCH_RECEIVED = "paper:batch:received"
    BATCH_CORRECTED = "paper:batch:corrected"
    ENTRY_DROPPED = "paper:batch:entry_dropped"
    BATCH_DIFFERED = "paper:batch:differed"
    BATCH_AGREED = "paper:batch:agreed"
    BATCH_SEALED = "paper:batch:sealed"
    BATCH_REFUSED = "paper:batch:refused"
    # The hand check, and the end of the papers
    CHECKED = "paper:check:done"
    EXPLAINED = "paper:check:explained"
    KEYS_DESTROYED = "paper:keys:destroyed"
    PAPERS_DESTROYED = "paper:papers:destroyed"


class How(StrEnum):
    """How a ballot paper came to a voter. Source: docs/rules/paper.md section 2."""

    HAND = "hand"
    POST = "post"
    CONDITION = "condition"  # given before anybody knew whether it may count


class PaperState(StrEnum):
    """What became of a paper that was given out. Source: docs/rules/paper.md section 2."""

    OUT = "out"
    SPOILED = "spoiled"
    UNUSED = "unused"
    SLIP = "slip"  # it was never given: the number was typed by mistake


class Hand(StrEnum):
    """What somebody did with papers in a round: never both. Source: docs/rules/paper.md 2.5."""

    GAVE = "gave"
    LOGGED = "logged"


class AsideWhy(StrEnum):
    """Why a paper was set aside. Source: docs/rules/paper.md section 4.1."""

    LATE = "late"
    TWO_PAPERS = "two_papers"
    NO_STAMP = "no_stamp"
    SIGNED = "signed"
    NOT_FOUND = "not_found"
    HAS_VOTED = "has_voted"
    OTHER = "other"

    @property
    def under_condition(self) -> bool:
        """Whether it was given before anybody knew whether it may count."""
        return self in (AsideWhy.NOT_FOUND, AsideWhy.HAS_VOTED)


class AsideOutcome(StrEnum):
    """What two people decided. Source: docs/rules/paper.md section 4.2."""

    OPEN = ""
    COUNTS = "counts"
    REFUSED = "refused"


class BatchState(StrEnum):
    """How far a batch is. Source: docs/rules/paper.md section 3."""

    RECEIVED = "received"
    DIFFERS = "differs"
    AGREED = "agreed"
    SEALED = "sealed"
    REFUSED = "refused"

    @property
    def is_open(self) -> bool:
        """Whether it holds up the paper of its round."""
        return self not in (BatchState.SEALED, BatchState.REFUSED)


class CheckOutcome(StrEnum):
    """What two people found of a drawn sheet. Source: docs/rules/paper.md section 5.2."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"  # its slip is missing, so nobody can find its public vote


OWED, DIFFER = "owed", "differ"  # what keeps a certificate waiting for the hand check
