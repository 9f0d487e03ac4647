"""What would have been enough for a project that did not win, as sentences.

Source: docs/rules/results.md section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pbplatform.core.money import Currency
from pbplatform.web.presentation import money
from pbplatform.web.presentation import number as shown_number
from pbplatform.web.sentences import gettext, ngettext


def enough_words(numbers: Mapping[str, Any], currency: Currency) -> str:
    """More votes, a lower cost, or neither; empty where it was not worked out.

    That nothing smaller is enough is said only where the rule is proved to be so.
    """
    found = numbers.get("enough")
    if found is None:
        return ""
    votes, cost = found["votes"], found["cost_minor"]
    if votes is None and cost is None:
        return str(
            gettext("We looked for more votes or a lower cost that would help, and found none.")
        )
    told = [_smallest(votes, cost)] if found["least"] else []
    return " ".join([*_what(votes, cost, currency), *told])


def _what(votes: int | None, cost: int | None, currency: Currency) -> list[str]:
    said = []
    if votes is not None:
        said.append(
            ngettext(
                "If %(votes)s more person had voted for this project and no other, it would have "
                "won.",
                "If %(votes)s more people had voted for this project and no other, it would have "
                "won.",
                votes,
                votes=shown_number(votes),
            )
        )
    if cost is not None and votes is not None:
        said.append(
            gettext("At a cost of %(cost)s it would have won too.", cost=money(cost, currency))
        )
    elif cost is not None:
        said.append(gettext("At a cost of %(cost)s it would have won.", cost=money(cost, currency)))
    return [str(sentence) for sentence in said]


def _smallest(votes: int | None, cost: int | None) -> str:
    if votes is not None and cost is not None:
        return str(gettext("Fewer people or a higher cost would not have been enough."))
    if votes is not None:
        return str(gettext("Fewer people would not have been enough."))
    return str(gettext("At a higher cost it would not."))
