"""Who does what with letters, and when. Source: docs/rules/letters.md."""

from __future__ import annotations

from datetime import date

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.letters.kinds import LetterState, Why
from pbplatform.letters.models import Letter


def refuse_to_handle_letters(actor: ActorRef, scope: str) -> DomainError | None:
    """Why `actor` sees and prints no letters of this scope; None for its clerks (2.1)."""
    if actor.role == Role.CLERK and covers(actor.scope, scope):
        return None
    return NotAllowed("letters.only_clerk")


def refuse_to_post(
    actor: ActorRef, letter: Letter, day: date, *, made: date | None, today: date
) -> DomainError | None:
    """Why a letter is not marked as posted on this day; None when it is (3.2).

    Args:
        made: day of its batch.
    """
    if refusal := refuse_to_handle_letters(actor, letter.scope):
        return refusal
    if letter.state != LetterState.IN_BATCH or made is None:
        return Conflict("letters.not_printed")
    if day > today:
        return Conflict("letters.day_to_come", field="day")
    return Conflict("letters.day_before_batch", field="day") if day < made else None


def refuse_to_take_posting_back(actor: ActorRef, letter: Letter) -> DomainError | None:
    """Why “posted” stays; None when it can be taken back (3.2)."""
    if refusal := refuse_to_handle_letters(actor, letter.scope):
        return refusal
    if letter.state != LetterState.POSTED:
        return Conflict("letters.not_posted")
    return None if letter.sealed_words else Conflict("letters.words_went")


def refuse_to_mark_came_back(actor: ActorRef, letter: Letter) -> DomainError | None:
    """Why a letter did not come back; None when it may have (3.4)."""
    if refusal := refuse_to_handle_letters(actor, letter.scope):
        return refusal
    return None if letter.state == LetterState.POSTED else Conflict("letters.not_posted")


def refuse_to_unmark_came_back(actor: ActorRef, letter: Letter) -> DomainError | None:
    """Why “came back” stays; None when it can be taken back (3.4)."""
    if refusal := refuse_to_handle_letters(actor, letter.scope):
        return refusal
    return None if letter.state == LetterState.CAME_BACK else Conflict("letters.not_back")


def refuse_to_hold(actor: ActorRef, letter: Letter) -> DomainError | None:
    """Why a letter is not held back; None when it is (3.3)."""
    if refusal := refuse_to_handle_letters(actor, letter.scope):
        return refusal
    if letter.state in (LetterState.WAITING, LetterState.IN_BATCH):
        return None
    return Conflict("letters.cannot_be_held")


def refuse_to_put_back(actor: ActorRef, letter: Letter) -> DomainError | None:
    """Why a letter does not wait again; None when it does (3.3)."""
    if refusal := refuse_to_handle_letters(actor, letter.scope):
        return refusal
    return None if letter.state == LetterState.HELD else Conflict("letters.not_held")


def refuse_to_stop_letters(
    actor: ActorRef, letter: Letter, *, gets_letters: bool
) -> DomainError | None:
    """Why letters about a thing go on; None when they are stopped (3.6).

    Args:
        gets_letters: whether there is an address still.
    """
    if refusal := refuse_to_handle_letters(actor, letter.scope):
        return refusal
    return None if gets_letters else Conflict("letters.no_address")


def why_left_out(
    *, readable: bool, thing_stands: bool, words_stand: bool, has_address: bool
) -> Why:
    """Why a letter is not printed (2.3); `NONE` when it is."""
    if not has_address:
        return Why.NO_ADDRESS
    if not readable:
        return Why.UNREADABLE
    if not thing_stands:
        return Why.THING_GONE
    return Why.NONE if words_stand else Why.WORDS_GONE
