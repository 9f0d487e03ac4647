"""What would have been enough for a project that did not win, as sentences.

Source: docs/rules/results.md section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, gettext, ngettext

from pbplatform.core.money import Currency
from pbplatform.core.presentation import money


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
                "%(votes)s more vote, for it alone, would have been enough.",
                "%(votes)s more votes, for it alone, would have been enough.",
                votes,
                votes=format_decimal(votes),
            )
        )
    if cost is not None and votes is not None:
        said.append(gettext("So would a cost of %(cost)s.", cost=money(cost, currency)))
    elif cost is not None:
        said.append(
            gettext("A cost of %(cost)s would have been enough.", cost=money(cost, currency))
        )
    return [str(sentence) for sentence in said]


def _smallest(votes: int | None, cost: int | None) -> str:
    if votes is not None and cost is not None:
        return str(gettext("Fewer votes or a higher cost would not."))
    if votes is not None:
        return str(gettext("Fewer would not."))
    return str(gettext("A higher one would not."))
