"""What of the papers of rounds waits for staff: each sees what they may do, and by when.

Source: docs/rules/paper.md sections 3 to 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pbplatform.accounts.kinds import Role
from pbplatform.paper.domain.drawing import kept_until
from pbplatform.paper.kinds import OWED, BatchState
from pbplatform.paper.policies.checking import CHECKERS
from pbplatform.paper.policies.handing import DECIDERS
from pbplatform.paper.queries.waiting import (
    PapersOfRound,
    WaitingBatch,
    WaitingPaper,
    waiting_papers,
)
from pbplatform.paper.words.batches import next_words
from pbplatform.places import queries as places
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def papers_waiting(at: AtDesk) -> list[ToDo]:
    """Everything about papers that this person may do now."""
    waiting = waiting_papers(at.session)
    if not waiting:
        return []
    known = {round_.id: round_ for round_ in rounds.all_rounds(at.session)}
    return [
        *_batches(at, known, waiting.batches),
        *_asides(at, known, waiting.asides),
        *_after(at, known, waiting.rounds),
    ]


def _holds(at: AtDesk, round_: Round, *roles: Role) -> bool:
    return any(at.actor.holds(role, round_.scope) for role in roles)


def _batches(at: AtDesk, known: dict[int, Round], batches: list[WaitingBatch]) -> Iterator[ToDo]:
    for batch in batches:
        round_ = known[batch.round_id]
        if round_.called_off_at is not None or not _may(at, round_, batch):
            continue
        yield ToDo(
            _("Batch %(n)s of papers", n=batch.n),
            f"{round_.name}: {_next(batch)}",
            round_.results_at,
            f"/desk/clerk/{round_.path}/batches/{batch.n}",
            _("Go to the batch"),
            at.now >= round_.results_at,
        )


def _next(batch: WaitingBatch) -> str:
    if batch.state == BatchState.RECEIVED and batch.whole and not batch.reason:
        return str(_("One clerk is done. A second one enters it, without seeing the first."))
    return next_words(batch)


def _may(at: AtDesk, round_: Round, batch: WaitingBatch) -> bool:
    """Whether the next act on a batch can be this person's."""
    me = at.actor.account_id
    if batch.state == BatchState.RECEIVED and not batch.reason:
        others = len(batch.begun - {me})
        return _holds(at, round_, Role.CLERK) and me not in batch.whole and others < 2
    if not _holds(at, round_, Role.CLERK, Role.AUDITOR):
        return False
    if batch.reason:
        return batch.ready_by_id != me
    if batch.state == BatchState.DIFFERS:
        return batch.settled_by_id != me
    return batch.ready_by_id != me


def _asides(at: AtDesk, known: dict[int, Round], asides: list[WaitingPaper]) -> Iterator[ToDo]:
    for aside in asides:
        round_ = known[aside.round_id]
        if round_.called_off_at is not None:
            continue
        lead = _("Paper %(number)s set aside", number=aside.n)
        if aside.decided:
            if round_.paper_complete_at is None and _holds(at, round_, Role.CLERK):
                yield ToDo(
                    lead,
                    _("%(round)s: it counts. Log it in a batch with others.", round=round_.name),
                    round_.results_at,
                    f"/desk/clerk/{round_.path}/batches",
                    _("Go to the batches"),
                    at.now >= round_.results_at,
                )
        elif _holds(at, round_, *DECIDERS):
            yield ToDo(
                lead,
                round_.name,
                aside.decide_by,
                f"/desk/clerk/{round_.path}/paper/aside/{aside.n}",
                _("Decide with a second person"),
                at.today > aside.decide_by,
            )


def _after(at: AtDesk, known: dict[int, Round], papers: list[PapersOfRound]) -> Iterator[ToDo]:
    """Hand checks that the certificate waits for, and papers whose last day is over."""
    for each in papers:
        round_ = known[each.round_id]
        if not _holds(at, round_, *CHECKERS):
            continue
        there = f"/desk/{round_.path}/hand-check"
        if round_.state(at.now) is State.PROVISIONAL and each.wants:
            owed = each.wants == OWED
            text = _("Compare papers with the public list") if owed else _("Explain what differs")
            due = round_.certify_due_at
            late = due is not None and at.now >= due
            yield ToDo(round_.name, text, due, there, _("Go to the hand check"), late)
        ended = round_.certified_at or round_.called_off_at
        if ended is None or each.destroyed:
            continue
        until = kept_until(each.named, places.working_days(at.session).day_of(ended))
        if until is not None and until < at.today:
            text = _("Destroy the papers, two people together")
            link = _("Go to the papers")
            yield ToDo(round_.name, text, until + timedelta(days=1), there, link, late=False)
