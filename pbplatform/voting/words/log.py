"""What entries of the public log say of the vote, until its result.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.words.channels import how_they_came
from pbplatform.voting.words.why import OUTCOME_WORDS, WHY_WORDS
from pbplatform.web.log_reading import end_of_window, plain
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    VoteLog.ROLL_IMPORTED: (
        _l("Added to the roll: %(added)s. It now has %(size)s."),
        _l("Voters were added to the roll."),
    ),
    VoteLog.ROLL_REGISTER_IMPORTED: (
        _l(
            "Added to the roll from a register’s file: %(added)s. There already: %(unchanged)s. No "
            "longer in the file: %(missing)s. Rows left out: %(left_out)s. The roll now has "
            "%(size)s."
        ),
        _l("Voters were added to the roll from a register’s file."),
    ),
    VoteLog.LETTERS_MADE: (
        _l("Letters were made for voters from a register’s file: %(letters)s."),
        _l("Letters were made for voters from a register’s file."),
    ),
    VoteLog.ROLL_CODE_CANCELLED: (
        _l("Cancelled before voting opened, and made again: %(letters)s."),
        _l("A lost letter was cancelled and a new code was issued."),
    ),
    VoteLog.ROLL_TAKEN_BACK: (
        _l("Taken off the roll again: %(removed)s. It now has %(size)s."),
        _l("Voters who had been added were taken off the roll before the freeze."),
    ),
    VoteLog.ROLL_ADDED_LATE: (
        _l(
            "Added to the roll after the freeze, with sealed spare letters: %(added)s. By "
            "%(first)s and %(second)s. The roll now has %(size)s."
        ),
        _l("Voters were added after the freeze by two people."),
    ),
    VoteLog.ROLL_SPARE_BOUND: (
        _l(
            "The letter of voter %(voter)s was replaced by spare letter %(spare)s, by %(first)s "
            "and %(second)s. It can put in a first vote and replaces none."
        ),
        _l("A letter was replaced by a sealed spare letter."),
    ),
    VoteLog.LETTER_WISHED: (
        _l("A voter asked on the phone for another letter: wish %(wish)s. Nothing changed yet."),
        _l("A voter asked on the phone for another letter."),
    ),
    VoteLog.LETTER_WISH_DROPPED: (
        _l("Wish %(wish)s for another letter was dropped. The letter the voter has stays good."),
        _l("A wish for another letter was dropped."),
    ),
    VoteLog.ROLL_STRUCK: (
        _l(
            "Struck from the roll by %(first)s and %(second)s: %(numbers)s. The reason: %(why)s. "
            "Votes that stay in the box: %(kept)s. Ballot papers that are out and can still "
            "count: %(papers)s. The roll now has %(size)s."
        ),
        _l(
            "Struck from the roll by %(first)s and %(second)s: %(numbers)s. The reason: %(why)s. "
            "Votes that stay in the box: %(kept)s. The roll now has %(size)s."
        ),
        _l(
            "Struck from the roll by %(first)s and %(second)s: %(numbers)s. The reason: %(why)s. "
            "The roll now has %(size)s."
        ),
        _l(
            "Struck from the roll before the freeze: %(numbers)s. The reason: %(why)s. The roll "
            "now has %(size)s."
        ),
        _l("Voters were struck from the roll."),
    ),
    VoteLog.ROLL_PUT_BACK: (
        _l(
            "Put back on the roll by %(first)s and %(second)s: %(numbers)s. They were struck by "
            "mistake: %(reason)s The roll now has %(size)s."
        ),
        _l(
            "Put back on the roll: %(numbers)s. They were struck by mistake: %(reason)s The roll "
            "now has %(size)s."
        ),
        _l("Voters were put back on the roll."),
    ),
    VoteLog.ROLL_REPLACED: (
        _l(
            "A voter got another number and the sealed letter %(spare)s, by %(first)s and "
            "%(second)s. Struck: %(numbers)s. New: %(instead)s. The roll now has %(size)s."
        ),
        _l("A voter got another number and another letter."),
    ),
    VoteLog.ROLL_ROOTED: (
        _l(
            "The roll was sealed with the ballot: %(rows)s numbers, %(struck)s of them struck. Its "
            "fingerprint: %(root)s"
        ),
        _l("The roll was sealed with the ballot."),
    ),
    VoteLog.ROLL_OBJECTED: (
        _l("Objection %(objection)s to the roll was made."),
        _l("Somebody objected to the roll."),
    ),
    VoteLog.ROLL_OBJECTION_ANSWERED: (
        _l(
            "Objection %(objection)s to the roll has a new answer, number %(again)s. "
            "%(outcome)s: %(reason)s"
        ),
        _l("Objection %(objection)s to the roll was answered. %(outcome)s: %(reason)s"),
        _l("An objection to the roll was answered."),
    ),
    VoteLog.LETTER_KEY_TAKEN: (
        _l("The key of letter file %(file)s was taken by a second person."),
        _l("The key of a letter file was taken by a second person."),
    ),
    VoteLog.ENVELOPE_TAKEN_OUT: (
        _l(
            "%(first)s and %(second)s took a closed vote out of the box that was not its voter’s. "
            "Its box code: %(box_code)s."
        ),
        _l("A closed vote was taken out of the box by two people. Who and when: in the site log."),
    ),
    VoteLog.ENVELOPE_CAST: (
        _l("A closed vote went into the box and replaced an older one."),
        _l("A closed vote went into the box."),
    ),
    VoteLog.PROJECT_WITHDRAWN: (
        _l(
            "Amendment %(amendment)s: %(first)s and %(second)s withdrew project %(project)s, "
            "%(title)s, from the vote. Why: %(reason)s"
        ),
        _l(
            "Amendment %(amendment)s: project %(project)s was withdrawn from the vote. Who, when "
            "and why: in the site log."
        ),
        _l("A project was withdrawn from the vote."),
    ),
    VoteLog.WINDOW_EXTENDED: (
        _l(
            "Amendment %(amendment)s: %(first)s and %(second)s extended voting from %(before)s to "
            "%(closes_at)s. People could not vote from %(down_from)s to %(down_until)s: %(reason)s"
        ),
        _l(
            "Amendment %(amendment)s: voting was extended from %(before)s to %(closes_at)s. Who "
            "and why: in the site log."
        ),
        _l("Voting was extended after an outage."),
    ),
    VoteLog.PROGRAMS_NAMED: (
        _l(
            "The programs of this vote, by their SHA-256. What seals votes in the browser: "
            "%(sealing_sha256)s. What anybody can check the vote with: %(verifier_sha256)s. What "
            "opens the box again: %(reopener_sha256)s."
        ),
        _l(
            "The programs of this vote, by their SHA-256. What seals votes in the browser: "
            "%(sealing_sha256)s. What anybody can check the vote with: %(verifier_sha256)s."
        ),
        _l("The program with which anybody can check this vote: %(verifier_sha256)s."),
        _l("The programs of this vote were named by their hashes."),
    ),
    VoteLog.NUMBERS_REFUSED: (
        _l("The numbers of the box were found wrong, so it was not closed. Reason: %(reason)s"),
        _l("The numbers of the box were found wrong, so it was not closed."),
    ),
    VoteLog.PAPER_COMPLETE: (
        _l("All paper that came in time was decided. Voters on the roll for paper: %(paper)s."),
        _l("All paper that came in time was decided."),
    ),
    VoteLog.LOT_SEEDED: (
        _l("The lot was rolled: %(digits)s, typed by %(first_by)s and by %(second_by)s."),
        _l("The lot was rolled."),
    ),
    VoteLog.KEY_DESTROYED: (
        _l(
            "The key of the box was destroyed, as %(first)s and %(second)s had decided. Its "
            "fingerprint was %(key_sha256)s. Nobody can open the box again."
        ),
        _l("The key of the box was destroyed. Nobody can open it again: %(key_sha256)s."),
        _l("The key of the box was destroyed. What lies in it stays sealed for ever."),
    ),
    VoteLog.URN_CLOSED: (
        _l(
            "%(first)s and %(second)s confirmed the numbers of the box and closed it: "
            "%(envelopes)s, %(roll)s on the roll. How they came: %(by_kind)s. Ballot papers given "
            "out: %(paper_issued)s; spoiled: %(paper_spoiled)s; given back unused: "
            "%(paper_unused)s; returned: %(paper_returned)s; not returned: "
            "%(paper_not_returned)s. After the freeze two people added %(added)s, struck "
            "%(struck_late)s, put %(put_back)s back, replaced %(reissued)s and took "
            "%(taken_out)s out."
        ),
        _l(
            "%(first)s and %(second)s confirmed the numbers of the box and closed it: "
            "%(envelopes)s, %(roll)s on the roll. How they came: %(by_kind)s. Ballot papers given "
            "out: %(paper_issued)s; spoiled: %(paper_spoiled)s; given back unused: "
            "%(paper_unused)s; returned: %(paper_returned)s; not returned: "
            "%(paper_not_returned)s. After the freeze two people added %(added)s, replaced "
            "%(reissued)s and took %(taken_out)s out."
        ),
        _l(
            "%(first)s and %(second)s confirmed the numbers of the box and closed it: "
            "%(envelopes)s, %(roll)s on the roll. After the freeze two people added %(added)s, "
            "struck %(struck_late)s, put %(put_back)s back, replaced %(reissued)s and took "
            "%(taken_out)s out."
        ),
        _l(
            "%(first)s and %(second)s confirmed the numbers of the box and closed it: "
            "%(envelopes)s, %(roll)s on the roll. After the freeze two people added %(added)s, "
            "replaced %(reissued)s and took %(taken_out)s out."
        ),
        _l(
            "The box was closed: %(envelopes)s, %(roll)s on the roll. After the freeze two people "
            "added %(added)s, struck %(struck_late)s, put %(put_back)s back, replaced "
            "%(reissued)s and took %(taken_out)s out."
        ),
        _l(
            "The box was closed: %(envelopes)s, %(roll)s on the roll. After the freeze two people "
            "added %(added)s, replaced %(reissued)s and took %(taken_out)s out."
        ),
        _l("The box was closed: %(envelopes)s, %(roll)s on the roll."),
        _l("The box was closed."),
    ),
    VoteLog.URN_SEPARATED: (
        _l("Closed votes were laid apart from voters: %(envelopes)s. The storage was rewritten."),
        _l("Closed votes were laid apart from voters, and the storage was rewritten."),
    ),
    VoteLog.DAMAGE_ACCEPTED: (
        _l(
            "Votes that cannot be opened: %(damaged)s of %(held)s. %(first)s and %(second)s "
            "decided that the others are counted all the same."
        ),
        _l("Two people let the opening go on though many votes cannot be opened."),
    ),
    VoteLog.URN_OPENED: (
        _l(
            "The box was opened, earlier than promised: the hour was %(promised_at)s. Votes that "
            "do not count: %(invalid)s."
        ),
        _l("The box was opened. Votes that do not count: %(invalid)s."),
        _l("The box was opened and every vote was published without its voter."),
    ),
    VoteLog.STORAGE_REWRITTEN: (
        _l("The tables in which voters and sealed votes had stood were written anew."),
    ),
    VoteLog.RESULT_COUNTED: (
        _l("The votes were counted. Won: %(winners)s. Cost: %(spent_minor)s."),
        _l("The votes were counted."),
    ),
    VoteLog.RESULT_COUNTED_AGAIN: (
        _l(
            "The votes were counted again, as count %(count)s. Won: %(winners)s. Cost: "
            "%(spent_minor)s."
        ),
        _l("The votes were counted again. The first count stays readable."),
    ),
}

_NOUNS = {
    "added": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "removed": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "roll": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "struck_late": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "put_back": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "size": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "letters": lambda n, shown: ngettext("%(n)s letter", "%(n)s letters", n, n=shown),
    "reissued": lambda n, shown: ngettext("%(n)s letter", "%(n)s letters", n, n=shown),
    "taken_out": lambda n, shown: ngettext("%(n)s vote", "%(n)s votes", n, n=shown),
    "envelopes": lambda n, shown: ngettext("%(n)s closed vote", "%(n)s closed votes", n, n=shown),
    "unchanged": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "missing": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    **dict.fromkeys(("left_out", "voter", "spare", "file", "instead", "objection", "wish"), plain),
    "again": plain,
    **dict.fromkeys(
        (
            *("papers", "paper_issued", "paper_spoiled", "paper_unused", "paper_returned"),
            *("paper_not_returned", "paper_set_aside", "paper_more", "paper_more_counted"),
            *("paper_conditional", "paper_conditional_counted", "paper_conditional_refused"),
        ),
        plain,
    ),
    **dict.fromkeys(("amendment", "project"), plain),
}
_LISTS = {
    "winners": lambda n, shown: ngettext("project %(list)s", "projects %(list)s", n, list=shown),
}


def _cast(told: Mapping[str, Any]) -> int:
    """An envelope that replaced an older one names it."""
    return 0 if "x" in told else 1


def _why(code: Any) -> str | None:
    return str(WHY_WORDS[code]) if code in WHY_WORDS else None


def _outcome(code: Any) -> str | None:
    return str(OUTCOME_WORDS[code]) if code in OUTCOME_WORDS else None


LOG = LogWords(
    sentences=_SENTENCES,
    choose={
        VoteLog.ENVELOPE_CAST: _cast,
    },
    families={"vote": _l("The vote and the count")},
    fields={
        "before": end_of_window,
        "why": _why,
        "outcome": _outcome,
        "by_kind": how_they_came,
    },
    nouns=_NOUNS,
    lists=_LISTS,
)
