"""One letter is posted, comes back, is held or stopped. Source: docs/rules/letters.md section 3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.intake.queries import gets_letters, written_at_path
from pbplatform.intake.services import forget_address
from pbplatform.letters import policies
from pbplatform.letters.kinds import LettersLog, LetterState, Why
from pbplatform.letters.models import Letter
from pbplatform.letters.queries import batch_at, came_back_before, open_about, open_letters
from pbplatform.places import queries as places


def _locked(
    session: Session, letter_id: int, refuse: Callable[[Letter], DomainError | None]
) -> Letter:
    """The letter, held until the transaction ends, once nothing refuses what is done with it."""
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None:
        raise NotFound("page.not_found")
    if refusal := refuse(letter):
        raise refusal
    return letter


def _becomes(
    letter: Letter, state: LetterState, why: Why = Why.NONE, *, batch_n: int | None = None
) -> None:
    """Move a letter; what a batch holds, or held when it was posted, keeps its number."""
    letter.state, letter.why, letter.batch_n = state, why, batch_n


def _tell(
    session: Session, kind: LettersLog, actor: ActorRef, now: datetime, **data: str | int
) -> None:
    session.flush()
    told = {"letters": 1, **data}
    audit.record(session, kind, actor=actor, subject="letters", now=now, **told)


def post_one(
    session: Session, *, actor: ActorRef, letter_id: int, day: date, now: datetime
) -> None:
    """Mark one letter as posted on a day.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_post` says.
    """
    days = places.working_days(session)

    def refuse(letter: Letter) -> DomainError | None:
        batch = batch_at(session, letter.batch_n) if letter.batch_n is not None else None
        made = days.day_of(batch.made_at) if batch else None
        return policies.refuse_to_post(actor, letter, day, made=made, today=days.day_of(now))

    letter = _locked(session, letter_id, refuse)
    _becomes(letter, LetterState.POSTED, batch_n=letter.batch_n)
    letter.posted_on = day
    _tell(session, LettersLog.POSTED, actor, now, day=day.isoformat())


def take_posting_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """It was not posted after all.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_take_posting_back` says.
    """
    letter = _locked(
        session, letter_id, lambda found: policies.refuse_to_take_posting_back(actor, found)
    )
    _becomes(letter, LetterState.IN_BATCH, batch_n=letter.batch_n)
    letter.posted_on = None
    _tell(session, LettersLog.NOT_POSTED, actor, now)


def mark_came_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """It came back; what waits about the same thing is held.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_mark_came_back` says.
    """
    letter = _locked(
        session, letter_id, lambda found: policies.refuse_to_mark_came_back(actor, found)
    )
    written_at_path(session, letter.path, lock=True)  # a letter that is being made is found here
    _becomes(letter, LetterState.CAME_BACK, batch_n=letter.batch_n)
    waits = Letter.state == LetterState.WAITING
    _each_about(session, letter, waits, LetterState.HELD, Why.EARLIER_CAME_BACK)
    _tell(session, LettersLog.CAME_BACK, actor, now)


def unmark_came_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """It did not come back; what was held for it waits again, unless another one came back.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_unmark_came_back` says.
    """
    letter = _locked(
        session, letter_id, lambda found: policies.refuse_to_unmark_came_back(actor, found)
    )
    written_at_path(session, letter.path, lock=True)
    _becomes(letter, LetterState.POSTED, batch_n=letter.batch_n)
    session.flush()
    if not came_back_before(session, letter.path):
        held = Letter.why == Why.EARLIER_CAME_BACK
        _each_about(session, letter, held, LetterState.WAITING, Why.NONE)
    _tell(session, LettersLog.NOT_BACK, actor, now)


def hold(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """Hold a letter back before it is posted; it leaves its batch.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_hold` says.
    """
    letter = _locked(session, letter_id, lambda found: policies.refuse_to_hold(actor, found))
    _becomes(letter, LetterState.HELD, Why.BY_HAND)
    _tell(session, LettersLog.HELD, actor, now)


def put_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """Let a letter that was held wait for the next batch.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_put_back` says.
    """
    letter = _locked(session, letter_id, lambda found: policies.refuse_to_put_back(actor, found))
    _becomes(letter, LetterState.WAITING)
    _tell(session, LettersLog.PUT_BACK, actor, now)


def facts_to_stop(session: Session, letter: Letter) -> Facts:
    """What whoever stops letters sees first."""
    return {
        "path": letter.path,
        "open letters": open_about(session, letter.path),
    }


def _each_about(
    session: Session, letter: Letter, which: ColumnElement[bool], state: LetterState, why: Why
) -> list[Letter]:
    """Move the letters about the same thing that are not posted; which they were."""
    found = open_letters(letter.path).where(which).order_by(Letter.id).with_for_update()
    letters = list(session.scalars(found))
    for each in letters:
        _becomes(each, state, why)
    return letters


def stop_letters(
    session: Session, *, actor: ActorRef, letter_id: int, seen: str | None, now: datetime
) -> None:
    """The person wants no letters about this thing: the address goes, and so does what waits.

    Args:
        seen: the facts that were confirmed, as `facts_to_stop` gives them.
    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_stop_letters` says.
        ChangedMeanwhile: another letter waits since.
    """

    def refuse(letter: Letter) -> DomainError | None:
        has = gets_letters(session, letter.path)
        return policies.refuse_to_stop_letters(actor, letter, gets_letters=has)

    letter = _locked(session, letter_id, refuse)
    written_at_path(session, letter.path, lock=True)
    require_same(seen, facts_to_stop(session, letter))
    left_out = _each_about(session, letter, true(), LetterState.LEFT_OUT, Why.STOPPED)
    for each in left_out:
        each.sealed_words = ""
    forget_address(session, letter.path)
    _tell(session, LettersLog.STOPPED, actor, now, letters=len(left_out))
