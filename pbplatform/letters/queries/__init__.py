"""Reads of letters and batches."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, literal, select, true
from sqlalchemy.orm import Session

from pbplatform.core.actor import PLACE
from pbplatform.core.errors import NotFound
from pbplatform.core.sealed_words import CannotBeOpened, unseal
from pbplatform.letters.domain.words import LetterWords
from pbplatform.letters.kinds import OPEN, POST_WITHIN, LetterState
from pbplatform.letters.models import Letter, LetterBatch
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays

MOST_LISTED = 50


@dataclass(frozen=True)
class Waiting:
    """What waits in one scope.

    Attributes:
        due: last day on which the oldest of them should be in the post.
    """

    scope: str
    count: int
    due: date
    late: bool


@dataclass(frozen=True)
class LetterView:
    """A letter, and until when it should be in the post.

    Attributes:
        due: None where nobody posts it (any more).
    """

    letter: Letter
    due: date | None
    late: bool


def within(scopes: Collection[str]) -> ColumnElement[bool]:
    """Letters of these scopes; the place has all."""
    return true() if PLACE in scopes else Letter.scope.in_(scopes)


def waiting_in(session: Session, scopes: Collection[str], today: date) -> list[Waiting]:
    """What waits for a batch, by the scope in which the clerk acts."""
    if not scopes:
        return []
    # A clerk of the whole place makes one batch of all.
    by = literal(PLACE) if PLACE in scopes else Letter.scope
    query = select(by, func.count(), func.min(Letter.news_at)).where(
        Letter.state == LetterState.WAITING, within(scopes)
    )
    if PLACE not in scopes:
        query = query.group_by(Letter.scope).order_by(Letter.scope)
    days = places.working_days(session)
    found = []
    for scope, count, oldest in session.execute(query):
        if count:
            due = due_day(days, oldest)
            found.append(Waiting(scope, count, due, today > due))
    return found


def not_in_batch(session: Session, scopes: Collection[str]) -> int:
    """How many letters wait for a batch."""
    query = select(func.count()).where(Letter.state == LetterState.WAITING, within(scopes))
    return session.scalar(query) or 0


def not_posted(session: Session, scopes: Collection[str]) -> tuple[int, datetime | None]:
    """How many letters are printed and not posted, and the news of the oldest."""
    query = select(func.count(), func.min(Letter.news_at)).where(
        Letter.state.in_((LetterState.WAITING, LetterState.IN_BATCH)), within(scopes)
    )
    count, oldest = session.execute(query).one()
    return count, oldest


def due_day(days: WorkingDays, news_at: datetime) -> date:
    """The last day on which a letter is in time (3.1)."""
    return days.after(days.day_of(news_at), POST_WITHIN)


def views(session: Session, letters: Sequence[Letter], today: date) -> list[LetterView]:
    """Letters with their days."""
    days = places.working_days(session)
    shown = []
    for letter in letters:
        waits = letter.state in (LetterState.WAITING, LetterState.IN_BATCH)
        due = due_day(days, letter.news_at) if waits else None
        shown.append(LetterView(letter, due, due is not None and today > due))
    return shown


def listed(
    session: Session, scopes: Collection[str], states: Collection[LetterState]
) -> list[Letter]:
    """The newest letters in these states."""
    query = select(Letter).where(Letter.state.in_(states), within(scopes))
    return list(session.scalars(query.order_by(Letter.id.desc()).limit(MOST_LISTED)))


def batches_in(session: Session, scopes: Collection[str]) -> list[tuple[LetterBatch, int, int]]:
    """The newest batches: each with how many letters it has, and how many are not posted."""
    open_ = func.count(Letter.id).filter(Letter.state == LetterState.IN_BATCH)
    query = (
        select(LetterBatch, func.count(Letter.id), open_)
        .outerjoin(Letter, Letter.batch_n == LetterBatch.n)
        .where(true() if PLACE in scopes else LetterBatch.scope.in_(scopes))
        .group_by(LetterBatch.n)
        .order_by(LetterBatch.n.desc())
    )
    return [(each[0], each[1], each[2]) for each in session.execute(query.limit(MOST_LISTED))]


def batch_at(session: Session, n: int) -> LetterBatch:
    """A batch by its number.

    Raises:
        NotFound: there is none.
    """
    batch = session.get(LetterBatch, n)
    if batch is None:
        raise NotFound("page.not_found")
    return batch


def letters_of(session: Session, n: int) -> list[Letter]:
    """The letters of a batch, in the order in which they are printed."""
    return list(session.scalars(select(Letter).where(Letter.batch_n == n).order_by(Letter.id)))


def letter_at(session: Session, letter_id: int) -> Letter:
    """A letter by its number.

    Raises:
        NotFound: there is none.
    """
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotFound("page.not_found")
    return letter


def words_of(session: Session, letter: Letter) -> LetterWords | None:
    """What a letter says; None once its words went, or where nobody can read them any more."""
    if not letter.sealed_words:
        return None
    try:
        opened = unseal(session, letter.sealed_words, key16=letter.key16)
    except CannotBeOpened:
        return None
    told = tuple(json.loads(opened["told"]))
    return LetterWords(opened["subject"], opened["body"], letter.language, told)


def came_back_before(session: Session, path: str) -> bool:
    """Whether a letter about this thing came back."""
    query = select(Letter.id).where(Letter.path == path, Letter.state == LetterState.CAME_BACK)
    return session.scalar(query.limit(1)) is not None


def newest_about(session: Session, path: str, most: int = 3) -> list[Letter]:
    """The newest letters about a thing."""
    query = select(Letter).where(Letter.path == path).order_by(Letter.id.desc())
    return list(session.scalars(query.limit(most)))


def open_letters(path: str) -> Select[Letter]:
    """Letters about a thing that are not posted yet; for a read, or to lock them."""
    return select(Letter).where(Letter.path == path, Letter.state.in_(OPEN))


def open_about(session: Session, path: str) -> int:
    """How many letters about a thing are not posted yet."""
    found = open_letters(path).with_only_columns(func.count())
    return session.scalar(found) or 0
