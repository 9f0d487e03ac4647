"""What happens to money of a round that its winners do not need, in words."""

from __future__ import annotations

from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.web.sentences import gettext


def money_left_sentence(rule: str) -> str:
    """The rule of a round (docs/rules/rounds.md section 10) as everybody reads it."""
    return {
        MoneyLeft.NOT_SAID: gettext(
            "The rules of this round do not say what happens to money that is left."
        ),
        MoneyLeft.BUDGET: gettext("Money that is left goes back to the budget of the place."),
        MoneyLeft.NEXT_ROUND: gettext("Money that is left goes into the next round."),
        MoneyLeft.NEXT_PROJECT: gettext(
            "Money that is left goes to the next project on the list of the count that fits."
        ),
    }[MoneyLeft(rule)]
