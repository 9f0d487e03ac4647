"""Why a project won or did not, as a sentence: one function for each reason code of a count.

Source: docs/rules/results.md section 2, docs/rules/counting.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pbplatform.core.money import Currency
from pbplatform.counting.result import Reason
from pbplatform.results.domain.share_sums import ShareSums
from pbplatform.web.presentation import money
from pbplatform.web.presentation import number as shown_number
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


@dataclass(frozen=True)
class Told:
    """What a sentence is made from: a row of the result and the round's currency.

    Attributes:
        topped_up: it won by most votes with what shares had left over.
    """

    votes: int
    cost_minor: int
    currency: Currency
    numbers: Mapping[str, Any]
    topped_up: bool = False

    def amount(self, name: str) -> str:
        """A sum of money among the numbers, as people read it."""
        return money(int(self.numbers[name]), self.currency)

    def exactly(self, name: str) -> Fraction:
        """A number that may be a fraction, written `p/q`."""
        return Fraction(str(self.numbers[name]))

    @property
    def paid_by_shares(self) -> bool:
        """As of the row (`ResultRow.paid_by_shares`)."""
        return "price" in self.numbers

    @property
    def votes_text(self) -> str:
        return shown_number(self.votes)


def _funded(told: Told) -> str:
    if told.paid_by_shares:
        return _funded_by_shares(told)
    if told.topped_up:
        return _topped_up(told)
    if int(told.numbers["position"]) == 1:
        return ngettext(
            "It was first, with %(votes)s vote. After it %(left)s was left.",
            "It was first, with %(votes)s votes. After it %(left)s was left.",
            told.votes,
            votes=told.votes_text,
            left=told.amount("left_minor"),
        )
    return ngettext(
        "It was number %(position)s, with %(votes)s vote, and there was enough money for it. "
        "After it %(left)s was left.",
        "It was number %(position)s, with %(votes)s votes, and there was enough money for it. "
        "After it %(left)s was left.",
        told.votes,
        position=told.numbers["position"],
        votes=told.votes_text,
        left=told.amount("left_minor"),
    )


def _funded_by_shares(told: Told) -> str:
    price = told.exactly("price")
    counted = counted_as(told.cost_minor, price, told.votes)
    if counted == told.votes:
        return ngettext(
            "It was number %(position)s. The %(votes)s person who chose it paid %(price)s for it.",
            "It was number %(position)s. The %(votes)s people who chose it shared its cost, "
            "%(price)s each.",
            told.votes,
            position=told.numbers["position"],
            votes=told.votes_text,
            price=money(round(price), told.currency),
        )
    return _(
        "It was number %(position)s. Some of the %(votes)s people who chose it had spent part of "
        "their share on earlier winners, so it counted as %(counted)s. "
        "What they had left was enough for its cost.",
        position=told.numbers["position"],
        votes=told.votes_text,
        counted=shown_number(counted),
    )


def counted_as(cost_minor: int, price: Fraction, votes: int) -> int:
    """How many people a winner of Equal Shares counted as: its cost by the price for each.

    Source: docs/rules/results.md section 2.
    """
    return round(cost_minor / price) if price else votes


def _topped_up(told: Told) -> str:
    return ngettext(
        "It was number %(position)s. Money was left over from the shares and went to the projects "
        "with the most votes. It had %(votes)s vote, and there was enough money for it.",
        "It was number %(position)s. Money was left over from the shares and went to the projects "
        "with the most votes. It had %(votes)s votes, and there was enough money for it.",
        told.votes,
        position=told.numbers["position"],
        votes=told.votes_text,
    )


def _funded_from_reserve(told: Told) -> str:
    return _(
        "It was number %(position)s. %(left)s was left, and a reserve paid the other %(reserve)s.",
        position=told.numbers["position"],
        left=told.amount("left_minor"),
        reserve=told.amount("reserve_minor"),
    )


def _below_threshold(told: Told) -> str:
    needed = told.exactly("needed")
    least = -(-needed.numerator // needed.denominator)
    return _(
        "It needed at least %(needed)s to be counted at all, and got %(got)s.",
        needed=shown_number(least),
        got=shown_number(int(told.numbers["got"])),
    )


def _did_not_fit(told: Told) -> str:
    if "shares" in told.numbers:
        left = told.amount("left_minor")
        rest = _("The last %(left)s of the fund was too little as well.", left=left)
        return f"{_shares_spent(told)} {rest}"
    return _(
        "When its turn came %(left)s was left. It was short by %(missing)s.",
        left=told.amount("left_minor"),
        missing=told.amount("missing_minor"),
    )


def _stopped_before(told: Told) -> str:
    return _(
        "The count ended at project %(number)s, which had more votes and did not fit. "
        "The rule goes no further.",
        number=told.numbers["stopped_at"],
    )


def _conflict_with(told: Told) -> str:
    return _(
        "Only one of two can be done, and project %(number)s won.",
        number=told.numbers["winner"],
    )


def _cap_reached(told: Told) -> str:
    return _(
        "Its area or subject had a limit of %(limit)s, and the winners before it used so much "
        "that it was short by %(missing)s.",
        limit=told.amount("limit_minor"),
        missing=told.amount("missing_minor"),
    )


def _withdrawn(_told: Told) -> str:
    return _("It was withdrawn before the count.")


def _supporters_spent(told: Told) -> str:
    if "shares" in told.numbers:
        return _shares_spent(told)
    return _(
        "Its supporters had %(left)s of their shares left. It was short by %(missing)s.",
        left=told.amount("left_minor"),
        missing=told.amount("missing_minor"),
    )


def _shares_spent(told: Told) -> str:
    sums = ShareSums.of(told.numbers["shares"], told.cost_minor, told.currency.unit)
    had, short = money(sums.had, told.currency), money(sums.short, told.currency)
    if not told.numbers["shares"]["spent_on"]:
        return _(
            "The people who chose it had %(had)s together. It was short by %(short)s.",
            had=had,
            short=short,
        )
    if not sums.left:
        return _(
            "The people who chose it had %(had)s together and spent all of it on projects that "
            "won.",
            had=had,
        )
    return _(
        "The people who chose it had %(had)s together. They spent %(spent)s of that on projects "
        "that won. The %(left)s left was %(short)s short of its cost.",
        had=had,
        spent=money(sums.spent, told.currency),
        left=money(sums.left, told.currency),
        short=short,
    )


def _no_supporters(_told: Told) -> str:
    return _("Nobody voted for it.")


_SENTENCES: dict[Reason, Callable[[Told], str]] = {
    Reason.FUNDED: _funded,
    Reason.FUNDED_FROM_RESERVE: _funded_from_reserve,
    Reason.BELOW_THRESHOLD: _below_threshold,
    Reason.DID_NOT_FIT: _did_not_fit,
    Reason.STOPPED_BEFORE: _stopped_before,
    Reason.CONFLICT_WITH: _conflict_with,
    Reason.CAP_REACHED: _cap_reached,
    Reason.WITHDRAWN: _withdrawn,
    Reason.SUPPORTERS_SPENT: _supporters_spent,
    Reason.NO_SUPPORTERS: _no_supporters,
}


def why(reason: str, told: Told) -> str:
    """The sentence for a reason code with its numbers.

    Raises:
        ValueError: there is no such reason.
        KeyError: a number that the sentence needs is missing.
    """
    return _SENTENCES[Reason(reason)](told)


_SETTLED: dict[str, Callable[[], str]] = {
    "lower-cost": lambda: _("the lower cost goes first"),
    "more-votes": lambda: _("the one with more votes goes first"),
    "lot": lambda: _("by the lot, with the number that was rolled in public"),
    "file-order": lambda: _("in the order in which the list had them"),
}


def how_settled(ways: list[str]) -> list[str]:
    """How a tie was put in order, in words, in the order in which the ways were tried."""
    return [_SETTLED[way]() for way in ways]
