"""The papers of a round in numbers that add up. Source: docs/rules/paper.md section 2.4."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pbplatform.core.undecided import PaperNumbers, paper_numbers
from pbplatform.paper.queries.handing import given_by_how
from pbplatform.paper.words.asides import HOW_WORDS
from pbplatform.rounds.models import Round
from pbplatform.voting.queries.box import close_entry
from pbplatform.web.figures import SummaryRow
from pbplatform.web.presentation import whole_number


def paper_rows(session: Session, round_: Round) -> list[SummaryRow]:
    """Where the papers of a round are; from the close on as its entry has them.

    By how they were given only until the close: the entry does not tell it.
    """
    if round_.close_entry is None:
        numbers, hows = paper_numbers(session, round_.id), given_by_how(session, round_.id)
    else:
        numbers, hows = PaperNumbers.read(close_entry(session, round_)), {}
    rows: list[SummaryRow] = [
        {"key": _("Ballot papers given out"), "value": whole_number(numbers.issued)},
    ]
    if len(hows) > 1:
        rows.extend(
            {"key": _("Of them: %(how)s", how=HOW_WORDS[how]), "value": whole_number(count)}
            for how, count in hows.items()
        )
    return [*rows, *_parts(numbers)]


def _parts(numbers: PaperNumbers) -> list[SummaryRow]:
    return [
        {"key": _("Spoiled, and replaced by another"), "value": whole_number(numbers.spoiled)},
        {"key": _("Given back unused"), "value": whole_number(numbers.unused)},
        {"key": _("Came back with a vote"), "value": whole_number(numbers.returned)},
        {"key": _("Of these, set aside"), "value": whole_number(numbers.set_aside)},
        {"key": _("Not come back"), "value": whole_number(numbers.not_returned)},
    ]
