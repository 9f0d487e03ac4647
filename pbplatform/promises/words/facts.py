"""What residents say of what was promised, each fact in one sentence.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Audience, FactKind, Topic
from pbplatform.core.mails import Payload, day
from pbplatform.promises.kinds import ReplyKind
from pbplatform.promises.queries.audiences import ASKED, people_asked
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _


def _asked(told: Payload) -> str:
    return _(
        "Is it as promised? Residents can say so of “%(title)s” until %(day)s.",
        title=told["title"],
        day=long_date(day(told["until"])),
    )


def _no(told: Payload) -> str:
    return _(
        "A resident says that “%(title)s” is not as promised; %(team)s replies by %(day)s.",
        title=told["title"],
        team=told["team_name"],
        day=long_date(day(told["due"])),
    )


def _replied(told: Payload) -> str:
    named = {"team": told["team_name"], "title": told["title"]}
    if told["reply"] == ReplyKind.NOT_KEPT:
        return _("%(team)s says that “%(title)s” is not as promised.", **named)
    if told["reply"] == ReplyKind.PUT_RIGHT:
        return _("%(team)s puts “%(title)s” right.", **named)
    return _("%(team)s replied to those who say that “%(title)s” is not as promised.", **named)


def _words(told: Payload) -> str:
    return str(told["words"])


FACTS: dict[str, FactKind] = {
    "promises:check_asked": FactKind(Topic.BUILDING, _asked),
    "promises:check_no": FactKind(Topic.BUILDING, _no),
    "promises:check_replied": FactKind(Topic.BUILDING, _replied, _words),
}
AUDIENCES = {
    ASKED: Audience(
        _l("You get this because you were asked about it, or said whether it is as promised."),
        people_asked,
    ),
}
