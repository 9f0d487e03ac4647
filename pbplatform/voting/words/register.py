"""What is said of a register's file: mistakes in its rows, numbers that look like a slip."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.voting.domain.registers.doubts import Doubt, Numbers
from pbplatform.voting.domain.registers.sifting import Fault
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _

FAULT_WORDS: Mapping[Fault, LazyString] = {
    Fault.NO_NUMBER: _l("The register’s number is missing"),
    Fault.NOT_A_NUMBER: _l("This is not a register’s number"),
    Fault.A_DATE: _l("The spreadsheet made a date of this number"),
    Fault.ROUNDED: _l("The spreadsheet rounded this number"),
    Fault.TWICE: _l("The same number as in row {row}"),
}

_DOUBTS: Mapping[Doubt, Callable[[Numbers], str]] = {
    Doubt.MANY_TIMES_LAST_ROUND: lambda told: _(
        "Voters on the roll after this: %(after)s. In the last round: %(last)s.",
        after=whole_number(told.after),
        last=whole_number(told.last_round or 0),
    ),
    Doubt.A_PART_OF_LAST_ROUND: lambda told: _(
        "Voters on the roll after this: only %(after)s. In the last round: %(last)s.",
        after=whole_number(told.after),
        last=whole_number(told.last_round or 0),
    ),
    Doubt.TEN_TIMES_THE_ROLL: lambda told: _(
        "Voters on the roll after this: %(after)s. On it now: %(present)s.",
        after=whole_number(told.after),
        present=whole_number(told.present),
    ),
    Doubt.NOT_AS_EXPECTED: lambda told: _(
        "Voters in the file: %(in_file)s. You expected: %(expected)s.",
        in_file=whole_number(told.in_file),
        expected=whole_number(told.expected or 0),
    ),
    Doubt.HALF_IS_MISSING: lambda told: _(
        "Voters on the roll who are not in this file: %(missing)s. Is it the right file, and the "
        "right column?",
        missing=whole_number(told.missing),
    ),
    Doubt.SOME_FROM_NO_FILE: lambda told: _(
        "Voters on the roll who came from no file: %(count)s. Nobody can say whether they are in "
        "this one: they may get two letters.",
        count=whole_number(told.from_no_file),
    ),
}


def doubts_in_words(numbers: Numbers) -> list[str]:
    """Why a page asks again, each as a sentence."""
    return [_DOUBTS[doubt](numbers) for doubt in numbers.doubts]


def fault_words() -> dict[Fault, str]:
    """What is wrong with a row, in the language of the reader."""
    return {fault: str(words) for fault, words in FAULT_WORDS.items()}
