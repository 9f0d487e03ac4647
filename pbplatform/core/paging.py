"""A long list in pages: counted, cut and numbered in one way, from a query or from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list.

    Attributes:
        rows: what stands on it.
        number: which page it is, from 1.
        size: rows on a full page.
        total: rows of the whole list.
    """

    rows: Sequence[Row]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one, empty."""
        return last_page(self.total, self.size)

    @property
    def first(self) -> int:
        """The place in the list of the first row, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place in the list of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def newer(self) -> int | None:
        """The page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The page after this one."""
        return self.number + 1 if self.number < self.pages else None

    def showing(self, rows: Sequence[Other]) -> Page[Other]:
        """The same page, each row told in another way."""
        return Page(rows, self.number, self.size, self.total)


def last_page(total: int, size: int) -> int:
    """The number of the last page."""
    return max(1, -(-total // size))


def page_with(place: int, size: int) -> int:
    """The page on which the row at `place` stands, counted from 0."""
    return place // size + 1


def count_of(session: Session, query: Select[Any]) -> int:
    """How many rows a query has."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def page_from(
    session: Session,
    query: Select[Any],
    read: Callable[[Select[Any]], Sequence[Row]],
    *,
    wanted: int,
    size: int,
) -> Page[Row]:
    """A page of what a query finds; beyond the ends the nearest there is.

    Args:
        asked: the whole list, in its order.
        read: the rows of a query.
        wanted: number of the page, from 1, as it was typed or sent.
    """
    return page_counted(
        count_of(session, query),
        lambda offset: read(query.limit(size).offset(offset)),
        wanted=wanted,
        size=size,
    )


def page_counted(
    total: int, read: Callable[[int], Sequence[Row]], *, wanted: int, size: int
) -> Page[Row]:
    """A page of a list whose rows were counted; beyond the ends the nearest there is.

    Args:
        read: the rows of a page after so many others.
        wanted: number of the page, from 1, as it was typed or sent.
    """
    number = min(max(wanted, 1), last_page(total, size))
    return Page(read((number - 1) * size), number, size, total)


def page_of(rows: Sequence[Row], *, wanted: int, size: int, nearest: bool = True) -> Page[Row]:
    """A page of a list that was read as a whole.

    Args:
        wanted: number of the page, from 1, as it was typed or sent.
        nearest: beyond the end stands the last page; if not, a page with nothing on it.
    """
    number = max(wanted, 1)
    if nearest:
        number = min(number, last_page(len(rows), size))
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))
