"""Who watches the logs from outside, in words. Source: docs/rules/audit.md section 11."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from pbplatform.audit.queries.witnesses import Watched
from pbplatform.web.marked import marked, named
from pbplatform.web.presentation import clock_time, long_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


@dataclass(frozen=True)
class WatchLine:
    """One witness as pages tell of it.

    Attributes:
        sentence: when it looked last, and how far; safe to show.
        key: its public key as a line.
    """

    sentence: Markup
    key: str
    ended: bool


def watch_lines(found: Sequence[Watched], now: datetime) -> list[WatchLine]:
    """A line for each witness; those that ended say so."""
    return [WatchLine(_sentence(each, now), each.key, each.ended) for each in found]


def beside_us(found: Sequence[Watched], now: datetime) -> Markup:
    """In one or two sentences, who outside watches a log now: also when nobody does."""
    watching = [each for each in found if not each.ended]
    if not watching:
        return escape(_("Nobody outside is named who watches it."))
    newest = max(watching, key=lambda each: each.at.timestamp() if each.at else 0.0)
    return _sentence(newest, now)


def _sentence(each: Watched, now: datetime) -> Markup:
    name = named(each.name)
    if each.at is None:
        return marked(_("%(name)s was named as a witness, and has not checked it yet.", name=name))
    told = marked(
        ngettext(
            "%(name)s last checked it on %(day)s at %(time)s, when it had %(num)s entry.",
            "%(name)s last checked it on %(day)s at %(time)s, when it had %(num)s entries.",
            each.size,
            name=name,
            day=long_date(each.at),
            time=clock_time(each.at),
        )
    )
    if each.ended:
        return told + " " + escape(_("It watches no more by this key."))
    if each.is_long_ago(now):
        return told + " " + escape(_("That is more than a week ago."))
    return told
