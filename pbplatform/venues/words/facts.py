"""What happens to voting places, each fact in one sentence. Source: docs/rules/notices.md 6."""

from __future__ import annotations

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload, instant
from pbplatform.rounds.words.status import moment
from pbplatform.venues.words.parts import parts_words
from pbplatform.web.presentation import clock_time, local_day, long_date, until
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


def _closed(told: Payload) -> str:
    begins, ends = instant(told["begins_at"]), until(instant(told["ends_at"]))
    named = {"place": told["place"], "title": told["title"]}
    if local_day(begins) == local_day(ends):
        return _(
            "The voting place %(place)s of %(title)s is closed on %(day)s, %(begins)s to %(ends)s.",
            **named,
            day=long_date(begins),
            begins=clock_time(begins),
            ends=clock_time(ends),
        )
    return _(
        "The voting place %(place)s of %(title)s is closed from %(begins)s to %(ends)s.",
        **named,
        begins=moment(begins),
        ends=moment(ends),
    )


def _open_again(told: Payload) -> str:
    return _(
        "The voting place %(place)s of %(title)s keeps its hours again.",
        place=told["place"],
        title=told["title"],
    )


def _reason(told: Payload) -> str:
    return str(told["reason"])


FACTS: dict[str, FactKind] = {
    "venues:changed": FactKind(Topic.VOTING, _changed, _reason),
    "venues:taken_away": FactKind(Topic.VOTING, _taken_away, _reason),
    "venues:closed": FactKind(Topic.VOTING, _closed, _reason),
    "venues:open_again": FactKind(Topic.VOTING, _open_again),
}
