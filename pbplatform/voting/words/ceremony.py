"""The whole line of states from the last vote to the certificate, as the desk of the box shows it.

Source: docs/rules/ceremony.md sections 1 and 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.core.undecided import paper_undecided
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.status import Station, moment
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries.ceremony import entries_of_vote
from pbplatform.web.sentences import gettext as _


@dataclass(frozen=True)
class _Act:
    """A state of the line: what reaches it, who may, and the entry that tells of it."""

    name: LazyString
    at: str
    who: LazyString
    kind: str = ""


_LINE = (
    _Act(_l("Voting ended"), "closes_at", _l("the clock")),
    _Act(
        _l("All paper decided"),
        "paper_complete_at",
        _l("nobody has to press: it is said with the close"),
        VoteLog.PAPER_COMPLETE,
    ),
    _Act(
        _l("Numbers confirmed, box closed"),
        "closed_at",
        _l("a clerk and an auditor"),
        VoteLog.URN_CLOSED,
    ),
    _Act(_l("Lot rolled"), "lot_at", _l("two people, one an auditor"), VoteLog.LOT_SEEDED),
    _Act(
        _l("Votes and voters separated"),
        "separated_at",
        _l("the facilitator"),
        VoteLog.URN_SEPARATED,
    ),
    _Act(_l("Box opened"), "opened_at", _l("the facilitator"), VoteLog.URN_OPENED),
    _Act(
        _l("Counted, public at once"),
        "counted_at",
        _l("the facilitator, with the opening"),
        VoteLog.RESULT_COUNTED,
    ),
    _Act(_l("Certified"), "certified_at", _l("two people, after objections")),
)
_NEWER = ("separated_at", "certified_at")  # rounds of the older order have neither


def ceremony_line(session: Session, round_: Round, now: datetime) -> list[Station]:
    """What was done when and by whom, what is now, and who may press what comes after."""
    told = entries_of_vote(session, round_)
    stations, open_yet = [], False
    waits_for_paper = paper_undecided(session, round_.id) > 0
    for act in _LINE:
        at = _done_at(round_, act, now)
        if at is not None:
            text, state = _done_text(at, told.get(act.kind)), "done"
        elif round_.older_order and act.at in _NEWER:
            text, state = _("Left out: counted under the older order"), "left"
        elif round_.called_off_at is not None:
            text, state = _("Left out: the round was called off"), "left"
        elif (act.kind == VoteLog.PAPER_COMPLETE and not waits_for_paper) or open_yet:
            text, state = _("Next: %(who)s", who=act.who), "next"
        else:
            text, state, open_yet = _("Now: %(who)s", who=act.who), "now", True
        stations.append(Station(str(act.name), state, text))
    return stations


def _done_at(round_: Round, act: _Act, now: datetime) -> datetime | None:
    """When a state was reached; the end of voting by the clock."""
    at: datetime | None = getattr(round_, act.at)
    if act.at == "closes_at" and at is not None and now < at:
        return None
    return at


def _done_text(at: datetime, told: Mapping[str, Any] | None) -> str:
    who = _who(told) if told else ""
    if not who:
        return str(_("Done, %(when)s", when=moment(at)))
    return str(_("Done, %(when)s, by %(who)s", when=moment(at), who=who))


def _who(told: Mapping[str, Any]) -> str:
    data = told.get("data", {})
    first = data.get("first") or data.get("first_by")
    second = data.get("second") or data.get("second_by")
    if first and second:
        return str(_("%(first)s and %(second)s", first=first, second=second))
    return str(told.get("actor", {}).get("name", ""))
