"""Who compares papers by hand, explains what differs, and destroys papers, and when.

Source: docs/rules/paper.md section 5.
"""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round

CHECKERS = (Role.AUDITOR, Role.FACILITATOR, Role.CLERK)


def refuse_to_check(
    actor: ActorRef, round_: Round, now: datetime, *, done: bool, handled: bool
) -> DomainError | None:
    """Why `actor` may not say what they found of a drawn sheet; None when they may.

    Args:
        done: two people confirmed what was found.
        handled: this person entered or settled a batch of which a sheet is drawn.
    """
    if actor.role not in CHECKERS or not covers(actor.scope, round_.scope):
        return NotAllowed("paper.only_checkers")
    if round_.state(now) is State.CERTIFIED:
        return Conflict("paper.check_over")
    if round_.state(now) is not State.PROVISIONAL:
        return Conflict("paper.check_not_yet")
    if done:
        return Conflict("paper.check_done")
    return NotAllowed("paper.check_own_batch") if handled else None


def refuse_to_confirm_check(drawn: int, open_sheets: int) -> DomainError | None:
    """Why what was found is not whole; None when every drawn sheet has its outcome."""
    if not drawn:
        return Conflict("paper.nothing_to_check")
    return Conflict("paper.check_not_whole", count=open_sheets) if open_sheets else None


def refuse_to_explain(
    round_: Round, now: datetime, *, done: bool, settled: bool
) -> DomainError | None:
    """Why two people may not explain what differs; None when they may."""
    if round_.state(now) is not State.PROVISIONAL:
        return Conflict("paper.check_not_yet")
    if not done:
        return Conflict("paper.check_first")
    return Conflict("paper.nothing_to_explain") if settled else None


def refuse_to_destroy_papers(
    *, papers: int, until: date | None, today: date, destroyed: bool
) -> DomainError | None:
    """Why two people may not destroy the papers of a round; None when they may.

    Args:
        papers: sheets that came back, at any time.
        until: the last day on which they are kept; None while the round goes on.
    """
    if not papers:
        return Conflict("paper.none_kept")
    if destroyed:
        return Conflict("paper.destroyed_already")
    if until is None:
        return Conflict("paper.round_goes_on")
    return Conflict("paper.kept_until", day=until) if today <= until else None
