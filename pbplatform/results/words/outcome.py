"""What a counted round came to, in short: who won, and what became of the money.

Source: docs/rules/results.md section 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pbplatform.core.money import Currency
from pbplatform.results import queries
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.web.presentation import money
from pbplatform.web.sentences import gettext


@dataclass(frozen=True)
class Outcome:
    """The outcome of a round as pages of other slices show it.

    Attributes:
        winners: numbers of the projects that won, in the order in which they won.
    """

    winners: tuple[int, ...]
    money_sentence: str

    def in_order(self, projects: Sequence[BallotProject]) -> list[BallotProject]:
        """Winners in the order in which they won, then the others by number."""
        place = {number: at for at, number in enumerate(self.winners)}
        return sorted(projects, key=lambda one: (place.get(one.number, len(place)), one.number))


def outcome_of(session: Session, round_: Round) -> Outcome | None:
    """The outcome of a round; None until it is counted."""
    result = queries.result_of(session, round_.id)
    if result is None:
        return None
    winners = queries.winners_of(session, round_.id)
    return Outcome(
        winners=tuple(row.number for row, _project in winners),
        money_sentence=money_sentence(
            result.budget_minor, result.spent_minor, round_.currency, round_.money_left
        ),
    )


def money_sentence(budget_minor: int, spent_minor: int, currency: Currency, rule: str) -> str:
    """What is spent, what is left, and where that goes by the rule of the round."""
    left = budget_minor - spent_minor
    told = gettext(
        "%(spent)s of %(budget)s will be spent.",
        spent=money(spent_minor, currency),
        budget=money(budget_minor, currency),
    )
    if left <= 0:
        nothing = gettext("Nothing is left.")
        return f"{told} {nothing}"
    return f"{told} {_left_sentence(rule, money(left, currency))}"


def _left_sentence(rule: str, left: str) -> str:
    """What is left, and where it goes (docs/rules/rounds.md section 10)."""
    return {
        MoneyLeft.NOT_SAID: gettext(
            "%(left)s is left. The rules of this round do not say what happens to it.", left=left
        ),
        MoneyLeft.BUDGET: gettext(
            "%(left)s is left. It goes back to the budget of the place.", left=left
        ),
        MoneyLeft.NEXT_ROUND: gettext("%(left)s is left. It goes into the next round.", left=left),
        MoneyLeft.NEXT_PROJECT: gettext(
            "%(left)s is left. It goes to the next project on the list that fits.", left=left
        ),
    }[MoneyLeft(rule)]
