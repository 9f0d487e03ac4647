"""Who may set up a round, and when. Source: docs/rules/rounds.md."""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.rounds.kinds import WORDS, Change, State
from pbplatform.rounds.models import Round


def refuse_to_make_round(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not set up a round; None when they may."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or actor.scope != "place":
        return NotAllowed("place.only_its_facilitator")
    return None


def refuse_to_facilitate(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why `actor` may not act as this round's facilitator; None when they may."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or not covers(actor.scope, round_.scope):
        return NotAllowed("round.only_its_facilitator")
    return None


def refuse_called_off(round_: Round) -> DomainError | None:
    """Why nothing is done to a round that was called off; None for any other.

    Source: docs/rules/rounds.md section 15.
    """
    return Conflict("round.called_off") if round_.called_off_at is not None else None


def refuse_to_change_draft(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why the round's name, money and rule may not change; None while it is a draft."""
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if round_.published_at is not None:
        return Conflict("round.public_stays")
    return None


def refuse_to_change_ballot(round_: Round) -> DomainError | None:
    """Why the list of projects may not change; None while it may."""
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    return None


def refuse_to_freeze(
    actor: ActorRef, round_: Round, projects: int, now: datetime
) -> DomainError | None:
    """Why the round's definition may not be frozen now; None when it may."""
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.published_at is None:
        return Conflict("round.not_published")
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    if round_.paused_at is not None:
        return Conflict("round.paused")
    if projects == 0:
        return Conflict("round.no_project_on_ballot")
    if now >= round_.closes_at:
        return Conflict("round.window_over")
    return None


def refuse_to_move_dates(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why no date of the round may move now; None while one may, or it is a draft.

    Source: docs/rules/rounds.md sections 2.3 and 13.4.
    """
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    return Conflict("round.paused") if round_.paused_at is not None else None


def refuse_to_correct(actor: ActorRef, round_: Round, what: str) -> DomainError | None:
    """Why one person may not put this fact of a public round right; None when they may.

    Source: docs/rules/rounds.md section 11.
    """
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    if round_.published_at is None:
        return Conflict("round.is_draft")
    if what not in WORDS:
        return Conflict("round.no_words", field=what)
    if round_.frozen_at is not None:
        return Conflict("round.name_frozen" if what == Change.NAME else "round.words_by_two")
    return None


def refuse_to_correct_by_two(round_: Round, what: str) -> DomainError | None:
    """Why two people may not put this fact of a frozen round right; None when they may.

    Source: docs/rules/rounds.md section 11.2.
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if what not in WORDS:
        return Conflict("round.no_words", field=what)
    if round_.frozen_at is None:
        return Conflict("round.words_by_one")
    return Conflict("round.name_frozen") if what == Change.NAME else None


def refuse_to_add_money(round_: Round) -> DomainError | None:
    """Why two people may not add money to the round; None when they may.

    Source: docs/rules/rounds.md section 12.
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.published_at is None:
        return Conflict("round.is_draft")
    return Conflict("round.frozen") if round_.frozen_at is not None else None


_GOES_ON = frozenset({State.IDEAS, State.REVIEW, State.TO_FREEZE})


def refuse_to_pause(actor: ActorRef, round_: Round, now: datetime) -> DomainError | None:
    """Why the round may not be paused; None when it may.

    Source: docs/rules/rounds.md section 13.1.
    """
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    if round_.paused_at is not None:
        return Conflict("round.paused")
    return None if round_.state(now) in _GOES_ON else Conflict("round.nothing_to_pause")


def refuse_to_resume(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why the round may not be taken up again; None when it may.

    Source: docs/rules/rounds.md section 13.4.
    """
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    return None if round_.paused_at is not None else Conflict("round.not_paused")


def refuse_to_begin_from(actor: ActorRef, earlier: Round) -> DomainError | None:
    """Why a draft may not be begun from this round; None when it may.

    Source: docs/rules/rounds.md section 14.1.
    """
    if refusal := refuse_to_make_round(actor):
        return refusal
    return Conflict("round.not_published") if earlier.published_at is None else None


def refuse_to_drop_draft(actor: ActorRef, round_: Round, *, roles: int) -> DomainError | None:
    """Why a draft may not be dropped by one person; None when it may.

    Args:
        roles: how many roles are held in it.
    Source: docs/rules/rounds.md section 15.1.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if round_.published_at is not None:
        return Conflict("round.published_already")
    return Conflict("round.roles_first") if roles else None


def refuse_to_call_off(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why one person may not call the round off; None until the freeze.

    Source: docs/rules/rounds.md section 15.2.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    return _refuse_ending(round_) or (
        Conflict("round.call_off_by_two") if round_.frozen_at is not None else None
    )


def refuse_to_call_off_by_two(round_: Round) -> DomainError | None:
    """Why two people may not call the round off; None from the freeze until the box is opened.

    Source: docs/rules/rounds.md section 15.2.
    """
    return _refuse_ending(round_) or (
        Conflict("round.call_off_by_one") if round_.frozen_at is None else None
    )


def _refuse_ending(round_: Round) -> DomainError | None:
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.published_at is None:
        return Conflict("round.is_draft")
    # A box that was opened, and a count, stand: whatever is wrong is put right after them.
    if round_.opened_at is not None or round_.counted_at is not None:
        return Conflict("urn.opened_already")
    return None
