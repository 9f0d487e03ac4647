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
    """Voters were added to the roll before the freeze; `spares`, if there, counts sealed spare
    letters.

    Values: `added`, `size`.
    """
    ROLL_REGISTER_IMPORTED = "vote:roll:register_imported"
    """Voters were added from a register’s file before the freeze. Nothing of a person is in it.

    Values: `added`, `unchanged`, `missing`, `left_out`, `size`.
    """
    LETTERS_MADE = "vote:letters:made"
    """Voters from a register’s file got their first letters, in one closed file.

    Values: `letters`.
    """
    ROLL_CODE_CANCELLED = "vote:roll:code_cancelled"
    """Many letters were cancelled before the freeze and made again. (In entries of older versions
    also: a lost letter was cancelled and a new code was issued.)

    Values: `letters` when there are many.
    """
    ROLL_TAKEN_BACK = "vote:roll:taken_back"
    """Voters who had been added were taken off the roll before the freeze.

    Values: `removed`, `size`.
    """
    ROLL_ADDED_LATE = "vote:roll:added_late"
    """Voters were added after the freeze by sealed spare letters, by two people.

    Values: `added`, `size`, `first`, `second`; also `first_spare`, `last_spare`, `second_by`.
    """
    ROLL_SPARE_BOUND = "vote:roll:spare_bound"
    """A voter’s letter was replaced by a sealed spare letter, by two people.

    Values: `voter`, `spare`, `first`, `second`.
    """
    LETTER_WISHED = "vote:letter:wished"
    """A voter asked on the phone for another letter; nothing changed by it.

    Values: `wish`; also `origin`.
    """
    LETTER_WISH_DROPPED = "vote:letter:wish_dropped"
    """Such a call was dropped.

    Values: `wish`.
    """
    ROLL_STRUCK = "vote:roll:struck"
    """Voters were struck from the roll, after the freeze by two people; `kept` counts votes that
    stay in the box, `left` those who are on the roll no more.

    Values: `numbers`, `why`, `left`, `size`; sometimes `kept`, `instead`, `first`, `second`; also
    `papers`.
    """
    ROLL_PUT_BACK = "vote:roll:put_back"
    """Voters who were struck by mistake were put back.

    Values: `numbers`, `returned`, `size`, `reason`; sometimes `first`, `second`.
    """
    ROLL_REPLACED = "vote:roll:replaced"
    """A voter was struck and got another number with a sealed spare letter, by two people.

    Values: `numbers`, `instead`, `spare`, `size`, `first`, `second`.
    """
    ROLL_ROOTED = "vote:roll:rooted"
    """The root over all rows of the roll, written when the ballot was frozen (docs/rules/voting.md
    section 13).

    Values: `stage`; `rows`, `struck` among them; `root`.
    """
    ROLL_OBJECTED = "vote:objection:made"
    """Somebody objected to the roll. Nothing says who.

    Values: `objection`.
    """
    ROLL_OBJECTION_ANSWERED = "vote:objection:answered"
    """A clerk answered an objection to the roll.

    Values: `objection`, `outcome`, `reason`; `again` where it was answered before.
    """
    LETTER_KEY_TAKEN = "vote:letters:key_taken"
    """A second person took the key of a letter file.

    Values: `file`.
    """
    ENVELOPE_TAKEN_OUT = "vote:envelope:taken_out"
    """Two people took an envelope out of the box that was not its voter’s. In the ballot log: `x`
    is the SHA-256 of the envelope, which is no longer live. In the site log: who.

    Values: `x`; `box_code`, `first`, `second`.
    """
    ENVELOPE_CAST = "vote:envelope:cast"
    """A closed vote went into the box: `h` is the SHA-256 of its envelope, `x` that of the one it
    replaces. Ballot logs only.

    Values: `h`, `x`.
    """
    PROJECT_WITHDRAWN = "vote:project:withdrawn"
    """Two people withdrew a project from the vote. In the ballot log: `amendment` is its number in
    the round, `definition` the hash of the frozen document, `site_sha256` that of the entry of
    the site log. In the site log: who and why.

    Values: `amendment`, `project`; `title`, `reason`, `first`, `second`.
    """
    WINDOW_EXTENDED = "vote:window:extended"
    """Two people extended voting after an outage. Both logs as above; the outage and both ends.

    Values: `amendment`, `down_from`, `down_until`, `before`, `closes_at`, `results_at`,
    `after_shut`; `reason`, `first`, `second`; also `definition`, `site_sha256`.
    """
    PROGRAMS_NAMED = "vote:programs:named"
    """The programs of a vote by their hashes, written when it was frozen (docs/rules/audit.md
    section 10).

    Values: `verifier_sha256`, `reopener_sha256`; `sealing_sha256` where the scripts were built.
    """
    NUMBERS_REFUSED = "vote:numbers:refused"
    """A clerk or an auditor found the numbers of the box wrong; it was not closed. `fingerprint`
    is that of the numbers they saw.

    Values: `reason`, `fingerprint`.
    """
    PAPER_COMPLETE = "vote:paper:complete"
    """All paper that came in time is in the box or refused. In both logs, before the close entry.

    Values: `paper`.
    """
    LOT_SEEDED = "vote:lot:seeded"
    """The lot was rolled.

    Values: `digits`, `first_by`, `second_by`.
    """
    URN_CLOSED = "vote:urn:closed"
    """The box was closed by two people who confirmed one fingerprint of its numbers
    (docs/rules/ceremony.md section 4). In both logs; `envelopes_sha256` is over the hashes of
    all closed votes, ascending.

    Values: `envelopes`, `roll`, `marked`, `paper`, `by_kind`, `struck`, `struck_late`, `put_back`,
    `superseded`, `added`, `reissued`, `taken_out`, `envelopes_sha256`, `fingerprint`, `roll_rows`
    and `roll_root` (voting.md section 13); with ballot papers also `paper_issued`, `paper_spoiled`,
    `paper_unused`, `paper_returned`, `paper_not_returned`, `paper_set_aside`, and where there are
    some `paper_conditional`, `paper_conditional_counted`, `paper_conditional_refused`,
    `paper_more`, `paper_more_counted`; in the site log the two people.
    """
    URN_SEPARATED = "vote:urn:separated"
    """Closed votes lie apart from voters, and the storage was written anew before. In both logs.

    Values: `envelopes`, `envelopes_sha256`.
    """
    DAMAGE_ACCEPTED = "vote:damage:accepted"
    """Two people let the opening go on though many votes cannot be opened.

    Values: `damaged`, `held`, the two people.
    """
    URN_OPENED = "vote:urn:opened"
    """The box was opened and every vote was published without its voter.

    Values: `invalid`; `promised_at` when that hour had not come; `shares` where trustees opened it,
    and `signatures`, `trustees` where they did so away from the server; also `ballots`,
    `envelopes_sha256`, `list_sha256`.
    """
    STORAGE_REWRITTEN = "vote:storage:rewritten"
    """The tables in which voters and sealed votes had stood were written anew; of boxes opened
    before there was a separation."""
    KEY_DESTROYED = "vote:key:destroyed"
    """The key of a box is gone: of one that is never opened, or of one whose result stands
    (docs/rules/ceremony.md section 10). In the log of the ballots too, there with
    `destroyed_at`.

    Values: `first`, `second`, `key_sha256` where two people decided it; `key_sha256` where trustees
    destroyed their shares.
    """
    RESULT_COUNTED = "vote:result:counted"
    """The votes were counted.

    Values: `winners`, `spent_minor`; also `invalid`, `sha256`, `valid`.
    """
    RESULT_COUNTED_AGAIN = "vote:result:counted_again"
    """A count that was found wrong was done again, beside the first; in the log of the ballots
    with the whole document.

    Values: `count`, `winners`, `spent_minor`; also `invalid`, `sha256`, `valid`.
    """
