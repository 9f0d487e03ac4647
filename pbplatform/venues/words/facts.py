"""What happens to voting places, each fact in one sentence. Source: docs/rules/notices.md 6."""

from __future__ import annotations

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload
from pbplatform.venues.words.parts import parts_words
from pbplatform.web.sentences import gettext as _


def _changed(told: Payload) -> str:
    return _(
        "The voting place %(place)s of %(title)s changed: %(parts)s.",
        place=told["place"],
        title=told["title"],
        parts=parts_words(told["parts"]),
    )


def _taken_away(told: Payload) -> str:
    return _(
        "Nobody can vote at %(place)s in %(title)s: it was taken off the list.",
        place=told["place"],
        title=told["title"],
    )


def _reason(told: Payload) -> str:
    return str(told["reason"])


FACTS: dict[str, FactKind] = {
    "venues:changed": FactKind(Topic.VOTING, _changed, _reason),
    "venues:taken_away": FactKind(Topic.VOTING, _taken_away, _reason),
}
