"""When letters of a round were made, by whom, and how often, for whoever prints.

Source: docs/rules/printing.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence

from pbplatform.accounts.words.roles import role_name
from pbplatform.paper.queries.printed import LettersMade
from pbplatform.web.presentation import clock_time, long_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def made_lines(found: Sequence[LettersMade]) -> list[str]:
    """A line for each thing that the log tells, newest first."""
    return [
        _(
            "%(day)s, %(time)s: %(what)s %(who)s.",
            day=long_date(each.at),
            time=clock_time(each.at),
            what=_what(each),
            who=each.name or role_name(each.role),
        )
        for each in found
    ]


def _what(each: LettersMade) -> str:
    if each.file is not None:
        return str(_("The key of file %(number)s was taken.", number=each.file))
    if each.again:
        told: str = ngettext(
            "%(num)s letter was cancelled and made again.",
            "%(num)s letters were cancelled and made again.",
            each.letters,
        )
        return told
    return _made(each.letters)


def _made(letters: int) -> str:
    told: str = ngettext("%(num)s letter was made.", "%(num)s letters were made.", letters)
    return told


def made_in_all(found: Sequence[LettersMade]) -> str:
    """How many letters the list makes together, and how many of them again."""
    files = [each for each in found if each.file is None]
    total = sum(each.letters for each in files)
    again = sum(each.letters for each in files if each.again)
    told = _made(total)
    if not again:
        return told
    more = ngettext("%(num)s of them was made again.", "%(num)s of them were made again.", again)
    return f"{told} {more}"
