"""What happens to forums and meetings, each fact in one sentence.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload, day, instant
from pbplatform.forums.kinds import MinutesKind
from pbplatform.forums.words.meeting import change_lines
from pbplatform.web.presentation import clock_time, long_date
from pbplatform.web.sentences import gettext as _


def _begins(told: Payload) -> dict[str, object]:
    begins = instant(told["starts_at"])
    return {
        "forum": told["title"],
        "day": long_date(begins),
        "time": clock_time(begins),
        "venue": told["venue"],
    }


def _called(told: Payload) -> str:
    return _("%(forum)s meets on %(day)s at %(time)s: %(venue)s.", **_begins(told))


def _changed(told: Payload) -> str:
    return _(
        "The meeting of %(forum)s changed: it is on %(day)s at %(time)s, at %(venue)s.",
        **_begins(told),
    )


def _changes(told: Payload) -> str:
    lines = [
        _("%(name)s: now %(now)s.", name=each.name, now=each.now)
        for each in change_lines(told["changes"])
    ]
    return " ".join([*lines, str(told["reason"])])


def _cancelled(told: Payload) -> str:
    return _("The meeting of %(forum)s on %(day)s is cancelled.", **_begins(told))


def _restored(told: Payload) -> str:
    return _(
        "The meeting of %(forum)s on %(day)s takes place after all, at %(time)s.", **_begins(told)
    )


def _again(told: Payload) -> str:
    return _(
        "The meeting of %(forum)s that was cancelled is on %(day)s at %(time)s: %(venue)s.",
        **_begins(told),
    )


def _agenda(told: Payload) -> str:
    return _(
        "The agenda of the meeting of %(forum)s on %(day)s changed.",
        forum=told["title"],
        day=long_date(day(told["day"])),
    )


def _minutes(told: Payload) -> str:
    named = {"forum": told["title"], "day": long_date(day(told["day"]))}
    if told["sort"] == MinutesKind.APPROVED:
        return _("The minutes of %(forum)s of %(day)s are approved.", **named)
    if told["sort"] == MinutesKind.AMENDED or told["again"]:
        return _("The minutes of %(forum)s of %(day)s changed.", **named)
    return _("The minutes of %(forum)s of %(day)s are out.", **named)


def _until(told: Payload) -> str:
    if told["until"]:
        last = long_date(day(told["until"]))
        return _("You can send corrections until %(day)s.", day=last)
    return str(told["reason"])


def _forum_changed(told: Payload) -> str:
    return _("The name or the promise of %(forum)s was put right.", forum=told["title"])


def _reason(told: Payload) -> str:
    return str(told["reason"])


FACTS: dict[str, FactKind] = {
    "forums:meeting_called": FactKind(Topic.MEETINGS, _called),
    "forums:meeting_changed": FactKind(Topic.MEETINGS, _changed, _changes),
    "forums:meeting_cancelled": FactKind(Topic.MEETINGS, _cancelled, _reason),
    "forums:meeting_restored": FactKind(Topic.MEETINGS, _restored, _reason),
    "forums:meeting_again": FactKind(Topic.MEETINGS, _again),
    "forums:agenda_changed": FactKind(Topic.MEETINGS, _agenda),
    "forums:minutes": FactKind(Topic.MEETINGS, _minutes, _until),
    "forums:forum_changed": FactKind(Topic.MEETINGS, _forum_changed, _reason),
}
