"""The papers of a round in numbers that add up. Source: docs/rules/paper.md section 2.4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pbplatform.core.undecided import PaperNumbers, paper_numbers
from pbplatform.paper.kinds import How
from pbplatform.paper.queries.handing import given_by_how
from pbplatform.paper.words.asides import HOW_WORDS
from pbplatform.rounds.models import Round
from pbplatform.voting.queries.box import close_entry
from pbplatform.web.figures import SummaryRow
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _


@dataclass(frozen=True)
class Account:
    """The papers of a round, read once for a page.

    Attributes:
        by_how: how they were given; empty from the close on, for its entry does not tell it.
    """

    numbers: PaperNumbers
    by_how: Mapping[How, int]


def account_of(session: Session, round_: Round) -> Account:
    """The papers of a round; from the close on as its entry has them."""
    if round_.close_entry is not None:
        return Account(PaperNumbers.read(close_entry(session, round_)), {})
    return Account(paper_numbers(session, round_.id), given_by_how(session, round_.id))


def paper_rows(account: Account) -> list[SummaryRow]:
    """Where the papers of a round are."""
    numbers, hows = account.numbers, dict(account.by_how)
    rows: list[SummaryRow] = [
        {"key": _("Ballot papers given out"), "value": whole_number(numbers.issued)},
    ]
    if numbers.conditional:  # what became of these stands in rows of their own
        hows.pop(How.CONDITION, None)
    if len(account.by_how) > 1:
        rows.extend(
            {"key": _("Of them: %(how)s", how=HOW_WORDS[how]), "value": whole_number(count)}
            for how, count in hows.items()
        )
    return [*rows, *_conditional(numbers), *_beyond(numbers), *_parts(numbers)]


def sum_words(numbers: PaperNumbers) -> str:
    """How the numbers of `paper_rows` add up, in one sentence."""
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
