"""What entries of the public log say of a round, from its publication to its freeze.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from re import Match
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.words.money_left import money_left_sentence
from pbplatform.web.log_reading import end_of_window
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    RoundLog.ROUND_PUBLISHED: (
        _l("The round %(name)s was published: %(money_minor)s to spend. %(money_left)s"),
        _l("The round %(name)s was published: %(money_minor)s to spend."),
        _l("A round was published."),
    ),
    RoundLog.ROUND_DATES_MOVED: (
        _l("Dates of the round moved later: %(reason)s"),
        _l("Dates of the round moved later."),
    ),
    RoundLog.ROUND_CORRECTED: (
        _l("The round %(name_before)s is now called %(name)s: %(reason)s"),
        _l("Words of the round were put right: %(reason)s"),
        _l("Words of the round were put right."),
    ),
    RoundLog.ROUND_MONEY_ADDED: (
        _l(
            "Money was added to the round: %(money_minor)s to spend, before "
            "%(money_minor_before)s. From: %(words)s Why: %(reason)s"
        ),
        _l("Money was added: %(money_minor)s to spend, before %(money_minor_before)s."),
        _l("Money was added to the round."),
    ),
    RoundLog.ROUND_PAUSED: (
        _l("The round was paused: %(reason)s"),
        _l("The round was paused."),
    ),
    RoundLog.ROUND_RESUMED: (
        _l("The round goes on: %(reason)s"),
        _l("The round goes on."),
    ),
    RoundLog.ROUND_CALLED_OFF: (
        _l("The round was called off: %(reason)s"),
        _l("The round was called off. Votes that were cast are never opened."),
    ),
    RoundLog.COMMITTEE_RENAMED: (
        _l("The committee %(name_before)s is now called %(name)s: %(reason)s"),
        _l("A committee has another name."),
    ),
    RoundLog.COMMITTEE_ADDED: (
        _l("The committee %(name)s was added."),
        _l("A committee was added."),
    ),
    RoundLog.DEFINITION_FROZEN: (
        _l(
            "Sealed: the rule and %(projects)s, with every cost. From here rule and "
            "money cannot change. Voting closes on %(closes_at)s. The facilitator had looked at "
            "%(odd)s first."
        ),
        _l(
            "Sealed: the rule and %(projects)s, with every cost. From here rule and "
            "money cannot change. Voting closes on %(closes_at)s."
        ),
        _l("The rule, the projects and their costs were sealed. Rule and money cannot change."),
    ),
}

_ENDS = ("ideas_close_at", "review_close_at", "closes_at", "results_at", "ends_at")
_NOUNS = {
    "odd": lambda n, shown: ngettext("%(n)s odd thing", "%(n)s odd things", n, n=shown),
    "projects": lambda n, shown: ngettext("%(n)s project", "%(n)s projects", n, n=shown),
}


# Built once: to build a statement takes longer than to send it.
_COMMITTEES = select(Round.slug, Committee.slug, Committee.name).join(
    Round, Round.id == Committee.round_id
)


def _committee_names(session: Session) -> Callable[[str, str], str]:
    names = {(of_round, slug): name for of_round, slug, name in session.execute(_COMMITTEES)}
    return lambda slug, subject: names.get((_round_slug(subject), slug), "")


def _round_slug(subject: str) -> str:
    return subject.removeprefix("rounds/").partition("/")[0]


def _is_published(session: Session, named: Match[str]) -> bool:
    query = select(Round.id).where(Round.slug == named[1], Round.published_at.is_not(None))
    return session.scalar(query) is not None


def _money_left(value: str | list[Any]) -> str | None:
    """The rule for money that is left, in words; None for a rule that nobody knows."""
    known = isinstance(value, str) and value in set(MoneyLeft)
    return money_left_sentence(str(value)) if known else None


LOG = LogWords(
    sentences=_SENTENCES,
    families={"round": _l("Rounds")},
    fields={**dict.fromkeys(_ENDS, end_of_window), "money_left": _money_left},
    nouns=_NOUNS,
    names={"committee": _committee_names},
    public={r"rounds/([^/]+)(?:/.*)?": _is_published},
)
