"""The papers of a round in numbers that add up. Source: docs/rules/paper.md section 2.4."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pbplatform.core.undecided import PaperNumbers, paper_numbers
from pbplatform.paper.kinds import How
from pbplatform.paper.queries.handing import given_by_how
from pbplatform.paper.words.asides import HOW_WORDS
from pbplatform.rounds.models import Round
from pbplatform.voting.queries.box import close_entry
from pbplatform.web.figures import SummaryRow
from pbplatform.web.presentation import whole_number


def _numbers(session: Session, round_: Round) -> PaperNumbers:
    if round_.close_entry is None:
        return paper_numbers(session, round_.id)
    return PaperNumbers.read(close_entry(session, round_))


def paper_rows(session: Session, round_: Round) -> list[SummaryRow]:
    """Where the papers of a round are; from the close on as its entry has them.

    By how they were given only until the close: the entry does not tell it.
    """
    numbers = _numbers(session, round_)
    hows = given_by_how(session, round_.id) if round_.close_entry is None else {}
    rows: list[SummaryRow] = [
        {"key": _("Ballot papers given out"), "value": whole_number(numbers.issued)},
    ]
    if numbers.conditional:  # the entry of the close tells of these, by what became of them
        hows = {how: hows[how] for how in hows if how is not How.CONDITION}
    if len(hows) > 1:
        rows.extend(
            {"key": _("Of them: %(how)s", how=HOW_WORDS[how]), "value": whole_number(count)}
            for how, count in hows.items()
        )
    return [*rows, *_conditional(numbers), *_beyond(numbers), *_parts(numbers)]


def sum_words(session: Session, round_: Round) -> str:
    """How the numbers of `paper_rows` add up, in one sentence."""
    numbers = _numbers(session, round_)
    if numbers.more_open:
        return str(_("More papers came back than were given out. Two people decide about them."))
    if numbers.more:
        return str(
            _(
                "Given out + more than were given out = spoiled + unused + came back + not come "
                "back."
            )
        )
    return str(_("Given out = spoiled + unused + came back + not come back."))


def _conditional(numbers: PaperNumbers) -> list[SummaryRow]:
    """Those given under a condition, by what became of them; nothing where there was none."""
    if not numbers.conditional:
        return []
    undecided = numbers.conditional - numbers.conditional_counted - numbers.conditional_refused
    told = [
        (_("Of them: Given under a condition"), numbers.conditional),
        (_("Under a condition, and counts"), numbers.conditional_counted),
        (_("Under a condition, and does not count"), numbers.conditional_refused),
        *([(_("Under a condition, and not decided"), undecided)] if undecided else []),
    ]
    return [{"key": key, "value": whole_number(count)} for key, count in told]


def _beyond(numbers: PaperNumbers) -> list[SummaryRow]:
    """Those that came back beyond those given out; nothing where there was none."""
    told = [
        (_("More than were given out, as two people decided"), numbers.more),
        (_("More than were given out, and not decided"), numbers.more_open),
    ]
    return [{"key": key, "value": whole_number(count)} for key, count in told if count]


def _parts(numbers: PaperNumbers) -> list[SummaryRow]:
    return [
        {"key": _("Spoiled, and replaced by another"), "value": whole_number(numbers.spoiled)},
        {"key": _("Given back unused"), "value": whole_number(numbers.unused)},
        {"key": _("Came back with a vote"), "value": whole_number(numbers.returned)},
        {"key": _("Of these, set aside"), "value": whole_number(numbers.set_aside)},
        {"key": _("Not come back"), "value": whole_number(numbers.not_returned)},
    ]
