"""Mails about things that were carried over, and the same news for those who follow."""

from __future__ import annotations

from pbplatform.carry.kinds import OriginKind
from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import MailKind, Payload, day, showing
from pbplatform.proposals.words.mails import yours_of_author
from pbplatform.web.sentences import gettext as _


def _became(payload: Payload) -> dict[str, object]:
    names = ("number", "title", "words", "round", "point", "path")
    return {**showing(*names, by=day)(payload), "yours": yours_of_author(payload)}


def _again(payload: Payload) -> dict[str, object]:
    shown = showing("number", "title", "round", "path")(payload)
    return {**shown, "was_point": payload["was"] == OriginKind.POINT}


MAILS: dict[str, MailKind] = {
    "carry:point_became": MailKind("carry/point_became.txt", _became),
    "carry:carried_on": MailKind(
        "carry/carried_on.txt",
        showing("number", "title", "round", "path", "project", "yours", by=day),
    ),
    "carry:idea_again": MailKind("carry/idea_again.txt", _again),
}


def _line(payload: Payload) -> str:
    told = {name: payload[name] for name in ("title", "number", "round")}
    if payload["was"] == OriginKind.POINT:
        return str(_("“%(title)s”, a point before, is now idea %(number)s of %(round)s.", **told))
    return str(_("“%(title)s” is an idea again: idea %(number)s of %(round)s.", **told))


FACTS: dict[str, FactKind] = {"carry:idea_again": FactKind(Topic.IDEAS, _line)}
