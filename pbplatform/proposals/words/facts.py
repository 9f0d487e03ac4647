"""What becomes of ideas and proposals, each fact in one sentence.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from collections.abc import Callable

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload, day
from pbplatform.proposals.words.mails import amount
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _


def _idea_published(told: Payload) -> str:
    return _("A new idea: %(title)s.", title=told["title"])


def _first_look(told: Payload) -> str:
    return _("A committee looks at it by %(day)s.", day=long_date(day(told["by"])))


def _idea_claimed(told: Payload) -> str:
    return _(
        "The committee %(committee)s looks after the idea “%(title)s”.",
        committee=told["committee"],
        title=told["title"],
    )


def _idea_handed_back(told: Payload) -> str:
    return _(
        "The committee %(committee)s gave the idea “%(title)s” back; it waits for another one.",
        committee=told["committee"],
        title=told["title"],
    )


def _idea_not_taken(told: Payload) -> str:
    return _("The idea “%(title)s” does not go on.", title=told["title"])


def _idea_reopened(told: Payload) -> str:
    return _(
        "The committee %(committee)s takes the idea “%(title)s” up again.",
        committee=told["committee"],
        title=told["title"],
    )


def _idea_withdrawn(told: Payload) -> str:
    return _(
        "Whoever sent idea %(number)s of %(round)s took it back.",
        number=told["number"],
        round=told["title"],
    )


def _idea_became(told: Payload) -> str:
    return _(
        "The idea “%(title)s” became part of proposal %(number)s.",
        title=told["title"],
        number=told["proposal"],
    )


def _idea_taken_out(told: Payload) -> str:
    return _(
        "The idea “%(title)s” is no part of proposal %(number)s any more: its author took it out.",
        title=told["title"],
        number=told["proposal"],
    )


def _proposal_created(told: Payload) -> str:
    return _("A new proposal: %(title)s.", title=told["title"])


def _proposal_split(told: Payload) -> str:
    return _(
        "Proposal %(before)s was split; the new one is “%(title)s”.",
        before=told["split_from"],
        title=told["title"],
    )


def _proposal_changed(told: Payload) -> str:
    return _("The text of the proposal “%(title)s” changed.", title=told["title"])


def _put_on_ballot(told: Payload) -> str:
    return _("The proposal “%(title)s” goes on the ballot.", title=told["title"])


def _not_this_round(told: Payload) -> str:
    return _("The proposal “%(title)s” is not on the ballot of this round.", title=told["title"])


def _proposal_reopened(told: Payload) -> str:
    return _("The decision on the proposal “%(title)s” is taken up again.", title=told["title"])


def _price_replaced(told: Payload) -> str:
    if not told["after"]:
        return _("The proposal “%(title)s” has no price any more.", title=told["title"])
    if not told["before"]:
        after = amount(told["after"])
        return _("The price of “%(title)s” is now %(after)s.", title=told["title"], after=after)
    return _(
        "The price of the proposal “%(title)s” changed from %(before)s to %(after)s.",
        title=told["title"],
        before=amount(told["before"]),
        after=amount(told["after"]),
    )


def _said(name: str) -> Callable[[Payload], str]:
    return lambda told: str(told[name])


FACTS: dict[str, FactKind] = {
    "proposals:idea_published": FactKind(Topic.IDEAS, _idea_published, _first_look),
    "proposals:idea_public_at_once": FactKind(Topic.IDEAS, _idea_published, _first_look),
    "proposals:idea_claimed": FactKind(Topic.IDEAS, _idea_claimed),
    "proposals:idea_handed_back": FactKind(Topic.IDEAS, _idea_handed_back, _said("words")),
    "proposals:idea_not_taken": FactKind(Topic.IDEAS, _idea_not_taken, _said("words")),
    "proposals:idea_reopened": FactKind(Topic.IDEAS, _idea_reopened, _said("words")),
    "proposals:idea_withdrawn": FactKind(Topic.IDEAS, _idea_withdrawn),
    "proposals:idea_became": FactKind(Topic.IDEAS, _idea_became),
    "proposals:idea_taken_out": FactKind(Topic.IDEAS, _idea_taken_out),
    "proposals:proposal_created": FactKind(Topic.IDEAS, _proposal_created),
    "proposals:proposal_split": FactKind(Topic.IDEAS, _proposal_split),
    "proposals:proposal_changed": FactKind(Topic.IDEAS, _proposal_changed, _said("reason")),
    "proposals:put_on_ballot": FactKind(Topic.IDEAS, _put_on_ballot, _said("words")),
    "proposals:not_this_round": FactKind(Topic.IDEAS, _not_this_round, _said("words")),
    "proposals:proposal_reopened": FactKind(Topic.IDEAS, _proposal_reopened, _said("words")),
    "proposals:price_replaced": FactKind(Topic.IDEAS, _price_replaced, _said("words")),
}
