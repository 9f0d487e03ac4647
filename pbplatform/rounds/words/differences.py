"""What differs between a round and the earlier one that it was begun from.

Source: docs/rules/rounds.md section 14.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.rounds import queries
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.money_left import money_left_sentence
from pbplatform.rounds.words.rule import rule_sentences
from pbplatform.rounds.words.terms import choices_sentence, criteria_sentences, quorum_sentence
from pbplatform.web.presentation import listed, money
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


@dataclass(frozen=True)
class Difference:
    """One fact that is not as it was.

    Attributes:
        user: whether before and now are somebody's own words.
    """

    name: str
    before: str
    now: str
    user: bool = False


@dataclass(frozen=True)
class Since:
    """An earlier round, and what is different since."""

    earlier: Round
    differences: Sequence[Difference]


def changed_since(session: Session, round_: Round) -> Since | None:
    """What changed since the round that this one was begun from; None where it was from none."""
    if round_.started_from_id is None:
        return None
    earlier = session.get_one(Round, round_.started_from_id)
    before, now = _told(session, earlier), _told(session, round_)
    found = [
        Difference(name, before[name], text, user=name == _("Who can vote"))
        for name, text in now.items()
        if text != before[name]
    ]
    return Since(earlier, found)


def _told(session: Session, round_: Round) -> dict[str, str]:
    """A round in words, line by line, so that two can be compared."""
    names = [committee.name for committee in queries.committees(session, round_.id)]
    return {
        _("Money"): money(round_.money_minor, round_.currency),
        _("Who can vote"): round_.who_can_vote,
        _("Choices"): choices_sentence(round_.max_choices),
        _("How votes are counted"): " ".join(rule_sentences(round_.counting_rule, round_.currency)),
        _("Money that is left"): money_left_sentence(round_.money_left),
        _("Committees"): listed(names) if names else _("None"),
        _("How committees decide"): quorum_sentence(round_.quorum),
        _("What delegates score by"): " ".join(criteria_sentences(round_)),
        _("Ideas are taken"): _days(round_.ideas_open_at, round_.ideas_close_at),
        _("Proposals are decided"): _days(round_.ideas_close_at, round_.review_close_at),
        _("Voting lasts"): _days(round_.opens_at, round_.closes_at),
    }


def _days(first: datetime, last: datetime) -> str:
    """Whole days from one instant to another, begun ones too."""
    days = -(-(last - first).total_seconds() // 86_400)
    return str(ngettext("%(num)s day", "%(num)s days", int(days)))
