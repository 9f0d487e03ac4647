"""Who gives out ballot papers, takes them back and sets them aside.

Source: docs/rules/paper.md sections 2 and 4.
"""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_called_off

DECIDERS = (Role.CLERK, Role.FACILITATOR, Role.AUDITOR)


def _refuse_but_clerk(actor: ActorRef, round_: Round, takes_paper: bool) -> DomainError | None:
    if actor.role != Role.CLERK or not covers(actor.scope, round_.scope):
        return NotAllowed("paper.only_its_clerk")
    if refusal := refuse_called_off(round_):
        return refusal
    return None if takes_paper else Conflict("paper.not_in_this_round")


def refuse_to_hand_out(
    actor: ActorRef, round_: Round, now: datetime, *, takes_paper: bool, logged: bool
) -> DomainError | None:
    """Why `actor` may not give out papers; None from the freeze until voting ends (2.1).

    Args:
        logged: whether they logged returned papers in this round (2.5).
    """
    if refusal := _refuse_but_clerk(actor, round_, takes_paper):
        return refusal
    if logged:
        return NotAllowed("paper.logged_before")
    if round_.frozen_at is None:
        return Conflict("paper.not_frozen")
    return Conflict("paper.vote_over") if now >= round_.closes_at else None


def refuse_to_take_back(
    actor: ActorRef, round_: Round, *, takes_paper: bool, logged: bool
) -> DomainError | None:
    """Why `actor` may not take a paper back; None from the freeze until paper is complete (2.2).

    Args:
        logged: whether they logged returned papers in this round (2.5).
    """
    if refusal := _refuse_but_clerk(actor, round_, takes_paper):
        return refusal
    if logged:
        return NotAllowed("paper.logged_before")
    if round_.frozen_at is None:
        return Conflict("paper.not_frozen")
    return Conflict("paper.complete") if round_.paper_complete_at is not None else None


def refuse_to_replace(round_: Round, now: datetime, *, replaces: bool) -> DomainError | None:
    """Why two people may not take a vote out for a paper; None from the freeze to the end (1.3).

    Args:
        replaces: paper replaces in this round.
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if not replaces:
        return Conflict("paper.first_counts")
    if round_.frozen_at is None:
        return Conflict("paper.not_frozen")
    return Conflict("paper.vote_over") if now >= round_.closes_at else None


def refuse_to_log_return(
    actor: ActorRef, round_: Round, now: datetime, *, takes_paper: bool, gave: bool
) -> DomainError | None:
    """Why `actor` may not log returned papers; None from the opening until paper is complete.

    Args:
        gave: whether they gave out papers in this round (2.5).
    """
    if refusal := _refuse_but_clerk(actor, round_, takes_paper):
        return refusal
    if gave:
        return NotAllowed("paper.gave_before")
    if round_.frozen_at is None or now < round_.opens_at:
        return Conflict("vote.not_open_yet")
    return Conflict("paper.complete") if round_.paper_complete_at is not None else None


def refuse_to_set_aside(
    actor: ActorRef, round_: Round, now: datetime, *, takes_paper: bool, late: bool
) -> DomainError | None:
    """Why `actor` may not set a paper aside; None when they may (4.1).

    One that came in time: from the opening until paper is complete. A late one: from the end of
    voting on.

    Args:
        late: it came after the end.
    """
    if refusal := _refuse_but_clerk(actor, round_, takes_paper):
        return refusal
    if round_.frozen_at is None or now < round_.opens_at:
        return Conflict("vote.not_open_yet")
    if late:
        return Conflict("paper.not_late_yet", field="why") if now < round_.closes_at else None
    if round_.paper_complete_at is not None:
        return Conflict("paper.complete")
    return None


def refuse_to_decide_aside(
    round_: Round, *, counts: bool, decided: bool, came_back: bool = False
) -> DomainError | None:
    """Why two people may not decide about a paper set aside; None when they may (4.2).

    Args:
        counts: they mean to say that it counts: only until paper is complete.
        decided: it was decided before.
        came_back: it counts, and its batch was refused: they may say that it does not (4.5).
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if decided and not came_back:
        return Conflict("paper.aside_decided")
    if came_back and counts:
        return Conflict("paper.counts_already", field="outcome")
    if counts and round_.paper_complete_at is not None:
        return Conflict("paper.complete", field="outcome")
    return None


def refuse_to_decide_more(
    actor: ActorRef,
    round_: Round,
    now: datetime,
    *,
    takes_paper: bool,
    open_sheets: int,
    counts: bool,
) -> DomainError | None:
    """Why two people may not decide about sheets beyond what was given out; None when they may (6).

    Args:
        open_sheets: how many there are about which nobody decided yet.
        counts: they mean to say that as many count: when nobody votes online any more (6.3).
    """
    if actor.role not in DECIDERS or not covers(actor.scope, round_.scope):
        return NotAllowed("paper.only_deciders")
    if refusal := refuse_called_off(round_):
        return refusal
    if not takes_paper:
        return Conflict("paper.not_in_this_round")
    if round_.frozen_at is None or now < round_.opens_at:
        return Conflict("vote.not_open_yet")
    if round_.paper_complete_at is not None:
        return Conflict("paper.complete")
    if not open_sheets:
        return Conflict("paper.not_more_back")
    if counts and now < round_.closes_at:
        return Conflict("paper.vote_goes_on", field="outcome")
    return None
