"""Batches are made, printed and posted. Source: docs/rules/letters.md sections 2 and 3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.texts import find_text
from pbplatform.intake.queries import PostalAddress, gets_letters, postal_address
from pbplatform.letters.domain.words import LetterWords
from pbplatform.letters.kinds import MOST_IN_BATCH, LettersLog, LetterState, Why
from pbplatform.letters.models import Letter, LetterBatch
from pbplatform.letters.policies import refuse_to_handle_letters, refuse_to_post, why_left_out
from pbplatform.letters.queries import batch_at, letters_of, words_of
from pbplatform.moderation.queries.veil import veil_over
from pbplatform.places import queries as places


@dataclass(frozen=True)
class ToPrint:
    """One letter with its address, for the press."""

    number: int
    words: LetterWords
    to: PostalAddress


@dataclass(frozen=True)
class Made:
    """What became of the letters that waited.

    Attributes:
        number: of the batch; None where nothing was left to print.
    """

    number: int | None
    letters: int
    left_out: int


def make_batch(
    session: Session, *, actor: ActorRef, scope: str, large: bool, now: datetime
) -> Made:
    """Put the oldest letters that wait into a batch; what must not be told is left out.

    Raises:
        NotAllowed: not a clerk there.
        Conflict: nothing waits, or another clerk has it just now.
    """
    if refusal := refuse_to_handle_letters(actor, scope):
        raise refusal
    mine = true() if scope == PLACE else Letter.scope == scope
    query = select(Letter).where(Letter.state == LetterState.WAITING, mine).order_by(Letter.id)
    # Another clerk's rows are skipped: on SQLite writers take turns, so they are gone by then.
    waiting = session.scalars(query.limit(MOST_IN_BATCH).with_for_update(skip_locked=True)).all()
    if not waiting:
        raise Conflict("letters.none_waits")
    fit = _asked_again(session, waiting)
    out = len(waiting) - len(fit)
    number = None
    if fit:
        batch = LetterBatch(scope=scope, large=large, made_at=now, by_id=actor.account_id)
        session.add(batch)
        session.flush()
        number = batch.n
        for letter in fit:
            letter.state, letter.batch_n = LetterState.IN_BATCH, number
    session.flush()
    audit.record(
        session,
        LettersLog.BATCH_MADE,
        actor=actor,
        subject="letters",
        now=now,
        letters=len(fit),
        left_out=out,
    )
    return Made(number, len(fit), out)


def _asked_again(session: Session, letters: Sequence[Letter]) -> list[Letter]:
    """Those that may be printed; of the others the words go at once, with the reason kept."""
    fit = []
    for letter, why in zip(letters, _whys(session, letters), strict=True):
        if why is Why.NONE:
            fit.append(letter)
        else:
            letter.state, letter.why, letter.sealed_words = LetterState.LEFT_OUT, why, ""
            letter.batch_n = None
    return fit


def _whys(session: Session, letters: Sequence[Letter]) -> list[Why]:
    veil = veil_over(session, {letter.path for letter in letters})
    whys = []
    for letter in letters:
        words = words_of(session, letter)
        told = words.told if words else ()
        found = find_text(session, letter.path)
        why = why_left_out(
            readable=words is not None,
            thing_stands=found is not None,
            words_stand=all(veil(letter.path, each) == each for each in told),
            has_address=postal_address(session, letter.path) is not None
            and gets_letters(session, letter.path),
        )
        whys.append(why)
    return whys


def letters_to_print(session: Session, *, actor: ActorRef, number: int) -> list[ToPrint]:
    """The letters of a batch with their addresses, for the press.

    What must not be told any more is not among them.

    Raises:
        NotFound: no such batch.
        NotAllowed: not a clerk there.
        Conflict: nothing of it can be printed any more.
    """
    batch = batch_at(session, number)
    if refusal := refuse_to_handle_letters(actor, batch.scope):
        raise refusal
    letters = letters_of(session, number)
    ready = []
    for letter, why in zip(letters, _whys(session, letters), strict=True):
        words, to = words_of(session, letter), postal_address(session, letter.path)
        if why is Why.NONE and words is not None and to is not None:
            ready.append(ToPrint(letter.id, words, to))
    if not ready:
        raise Conflict("letters.nothing_to_print")
    return ready


def count_print(session: Session, *, actor: ActorRef, number: int, now: datetime) -> None:
    """Count that the PDF of a batch was made; from the second time on the log says so.

    Raises:
        NotAllowed: not a clerk there.
        NotFound: no such batch.
    """
    batch = session.get(LetterBatch, number, with_for_update=True, populate_existing=True)
    if batch is None:
        raise NotFound("page.not_found")
    if refusal := refuse_to_handle_letters(actor, batch.scope):
        raise refusal
    batch.prints += 1
    session.flush()
    if batch.prints > 1:
        audit.record(
            session,
            LettersLog.PRINTED_AGAIN,
            actor=actor,
            subject="letters",
            now=now,
            number=number,
        )


def post_batch(session: Session, *, actor: ActorRef, number: int, day: date, now: datetime) -> int:
    """Mark all letters of a batch that are not posted yet; how many.

    Raises:
        NotAllowed: not a clerk there.
        NotFound: no such batch.
        Conflict: none is left, or no such day.
    """
    batch = batch_at(session, number)
    if refusal := refuse_to_handle_letters(actor, batch.scope):
        raise refusal
    open_ = (Letter.batch_n == number, Letter.state == LetterState.IN_BATCH)
    letters = session.scalars(select(Letter).where(*open_).with_for_update()).all()
    if not letters:
        raise Conflict("letters.all_posted")
    days = places.working_days(session)
    made, today = days.day_of(batch.made_at), days.day_of(now)
    for letter in letters:
        if refusal := refuse_to_post(actor, letter, day, made=made, today=today):
            raise refusal
        letter.state, letter.posted_on = LetterState.POSTED, day
    session.flush()
    audit.record(
        session,
        LettersLog.POSTED,
        actor=actor,
        subject="letters",
        now=now,
        letters=len(letters),
        day=day.isoformat(),
    )
    return len(letters)
