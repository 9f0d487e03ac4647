"""What pages say of amendments, each with its reason. Source: docs/rules/amendments.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pbplatform.rounds.domain.amendments import AmendmentKind, Extension
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round, RoundAmendment
from pbplatform.rounds.words.status import end_moment, moment
from pbplatform.web.sentences import gettext as _


@dataclass(frozen=True)
class AmendmentNote:
    """One amendment in words.

    Attributes:
        project: the number of a withdrawn project; None for an extension.
        reason: as two people gave it.
        more: what follows for whoever votes.
    """

    n: int
    what: str
    reason: str
    made_at: datetime
    project: int | None = None
    more: list[str] = field(default_factory=list)


def note_of(round_: Round, made: RoundAmendment, now: datetime) -> AmendmentNote:
    """What an amendment says to everybody."""
    if made.kind == AmendmentKind.WITHDRAWN:
        return _withdrawn(round_, made, now)
    told = Extension.read(made.facts)
    what = _(
        "Voting was extended to %(end)s. Before, it ended %(before)s. People could not vote from "
        "%(first)s to %(last)s.",
        end=end_moment(told.closes_at),
        before=end_moment(told.before),
        first=moment(told.outage.since),
        last=moment(told.outage.until),
    )
    more = []
    if now < round_.closes_at:
        more.append(_("Letters and posters still say the older end. The new one holds."))
    if round_.counted_at is None:
        more.append(_("The result is promised for %(when)s.", when=end_moment(told.results_at)))
    return AmendmentNote(made.n, what, made.reason, made.made_at, more=more)


def _withdrawn(round_: Round, made: RoundAmendment, now: datetime) -> AmendmentNote:
    number = int(made.facts["project"])
    project = round_.definition.told.project(number) if round_.definition else None
    what = _(
        "Project %(number)s, %(title)s, was withdrawn from the vote. It cannot win.",
        number=number,
        title=project.title if project else "",
    )
    if round_.state(now) in (State.READY, State.VOTING):
        more = [
            _(
                "Did you choose it? You can choose again until %(when)s.",
                when=end_moment(round_.closes_at),
            ),
            _("You need not: your vote stays good, and all else that it names counts."),
        ]
    else:
        more = [_("Votes that name it count for all else that they name.")]
    return AmendmentNote(made.n, what, made.reason, made.made_at, number, more)
