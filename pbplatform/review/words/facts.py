"""Prices, and what teams found wrong, each fact in one sentence.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload
from pbplatform.proposals.words.mails import amount
from pbplatform.review.kinds import Feasibility
from pbplatform.web.sentences import gettext as _


def _price_given(told: Payload) -> str:
    named = {"team": told["team_name"], "title": told["title"]}
    if told["verdict"] == Feasibility.NO:
        return _("%(team)s says that “%(title)s” cannot be done.", **named)
    if not told["price"]:
        return _("%(team)s answered about “%(title)s”, without a price yet.", **named)
    price = amount(told["price"])
    if told["verdict"] == Feasibility.YES:
        return _("%(team)s says that “%(title)s” can be done, for %(price)s.", **named, price=price)
    return _(
        "%(team)s says that “%(title)s” can be done if it is changed, for %(price)s.",
        **named,
        price=price,
    )


def _found_wrong(told: Payload) -> str:
    return _(
        "%(team)s says that something about “%(title)s” is no longer right.",
        team=told["team_name"],
        title=told["title"],
    )


def _stays(told: Payload) -> str:
    return _("“%(title)s” stays on the ballot as it is.", title=told["title"])


def _reason(told: Payload) -> str:
    return str(told["reason"])


FACTS: dict[str, FactKind] = {
    "review:price_given": FactKind(Topic.IDEAS, _price_given),
    "review:found_wrong": FactKind(Topic.VOTING, _found_wrong, _reason),
    "review:stays_on_ballot": FactKind(Topic.VOTING, _stays, _reason),
}
