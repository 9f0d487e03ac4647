"""What was changed of a public round, in words. Source: docs/rules/rounds.md sections 11 to 13."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pbplatform.core.money import Currency
from pbplatform.rounds.kinds import Change
from pbplatform.rounds.models import Round, RoundChange
from pbplatform.rounds.words.status import FACT_NAMES, end_moment
from pbplatform.web.presentation import long_date, money
from pbplatform.web.sentences import gettext as _


@dataclass(frozen=True)
class ChangeLine:
    """One change, as a page says it.

    Attributes:
        lead: what happened and when.
        before, after: what it was and is; empty where nothing stands there.
        quoted: whether before and after are somebody's words.
        source: where added money comes from; else empty.
    """

    kind: str
    lead: str
    before: str
    after: str
    quoted: bool
    reason: str
    source: str = ""


def change_lines(round_: Round, found: Iterable[RoundChange]) -> list[ChangeLine]:
    """All changes but those of dates, oldest first."""
    return [_line(change, round_.currency) for change in found]


def money_lines(round_: Round, found: Iterable[RoundChange]) -> list[ChangeLine]:
    """Money that was added: stands beside the sum."""
    return [line for line in change_lines(round_, found) if line.kind == Change.MONEY]


def _line(change: RoundChange, currency: Currency) -> ChangeLine:
    day = long_date(change.changed_at)
    if change.name == Change.MONEY:
        return ChangeLine(
            kind=change.name,
            lead=_("Money was added on %(day)s.", day=day),
            before=money(int(change.before), currency),
            after=money(int(change.after), currency),
            quoted=False,
            reason=change.reason,
            source=change.source,
        )
    if change.name == Change.PAUSED:
        by = end_moment(datetime.fromisoformat(change.after))
        told = _("Paused on %(day)s. We promised to say by %(by)s how it goes on.", day=day, by=by)
        return ChangeLine(change.name, told, "", "", False, change.reason)
    if change.name == Change.RESUMED:
        told = _("Taken up again on %(day)s.", day=day)
        return ChangeLine(change.name, told, "", "", False, change.reason)
    if change.name == Change.CALLED_OFF:
        told = _("Called off on %(day)s.", day=day)
        return ChangeLine(change.name, told, "", "", False, change.reason)
    told = _("%(what)s: put right on %(day)s.", what=FACT_NAMES[change.name], day=day)
    return ChangeLine(change.name, told, change.before, change.after, True, change.reason)
