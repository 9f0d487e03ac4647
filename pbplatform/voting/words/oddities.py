"""What is odd before a freeze and before an opening, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.core.money import Currency
from pbplatform.rounds.domain.oddities import Group, Oddity, groups_of, read_fact
from pbplatform.rounds.words.cautions import date_sentence
from pbplatform.web.presentation import money, whole_number
from pbplatform.web.sentences import gettext, ngettext

GROUP_NAMES: dict[Group, LazyString] = {
    Group.PROJECTS: _l("Projects and money"),
    Group.VOTERS: _l("Voters"),
    Group.DATES: _l("Dates"),
    Group.PEOPLE: _l("People"),
    Group.KEY: _l("The key of the box"),
    Group.BOX: _l("The box"),
}


@dataclass(frozen=True)
class OddGroup:
    """What is looked at together, in words."""

    key: str
    name: str
    sentences: list[str]


def odd_groups(odd: Iterable[Oddity], currency: Currency) -> list[OddGroup]:
    """Odd things in words, by what is looked at together."""
    found = list(odd)
    return [
        OddGroup(
            str(group),
            str(GROUP_NAMES[group]),
            [odd_sentence(one, currency) for one in found if one.group == group],
        )
        for group in groups_of(found)
    ]


def fact_names() -> dict[str, object]:
    """What the facts are called that say what was looked at."""
    return {f"odd {group}": name for group, name in GROUP_NAMES.items()}


def fact_in_words(name: str, text: str, currency: Currency) -> str:
    """What was odd in a group, from what a page carried."""
    return " ".join(odd_sentence(one, currency) for one in read_fact(name, text))


def odd_sentence(odd: Oddity, currency: Currency) -> str:
    """One odd thing in words. KeyError: nobody wrote this one, so a stranger did."""
    if odd.group is Group.DATES:
        return date_sentence(odd)
    shown: dict[str, Any] = dict(odd.params)
    for name in [name for name in shown if name.endswith("_minor")]:
        shown[name] = money(int(shown[name]), currency)
    if "last" in shown:  # so many were on the roll; elsewhere a last one is a number of something
        shown["last"] = whole_number(shown["last"])
    return _SENTENCES[odd.code](shown)


def _undecided(shown: dict[str, Any]) -> str:
    return ngettext(
        "%(num)s proposal is not decided yet. After the freeze it cannot come onto the ballot.",
        "%(num)s proposals are not decided yet. After the freeze they cannot come onto the ballot.",
        shown["num"],
    )


def _too_few(shown: dict[str, Any]) -> str:
    return ngettext(
        "A project needs %(needed)s votes, and %(num)s voter is on the roll. No project can win.",
        "A project needs %(needed)s votes, and %(num)s voters are on the roll. No project can win.",
        shown["roll"],
        needed=shown["needed"],
    )


_SENTENCES: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "all_fit": lambda shown: gettext(
        "Every project fits into the money. Together they cost %(together_minor)s of "
        "%(money_minor)s, so nobody has to choose.",
        **shown,
    ),
    "too_dear": lambda shown: gettext(
        "Project %(number)s, “%(title)s”, costs %(cost_minor)s. The round has %(money_minor)s, so "
        "it cannot win.",
        **shown,
    ),
    "for_nothing": lambda shown: gettext(
        "Project %(number)s, “%(title)s”, has a price of nothing. Is that right?", **shown
    ),
    "same_name": lambda shown: gettext(
        "Projects %(numbers)s have the same name, “%(title)s”. People cannot tell them apart.",
        **shown,
    ),
    "condition": lambda shown: gettext(
        "Project %(number)s can be done only if something changes. Its condition is below.", **shown
    ),
    "older_price": lambda shown: gettext(
        "The price of project %(number)s is for an older text than the one on the ballot.", **shown
    ),
    "undecided": _undecided,
    "committee_empty": lambda shown: gettext(
        "No project of the committee “%(name)s” is on the ballot.", **shown
    ),
    "roll_empty": lambda _shown: gettext(
        "Nobody is on the roll yet, so nobody can vote. After the freeze it takes two people to "
        "add voters."
    ),
    "too_few": _too_few,
    "roll_larger": lambda shown: gettext(
        "Voters on the roll: %(roll)s. In the round counted last there were %(last)s. Is there a "
        "nought too many?",
        **shown,
    ),
    "roll_smaller": lambda shown: gettext(
        "Voters on the roll: %(roll)s. In the round counted last there were %(last)s. Is somebody "
        "missing?",
        **shown,
    ),
    "no_auditor": lambda _shown: gettext(
        "There is no auditor. Two people must act after the vote, and one of them is an auditor."
    ),
    "auditor_is_facilitator": lambda _shown: gettext(
        "The only facilitator is the only auditor too. Two people must act after the vote."
    ),
    "auditor_too_new": lambda _shown: gettext(
        "The auditor’s role is public for less than two working days. Until then the auditor "
        "cannot act with you."
    ),
    "auditor_ends": lambda _shown: gettext(
        "The auditor’s role ends before the result is due. Appoint one whose role lasts longer."
    ),
    "no_clerk": lambda _shown: gettext(
        "There is no clerk. Only you can replace a lost letter, together with an auditor."
    ),
    "not_writable": lambda _shown: gettext(
        "The folder for the key cannot be written, so nothing can be frozen. Tell whoever runs the "
        "server."
    ),
    "no_copy": lambda _shown: gettext(
        "Nobody has said where a copy of the key will lie. If the disk breaks, every vote is lost. "
        "Ask whoever runs the server."
    ),
    "nobody_voted": lambda _shown: gettext("No vote is in the box. Nothing can win."),
    "turnout_larger": lambda shown: gettext(
        "%(voted)s of %(roll)s voters voted. In the round counted last %(last_voted)s of "
        "%(last_roll)s did. That is many more.",
        **shown,
    ),
    "turnout_smaller": lambda shown: gettext(
        "%(voted)s of %(roll)s voters voted. In the round counted last %(last_voted)s of "
        "%(last_roll)s did. That is far fewer.",
        **shown,
    ),
    "marks_differ": lambda shown: gettext(
        "Voters marked as having voted: %(marked)s. Votes in the box: %(envelopes)s. These must be "
        "equal.",
        **shown,
    ),
}
