"""Rounds as lists and sums show them: a dozen columns of each instead of fifty.

Whoever decides something about a round, or shows more of it, reads it whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.money import Currency
from pbplatform.core.reading_once import is_read, is_reading_once, read_once
from pbplatform.rounds.domain.definition import Definition, read_definition
from pbplatform.rounds.models import Round, RoundDefinition, as_frozen, lines_begin
from pbplatform.rounds.queries import ALL, all_rounds, rounds_by_id


class ListedRound(NamedTuple):
    """What is frozen is that of the definition, as `Round` has it.

    Attributes:
        told: what its definition says; None while nothing is frozen.
    """

    id: int
    slug: str
    row_name: str
    row_currency_code: str
    row_currency_exponent: int
    row_results_at: datetime
    amended_results_at: datetime | None
    published_at: datetime | None
    frozen_at: datetime | None
    counted_at: datetime | None
    older_order: bool
    certified_at: datetime | None
    certify_due_at: datetime | None
    told: Definition | None

    @classmethod
    def of(cls, round_: Round) -> ListedRound:
        """Of a round that was read whole."""
        frozen = round_.definition
        row: Any = [getattr(round_, name) for name in _NAMES]
        return cls._make((*row, None if frozen is None else frozen.told))

    @property
    def path(self) -> str:
        return f"rounds/{self.slug}"

    @property
    def name(self) -> str:
        return self.row_name if self.told is None else self.told.name

    @property
    def currency(self) -> Currency:
        told = self.told
        if told is None:
            return Currency(self.row_currency_code, self.row_currency_exponent)
        return Currency(told.currency_code, told.currency_exponent)

    @property
    def results_at(self) -> datetime:
        moved = self.amended_results_at
        found: datetime = as_frozen("results_at", self.told, self.row_results_at, moved)
        return found

    @property
    def lines_begin_at(self) -> datetime | None:
        return lines_begin(self.counted_at, self.certified_at, older_order=self.older_order)


_NAMES = ListedRound._fields[:-1]
_COLUMNS = [getattr(Round, name) for name in _NAMES]
# In the order of `all_rounds`.
_LISTED = (
    select(*_COLUMNS, RoundDefinition.body)
    .select_from(Round)
    .outerjoin(RoundDefinition, RoundDefinition.round_id == Round.id)
    .order_by(Round.row_opens_at.desc(), Round.id)
)


def listed_rounds(session: Session) -> list[ListedRound]:
    """Every round, drafts too, newest first."""

    def read() -> list[ListedRound]:
        if is_read(session, ALL):  # whole
            return [ListedRound.of(each) for each in all_rounds(session)]
        rows: Iterable[Any] = session.execute(_LISTED)
        return [
            ListedRound._make((*row, None if body is None else read_definition(bytes(body))))
            for *row, body in rows
        ]

    return read_once(session, "rounds.listed", read)


def listed_by_id(session: Session, ids: Collection[int]) -> dict[int, ListedRound]:
    """These rounds by id; one read, or none where a page read rounds before."""
    if not ids:
        return {}
    if is_reading_once(session) and not is_read(session, ALL):
        return {each.id: each for each in listed_rounds(session) if each.id in ids}
    return {each.id: ListedRound.of(each) for each in rounds_by_id(session, ids).values()}


def listed_in_public(session: Session) -> list[ListedRound]:
    """Public rounds, those that are still going first, then the newest."""
    found = [each for each in listed_rounds(session) if each.published_at is not None]
    return sorted(found, key=lambda each: each.counted_at is not None)
