"""The statement of account in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.money import Currency
from pbplatform.delivery.domain.account import Account, Fate, Part, Winner
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.web.presentation import money
from pbplatform.web.sentences import gettext, word_of

_PARTS = {
    Part.MONEY: _l("Money of the round"),
    Part.ADDED: _l("Added to budget lines, beyond the cost on the ballot"),
    Part.OVERSPENT: _l("Spent beyond a budget line"),
    Part.BEYOND: _l("Won beyond the money of the round"),
    Part.SPENT: _l("Spent"),
    Part.TO_SPEND: _l("Given to projects, not spent yet"),
    Part.WAITS_FOR_CERTIFICATE: _l("Waits for the certificate"),
    Part.WAITS_FOR_LINE: _l("Waits for a budget line"),
    Part.FREED: _l("Given less than the cost on the ballot"),
    Part.NOT_NEEDED: _l("Not needed by projects that are open"),
    Part.CAME_BACK: _l("Came back from stopped projects"),
    Part.LEFT: _l("Left after the count"),
}


def part_name(part: Part) -> str:
    """A row of the statement."""
    return word_of("parts of accounts", _PARTS, part)


def rest_words(winner: Winner, currency: Currency) -> str:
    """What becomes of a winner's money that is not spent."""
    rest = money(winner.unspent_minor, currency)
    if winner.fate is Fate.WAITS_FOR_CERTIFICATE:
        return gettext("Waits for the certificate")
    if winner.fate is Fate.WAITS_FOR_LINE:
        return gettext("Waits for a budget line")
    if over := winner.parts().get(Part.OVERSPENT):
        return gettext("%(money)s more spent than its line has", money=money(over, currency))
    if winner.unspent_minor == 0:
        return gettext("All is spent")
    return {
        Fate.GOING: gettext("%(money)s not spent yet", money=rest),
        Fate.OPEN: gettext("%(money)s not needed", money=rest),
        Fate.STOPPED: gettext("Stopped: %(money)s came back", money=rest),
    }[winner.fate]


def free_words(account: Account, rule: str, currency: Currency) -> list[str]:
    """What nobody is about to spend, and where that goes by the rule of the round."""
    if not account.free_minor:
        return [gettext("Nothing is left today.")]
    free = money(account.free_minor, currency)
    told = gettext("%(money)s is free today: no project is to spend it.", money=free)
    where = {
        MoneyLeft.NOT_SAID: gettext("The rules of this round do not say what happens to it."),
        MoneyLeft.BUDGET: gettext("By the rules of this round it goes back to the budget."),
        MoneyLeft.NEXT_ROUND: gettext("By the rules of this round it goes into the next round."),
        MoneyLeft.NEXT_PROJECT: gettext(
            "By the rules of this round it goes to the next project on the list that fits."
        ),
    }[MoneyLeft(rule)]
    if MoneyLeft(rule) is not MoneyLeft.NEXT_PROJECT:
        return [told, where]
    return [told, where, _next_words(account, currency)]


def _next_words(account: Account, currency: Currency) -> str:
    following = account.next_that_fits
    if following is None:
        return gettext("No project on the list fits today.")
    return gettext(
        "First on the list that fits: project %(number)s, “%(title)s”, for %(cost)s. It has no "
        "budget line by that alone.",
        number=following.number,
        title=following.title,
        cost=money(following.cost_minor, currency),
    )
