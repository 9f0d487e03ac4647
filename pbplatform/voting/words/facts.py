"""What changes of a vote while it runs, each fact in one sentence.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Audience, FactKind, Topic
from pbplatform.core.mails import Payload, instant
from pbplatform.rounds.words.status import end_moment
from pbplatform.voting.queries.concerned import accounts_on_roll
from pbplatform.web.sentences import gettext as _


def _withdrawn(told: Payload) -> str:
    return _(
        "“%(title)s” was withdrawn from the vote of %(round)s.",
        title=told["title"],
        round=told["round"],
    )


def _extended(told: Payload) -> str:
    return _(
        "You can vote in %(title)s for longer: until %(end)s.",
        title=told["title"],
        end=end_moment(instant(told["closes_at"])),
    )


def _reason(told: Payload) -> str:
    return str(told["reason"])


FACTS: dict[str, FactKind] = {
    "voting:project_withdrawn": FactKind(Topic.VOTING, _withdrawn, _reason),
    "voting:window_extended": FactKind(Topic.VOTING, _extended, _reason),
}
AUDIENCES = {
    "voting.roll": Audience(
        _l("You get this because you said on your account that you can vote in this round."),
        accounts_on_roll,
    ),
}
