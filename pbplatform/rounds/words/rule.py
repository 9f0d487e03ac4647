"""A counting rule in words, step by step. Source: docs/rules/rounds.md section 6.

Every sentence reads a parameter of the rule; what no sentence tells is in the frozen document.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from pbplatform.core.money import Currency
from pbplatform.counting.rulebook import (
    Completion,
    Family,
    Leftover,
    Misfit,
    Rule,
    Stop,
    Threshold,
    ThresholdKind,
    TieBreak,
    Utility,
)
from pbplatform.web.presentation import money, percent
from pbplatform.web.sentences import gettext as _

_LOT_AFTER: dict[tuple[TieBreak, ...], LazyString] = {
    (): _l("Between equal projects a public lot decides."),
    (TieBreak.LOWER_COST,): _l(
        "Of equal projects the cheaper goes first; then a public lot decides."
    ),
    (TieBreak.MORE_VOTES,): _l(
        "Of equal projects the one with more votes goes first; then a public lot decides."
    ),
    (TieBreak.LOWER_COST, TieBreak.MORE_VOTES): _l(
        "Of equal projects the cheaper goes first, then the one with more votes. Then a public lot "
        "decides."
    ),
    (TieBreak.MORE_VOTES, TieBreak.LOWER_COST): _l(
        "Of equal projects the one with more votes goes first, then the cheaper. Then a public lot "
        "decides."
    ),
}


def rule_sentences(rule: Rule, currency: Currency) -> list[str]:
    """How votes become winners, in the order in which it is done."""
    return list(_sentences(rule, currency))


def beyond_the_fund(rule: Rule) -> str:
    """What it means by this rule that somebody chose projects for more than there is."""
    if rule.family == Family.EQUAL_SHARES:
        how = _(
            "Projects win that enough people pay for by their shares, so not all of yours can win."
        )
    elif rule.misfit == Misfit.SKIP:
        how = _("We take projects in order and those that fit win, so not all of yours can win.")
    else:
        how = _("Projects win in order until one does not fit, so not all of yours can win.")
    return " ".join((_("That is allowed, and your vote counts for each of them."), how))


def _sentences(rule: Rule, currency: Currency) -> Iterator[str]:
    for threshold in rule.thresholds:
        yield from _needed(threshold)
    if rule.family == Family.EQUAL_SHARES:
        yield from _equal_shares(rule, currency)
    else:
        yield from _greedy(rule)
    if rule.ties in _LOT_AFTER:
        yield _ties(rule)
    if _has_more(rule):
        yield _("There is more to this rule. It is written out in the document of this round.")


def _greedy(rule: Rule) -> Iterator[str]:
    if rule.family == Family.VOTES_GREEDY:
        yield _("Projects are taken in order of their votes, the most votes first.")
    else:
        yield _("We divide the votes of each project by its cost. The highest number goes first.")
    if rule.last_project_percent is not None:
        yield _(
            "A project that does not fit still wins if at least %(percent)s of its cost is left. "
            "Then the count ends.",
            percent=percent(rule.last_project_percent, 100),
        )
    if rule.misfit == Misfit.SKIP:
        yield _(
            "A project that costs more than what is left is passed over, and the next one is tried."
        )
    else:
        yield _("At the first project that costs more than what is left, the count ends.")


def _equal_shares(rule: Rule, currency: Currency) -> Iterator[str]:
    yield _("Everyone who votes gets the same share of the money.")
    yield _(
        "A project wins when the people who chose it can pay for it together. Each pays the same, "
        "or all they have left when that is less."
    )
    if rule.utility == Utility.COST:
        yield _(
            "The project whose cost is shared by the most people goes first. Someone who can pay "
            "only a part counts as a part."
        )
    else:
        yield _("The project that asks the least of each person goes first.")
    if rule.completion == Completion.ADD1:
        yield from _again(rule, money(rule.increment_minor, currency))
    if rule.top_up:
        yield from _top_up(rule)
    else:
        yield _("Money that is left then is not spent.")
    if rule.comparison:
        yield _(
            "At the end we look at most votes first. If more people get more of what they chose "
            "that way, that result stands."
        )


def _again(rule: Rule, step: str) -> Iterator[str]:
    if rule.stop == Stop.OVERSPEND:
        yield _(
            "Then we count again with %(step)s more for everyone, and again. We stop before the "
            "winners would cost more than there is to spend.",
            step=step,
        )
    else:
        yield _(
            "Then we count again with %(step)s more for everyone, and again. We stop when no other "
            "project fits, or before the winners would cost more than there is to spend.",
            step=step,
        )


def _top_up(rule: Rule) -> Iterator[str]:
    if rule.misfit == Misfit.SKIP:
        yield _(
            "Money that is left goes to the other projects, most votes first. One that costs more "
            "than what is left is passed over."
        )
    else:
        yield _(
            "Money that is left goes to the other projects, most votes first. It ends at the first "
            "one that costs more than what is left."
        )


def _needed(threshold: Threshold) -> Iterator[str]:
    part, whole = threshold.numerator, threshold.denominator
    if threshold.kind == ThresholdKind.SHARE:
        yield _(
            "A project can win if at least %(part)s of every %(whole)s people who vote choose it.",
            part=part,
            whole=whole,
        )
    elif threshold.kind == ThresholdKind.COST_RELATIVE:
        yield _(
            "The more a project costs, the more votes it needs. To take all the money it needs "
            "%(part)s of every %(whole)s people who vote.",
            part=part,
            whole=whole,
        )
    else:
        yield ngettext(
            "A project can win if it has at least %(num)s vote.",
            "A project can win if it has at least %(num)s votes.",
            part,
        )


def _ties(rule: Rule) -> str:
    # With equal votes and equal cost, more votes cannot settle anything.
    by_votes = rule.family == Family.VOTES_GREEDY
    if by_votes and rule.ties[:1] == (TieBreak.LOWER_COST,):
        return str(_("With equal votes the cheaper project goes first; then a public lot decides."))
    return str(_LOT_AFTER[rule.ties])


def _has_more(rule: Rule) -> bool:
    """Whether the rule has a part that no sentence here tells."""
    unusual = rule.conflicts or rule.caps or rule.positions or rule.ties not in _LOT_AFTER
    rounded = rule.completion == Completion.ADD1 and rule.start_whole
    return bool(unusual or rounded or rule.leftover != Leftover.RETURN)
