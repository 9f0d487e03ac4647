"""Letters as the press takes them. Source: docs/rules/letters.md section 2.4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pbplatform.letters.services import ToPrint
from pbplatform.web.languages import in_language
from pbplatform.web.presentation import long_date
from pbplatform.web.printing import Told
from pbplatform.web.printing.rendering import direction_of
from pbplatform.web.sentences import gettext as _


def sheets(
    letters: Sequence[ToPrint],
    *,
    number: int,
    made_at: datetime,
    place: str,
    help_line: str,
    large: bool,
) -> dict[str, Told]:
    """The data of `templates/print/letter.typ`: each letter in its own language."""
    told: list[Told] = [_sheet(each, number, made_at, place, help_line) for each in letters]
    return {"letters": told, "large": large, "fold_marks": True}


def _sheet(
    letter: ToPrint, number: int, made_at: datetime, place: str, help_line: str
) -> dict[str, Told]:
    with in_language(letter.words.language):
        ends = [_("You get this letter because you left us your address for news of it.")]
        if help_line:
            line = _("Questions, or no more letters? %(help_line)s", help_line=help_line)
            ends.append(line)
        return {
            "language": letter.words.language.split("-", maxsplit=1)[0],
            "direction": direction_of(letter.words.language),
            "sender": place,
            "to": [line for line in (letter.to.name, *letter.to.address.splitlines()) if line],
            "date": long_date(made_at),
            "heading": letter.words.subject,
            "parts": [{"is": "text", "text": text} for text in (letter.words.body, *ends)],
            "footer": _(
                "%(place)s · batch %(batch)s · letter %(letter)s",
                place=place,
                batch=number,
                letter=letter.number,
            ),
        }
