"""What entries of the public log say of the vote, until its result.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from pbplatform.voting.kinds import VoteLog
from pbplatform.web.log_reading import plain
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
    VoteLog.LOT_SEEDED: (
        _l("The lot was rolled: %(digits)s, typed by %(first_by)s and by %(second_by)s."),
        _l("The lot was rolled."),
    ),
    VoteLog.URN_CLOSED: (
        _l(
            "The box was closed: %(envelopes)s, %(roll)s on the roll. After the freeze two people "
            "added %(added)s, replaced %(reissued)s and took %(taken_out)s out."
        ),
        _l("The box was closed: %(envelopes)s, %(roll)s on the roll."),
        _l("The box was closed."),
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
}

_NOUNS = {
    "added": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "removed": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "roll": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "size": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "letters": lambda n, shown: ngettext("%(n)s letter", "%(n)s letters", n, n=shown),
    "reissued": lambda n, shown: ngettext("%(n)s letter", "%(n)s letters", n, n=shown),
    "taken_out": lambda n, shown: ngettext("%(n)s vote", "%(n)s votes", n, n=shown),
    "envelopes": lambda n, shown: ngettext("%(n)s closed vote", "%(n)s closed votes", n, n=shown),
    "unchanged": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "missing": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    **dict.fromkeys(("left_out", "voter", "spare", "file"), plain),
}
_LISTS = {
    "winners": lambda n, shown: ngettext("project %(list)s", "projects %(list)s", n, list=shown),
}


def _cast(told: Mapping[str, Any]) -> int:
    """An envelope that replaced an older one names it."""
    return 0 if "x" in told else 1


LOG = LogWords(
    sentences=_SENTENCES,
    choose={VoteLog.ENVELOPE_CAST: _cast},
    families={"vote": _l("The vote and the count")},
    nouns=_NOUNS,
    lists=_LISTS,
)
