"""Words of this slice as code."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class PaperLog(LogKind):
    """What the public log tells of paper: numbers, never voters. In words: docs/audit.md."""

    # Handing out, and papers set aside
    GIVEN = "paper:handed:given"
    """Ballot papers were given out; `how` is `hand` or `post`. Where two people took a vote out
    for one, both. No voter.

    Values: `papers`; `how`, `first`, `second`.
    """
    SPOILED = "paper:handed:spoiled"
    """Spoiled papers were taken back, and others given.

    Values: `papers`.
    """
    UNUSED = "paper:handed:unused"
    """Papers were given back unused.

    Values: `papers`.
    """
    SLIP = "paper:handed:slip"
    """Numbers were typed by mistake as given a paper, and put right on the same day.

    Values: `papers`.
    """
    SET_ASIDE = "paper:aside:set"
    """A paper was set aside; `why` as in docs/rules/paper.md section 4.1.

    Values: `number`; `why`.
    """
    ASIDE_DECIDED = "paper:aside:decided"
    """Two people decided about it; `outcome` is `counts` or `refused`.

    Values: `number`, `reason`; `outcome`, `first`, `second`.
    """
    MORE_DECIDED = "paper:more:decided"
    """Two people decided about sheets that came back beyond those given out; `outcome` is `counts`
    or `refused` (docs/rules/paper.md section 6).

    Values: `sheets`, `reason`; `outcome`, `first`, `second`.
    """
    # Batches
    BATCH_RECEIVED = "paper:batch:received"
    """A batch of returned papers was logged: its number in the round, its sheets, and where there
    is one how many more came back than were given out.

    Values: `number`, `sheets`, `beyond`.
    """
    BATCH_CORRECTED = "paper:batch:corrected"
    """The sheets of a batch were counted again, before anybody entered it.

    Values: `number`, `sheets`, `was`, `beyond`.
    """
    ENTRY_DROPPED = "paper:batch:entry_dropped"
    """What a clerk began to enter and did not end was dropped, so that another one begins.

    Values: `number`.
    """
    BATCH_DIFFERED = "paper:batch:differed"
    """Two entries of a batch are whole and read so many sheets differently.

    Values: `number`, `sheets`.
    """
    BATCH_AGREED = "paper:batch:agreed"
    """Both entries are the same, or a second person confirmed what a third look found.

    Values: `number`, `sheets`.
    """
    BATCH_SEALED = "paper:batch:sealed"
    """A batch lies in the box, sealed by a second person.

    Values: `number`, `sheets`.
    """
    BATCH_REFUSED = "paper:batch:refused"
    """Two people refused a batch; papers in it that had been set aside wait for another one.

    Values: `number`, `reason`, `asides`.
    """
    # The hand check, and the end of the papers
    CHECKED = "paper:check:done"
    """Two people compared drawn papers with the public list (docs/rules/paper.md section 5).

    Values: `sheets`, `compared`, `same`, `differs`, `missing`, `first`, `second`.
    """
    EXPLAINED = "paper:check:explained"
    """Two people explained why papers differ or slips are missing.

    Values: `reason`, `first`, `second`.
    """
    KEYS_DESTROYED = "paper:keys:destroyed"
    """The keys of all batches of papers are gone."""
    PAPERS_DESTROYED = "paper:papers:destroyed"
    """Two people destroyed the papers of a round.

    Values: `sheets`, `first`, `second`.
    """


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
