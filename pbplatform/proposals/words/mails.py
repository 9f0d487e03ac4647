"""Mails to authors: what became of their ideas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pbplatform.core.mails import MailKind, Payload, day, instant, quotable, showing
from pbplatform.core.money import Currency
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS, RULE_WORDS
from pbplatform.web.presentation import money


def yours_of_author(payload: Payload) -> str:
    """The page of an author without an account: only the link in their mail leads there."""
    token = payload.get("token")
    return f"{payload['path'].rpartition('/')[0]}/author/{token}" if token else ""


def _told(fact: str, *names: str, **read: Callable[[Any], object]) -> MailKind:
    """An author's mail; each shows number and title of the idea, and leads to its page."""
    shows = showing("number", "title", "path", *names, **read)
    return MailKind(
        f"proposals/{fact}.txt",
        lambda payload: {**shows(payload), "yours": yours_of_author(payload)},
    )


def amount(told: str) -> str:
    """An amount that a payload holds as `1800000 GBP 2`, as people read it; empty for none."""
    if not told:
        return ""
    minor, code, exponent = told.split()
    return money(int(minor), Currency(code, int(exponent)))


def _reason(code: str) -> object:
    return NOT_TAKEN_WORDS[code] if code else ""


def _draft_link(payload: Payload) -> dict[str, object]:
    """Whoever typed the title is not known: it is quoted."""
    return {
        "title": quotable(payload["title"]),
        "goes_to": payload["goes_to"],
        "carry_on": f"{payload['path']}?draft={payload['token']}",
        "end": instant(payload["until"]),
    }


MAILS: dict[str, MailKind] = {
    "proposals:draft_link": MailKind("drafts/link.txt", _draft_link),
    "proposals:idea_sent": _told("idea_sent", by=day),
    "proposals:idea_published": _told("idea_published", by=day),
    "proposals:idea_public_at_once": _told("idea_public_at_once", by=day, read_by=day),
    "proposals:idea_refused": _told("idea_refused", "words", rule=RULE_WORDS.__getitem__, by=day),
    "proposals:idea_refused_again": _told(
        "idea_refused_again", "words", rule=RULE_WORDS.__getitem__
    ),
    "proposals:idea_claimed": _told("idea_claimed", "committee", by=day),
    "proposals:idea_handed_back": _told("idea_handed_back", "committee", "words"),
    "proposals:idea_not_taken": _told("idea_not_taken", "words", reason=_reason),
    "proposals:idea_reopened": _told("idea_reopened", "committee", "words", by=day),
    "proposals:idea_plea": _told("idea_plea", by=day),
    "proposals:idea_plea_declined": _told("idea_plea_declined", "words"),
    "proposals:idea_became": _told("idea_became", "proposal"),
    "proposals:idea_joined": _told("idea_joined", "proposal", "others", by=day),
    "proposals:join_objected": MailKind(
        "proposals/join_objected.txt", showing("number", "proposal", "path")
    ),
    "proposals:proposal_split": _told("proposal_split", "proposal", "new", "new_path"),
    "proposals:put_on_ballot": _told("put_on_ballot", "proposal", "words"),
    "proposals:proposal_reopened": _told("proposal_reopened", "proposal", "words", "left"),
    "proposals:price_replaced": _told(
        "price_replaced", "proposal", "team", "words", before=amount, after=amount
    ),
    "proposals:not_this_round": _told("not_this_round", "proposal", "words", reason=_reason),
}
