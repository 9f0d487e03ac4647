"""One letter is posted, comes back, is held or stopped. Source: docs/rules/letters.md section 3."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import NotFound
from pbplatform.intake.queries import gets_letters
from pbplatform.intake.services import forget_address
from pbplatform.letters import policies
from pbplatform.letters.kinds import LettersLog, LetterState, Why
from pbplatform.letters.models import Letter
from pbplatform.letters.queries import batch_at, open_about
from pbplatform.places import queries as places


def _locked(session: Session, letter_id: int) -> Letter:
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None:
        raise NotFound("page.not_found")
    return letter


def _tell(
    session: Session, kind: LettersLog, actor: ActorRef, now: datetime, **data: str | int
) -> None:
    session.flush()
    audit.record(session, kind, actor=actor, subject="letters", now=now, letters=1, **data)


def post_one(
    session: Session, *, actor: ActorRef, letter_id: int, day: date, now: datetime
) -> None:
    """Mark one letter as posted on a day.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_post` says.
    """
    letter = _locked(session, letter_id)
    days = places.working_days(session)
    batch = batch_at(session, letter.batch_n) if letter.batch_n is not None else None
    made = days.day_of(batch.made_at) if batch else None
    if refusal := policies.refuse_to_post(actor, letter, day, made=made, today=days.day_of(now)):
        raise refusal
    letter.state, letter.posted_on = LetterState.POSTED, day
    _tell(session, LettersLog.POSTED, actor, now, day=day.isoformat())


def take_posting_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """It was not posted after all.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_take_posting_back` says.
    """
    letter = _locked(session, letter_id)
    if refusal := policies.refuse_to_take_posting_back(actor, letter):
        raise refusal
    letter.state, letter.posted_on = LetterState.IN_BATCH, None
    _tell(session, LettersLog.NOT_POSTED, actor, now)


def mark_came_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """It came back; what waits about the same thing is held.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_mark_came_back` says.
    """
    letter = _locked(session, letter_id)
    if refusal := policies.refuse_to_mark_came_back(actor, letter):
        raise refusal
    letter.state = LetterState.CAME_BACK
    same = (Letter.path == letter.path, Letter.state == LetterState.WAITING)
    for other in session.scalars(select(Letter).where(*same).with_for_update()):
        other.state, other.why = LetterState.HELD, Why.EARLIER_CAME_BACK
    _tell(session, LettersLog.CAME_BACK, actor, now)


def unmark_came_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """It did not come back; what was held for it waits again.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_unmark_came_back` says.
    """
    letter = _locked(session, letter_id)
    if refusal := policies.refuse_to_unmark_came_back(actor, letter):
        raise refusal
    letter.state = LetterState.POSTED
    held = (
        Letter.path == letter.path,
        Letter.state == LetterState.HELD,
        Letter.why == Why.EARLIER_CAME_BACK,
    )
    for other in session.scalars(select(Letter).where(*held).with_for_update()):
        other.state, other.why = LetterState.WAITING, Why.NONE
    _tell(session, LettersLog.NOT_BACK, actor, now)


def hold(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """Hold a letter back before it is posted; it leaves its batch.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_hold` says.
    """
    letter = _locked(session, letter_id)
    if refusal := policies.refuse_to_hold(actor, letter):
        raise refusal
    letter.state, letter.why, letter.batch_n = LetterState.HELD, Why.BY_HAND, None
    _tell(session, LettersLog.HELD, actor, now)


def put_back(session: Session, *, actor: ActorRef, letter_id: int, now: datetime) -> None:
    """Let a letter that was held wait for the next batch.

    Raises:
        NotFound, NotAllowed, Conflict: as `refuse_to_put_back` says.
    """
    letter = _locked(session, letter_id)
    if refusal := policies.refuse_to_put_back(actor, letter):
        raise refusal
    letter.state, letter.why = LetterState.WAITING, Why.NONE
    _tell(session, LettersLog.PUT_BACK, actor, now)


def facts_to_stop(session: Session, letter: Letter) -> Facts:
    """What whoever stops letters sees first."""
    return {
        "path": letter.path,
        "open letters": open_about(session, letter.path),
    }


def _open_about(session: Session, path: str) -> list[Letter]:
    states = (LetterState.WAITING, LetterState.IN_BATCH, LetterState.HELD)
    query = select(Letter).where(Letter.path == path, Letter.state.in_(states))
    return list(session.scalars(query.with_for_update()))


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
    letter = _locked(session, letter_id)
    has = gets_letters(session, letter.path)
    if refusal := policies.refuse_to_stop_letters(actor, letter, gets_letters=has):
        raise refusal
    require_same(seen, facts_to_stop(session, letter))
    for other in _open_about(session, letter.path):
        other.state, other.why, other.sealed_words = LetterState.LEFT_OUT, Why.STOPPED, ""
        other.batch_n = None
    forget_address(session, letter.path)
    _tell(session, LettersLog.STOPPED, actor, now)
