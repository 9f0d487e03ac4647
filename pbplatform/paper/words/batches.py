"""Batches in words."""

from __future__ import annotations

from pbplatform.paper.domain.reading import UNREADABLE, ballot_of
from pbplatform.paper.kinds import BatchState
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.paper.queries.waiting import WaitingBatch
from pbplatform.rounds.domain.definition import Definition
from pbplatform.web.sentences import gettext as _


def state_words(batch: PaperBatch) -> str:
    """How far a batch is."""
    words = {
        BatchState.RECEIVED: _("Received"),
        BatchState.DIFFERS: _("The two entries differ"),
        BatchState.AGREED: _("The entries agree"),
        BatchState.SEALED: _("Sealed into the box"),
        BatchState.REFUSED: _("Refused"),
    }
    return str(words[BatchState(batch.state)])


def next_words(batch: PaperBatch | WaitingBatch) -> str:
    """Who acts next on a batch; empty where nobody has to."""
    if batch.state in (BatchState.SEALED, BatchState.REFUSED):
        return ""
    if batch.reason:
        return str(_("Another person confirms that it is refused, or nobody asks any more."))
    if batch.state == BatchState.RECEIVED:
        return str(_("Two clerks enter it, each without seeing what the other types."))
    if batch.state == BatchState.DIFFERS:
        if batch.settled_by_id is None:
            return str(
                _("Somebody looks at the papers a third time and writes down what stands there.")
            )
        return str(_("Another person looks at the papers too and confirms it."))
    if batch.ready_by_id is None:
        return str(_("Somebody asks to seal it."))
    return str(_("Another person seals it."))


def echo_of(told: Definition, line: str) -> str:
    """What a line means, in titles, to compare with the paper at a glance."""
    if line == UNREADABLE:
        return str(_("Nobody can read it"))
    ballot = ballot_of(told.ballot, line)
    if not ballot.numbers:
        return str(_("Blank"))
    titles = {project.number: project.title for project in told.projects}
    points = ballot.points or (0,) * len(ballot.numbers)
    return "; ".join(
        f"{number} {titles.get(number, '?')}" + (f" = {given}" if given else "")
        for number, given in zip(ballot.numbers, points, strict=True)
    )
