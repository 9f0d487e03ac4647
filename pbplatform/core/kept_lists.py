"""Long lists that are counted and cut without reading them: what a list is asked by, kept by row.

A slice names a list: of which thing each row is, the *cell* it is counted in (all that filters ask
of it, as one word) and its *place* in the order. Beside its rows are kept one `KeptRow` each and
numbers of them, in all and by stretches of places, so that a page anywhere in the list, and its
numbers, cost the same however long it is. `kept_changes.py` writes them in the transaction that
changes a row; nobody who changes one calls it.

Source: docs/rules/running.md section 10, docs/decisions/0089-lists-are-counted-when-they-change.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Index,
    Select,
    String,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal

ALL_OF_THEM = 0  # level of the numbers of a whole list
_SKIPPED = 100  # so many rows are passed over sooner than their numbers are asked for
_MERGED = 60  # cells that are read one by one; more of them are most of a list
BY_NUMBER = (12, 6)


class KeptRow(Base):
    """Where one row of a list stands; it follows from the row."""

    __tablename__ = "kept_row"
    __table_args__ = (
        Index("ix_kept_row_cell", "list", "scope", "cell", "place", "row_id"),
        Index("ix_kept_row_place", "list", "scope", "place", "cell", "row_id"),
        {"sqlite_with_rowid": False},
    )

    list: Mapped[str] = mapped_column(String(20), primary_key=True, info=not_personal())
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scope: Mapped[int] = mapped_column(comment="id of what the list is of; 0 for the whole place")
    cell: Mapped[str] = mapped_column(
        String(60), comment="all that filters ask of it", info=not_personal()
    )
    place: Mapped[int] = mapped_column(BigInteger, comment="in the order of the list")


class KeptCount(Base):
    """How many rows of a list are in a cell, in all and by stretches of places."""

    __tablename__ = "kept_count"
    __table_args__ = {"sqlite_with_rowid": False}

    list: Mapped[str] = mapped_column(String(20), primary_key=True, info=not_personal())
    scope: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0: of the whole list; then ever shorter"
    )
    bucket: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="which stretch of places"
    )
    cell: Mapped[str] = mapped_column(String(60), primary_key=True, info=not_personal())
    number: Mapped[int]


class Standing(NamedTuple):
    """Where a row stands in a list."""

    scope: int
    cell: str
    place: int


@dataclass(frozen=True)
class KeptList:
    """A list that is kept.

    Attributes:
        key: the id of its rows.
        read: everything that decides where rows stand; its first column is the id.
        stands: told a row of that; None where the row is in no list.
        ties: which row of the list a changed row of each table may move, by its id; or which rows.
        shifts: the stretches that are counted, the longest first: places that are the same after
            so many bits are taken off.
    """

    name: str
    key: InstrumentedAttribute[int]
    read: Select[*tuple[Any, ...]]
    stands: Callable[[Any], Standing | None]
    ties: Mapping[type[Base], Callable[[Any], int | ColumnElement[bool] | None]]
    shifts: Sequence[int] = BY_NUMBER

    @property
    def tables(self) -> frozenset[str]:
        """Tables whose rows decide where rows of the list stand."""
        return frozenset(each.__tablename__ for each in self.ties)


Cells = Mapping[str, int]
"""How many rows are in each cell."""


def cells_of(session: Session, name: str, scope: int = 0) -> dict[str, int]:
    """How many rows of a list are in each cell."""
    rows = session.execute(counted_cells(name, scope))
    return {row.cell: row.number for row in rows}


def cells_of_some(session: Session, name: str, scopes: Collection[int]) -> dict[str, int]:
    """The same of some things together."""
    found: dict[str, int] = {}
    for cells in cells_of_each(session, [name], scopes).values():
        for cell, number in cells.items():
            found[cell] = found.get(cell, 0) + number
    return found


@lru_cache(maxsize=512)
def counted_cells(name: str, scope: int = 0) -> Select[str, int]:
    """The same as a query, built once: cell and number."""
    return select(KeptCount.cell, KeptCount.number).where(
        KeptCount.list == name,
        KeptCount.scope == scope,
        KeptCount.level == ALL_OF_THEM,
        KeptCount.bucket == 0,
        KeptCount.number != 0,
    )


def cells_of_each(
    session: Session, names: Collection[str], scopes: Collection[int]
) -> dict[tuple[str, int], dict[str, int]]:
    """How many rows are in each cell of each of these lists, by name and scope; one read."""
    found: dict[tuple[str, int], dict[str, int]] = {each: {} for each in product(names, scopes)}
    for row in session.execute(_OF_EACH, {"lists": list(names), "scopes": list(scopes)}):
        found[row.list, row.scope][row.cell] = row.number
    return found


_OF_EACH = select(KeptCount.list, KeptCount.scope, KeptCount.cell, KeptCount.number).where(
    KeptCount.list.in_(bindparam("lists", expanding=True)),
    KeptCount.scope.in_(bindparam("scopes", expanding=True)),
    KeptCount.level == ALL_OF_THEM,
    KeptCount.bucket == 0,
    KeptCount.number != 0,
)


_NO_ROW = select(KeptRow.row_id).where(KeptRow.list == "")


@dataclass(frozen=True)
class Kept:
    """A kept list of one thing, to be read; or of some things as one list.

    Attributes:
        scope: the id of the thing, or those of some: few, for each is read by itself.
    """

    name: str
    scope: int | tuple[int, ...] = 0
    shifts: Sequence[int] = field(default=BY_NUMBER)
    falling: bool = False

    def ids(
        self, session: Session, cells: Cells, *, offset: int, size: int, walked: bool = False
    ) -> Select[int]:
        """Ids of a page of these cells, as a query; the order is for whoever reads the rows.

        Args:
            cells: with their numbers; all that is shown.
            walked: whether they are most of the list, so that the few others are passed by.
        """
        if offset >= sum(cells.values()):
            return _NO_ROW
        bound, offset = self._beginning(session, cells, offset)
        return _page(self, tuple(sorted(cells)), bound, offset, size, walked)

    def page_from(
        self, cells: Sequence[str], bound: int | None, offset: int, size: int, walked: bool
    ) -> Select[int]:
        """Ids of so many rows of these cells after so many others from a place on."""
        if len(cells) > _MERGED or walked:
            return self._passing(cells, bound).limit(size).offset(offset)
        which = list(product(self._scopes, cells))
        if len(which) == 1:  # nothing to merge: the index is read in its order, and no further
            one = self._of_cell(*which[0], bound).with_only_columns(KeptRow.row_id)
            return one.limit(size).offset(offset)
        parts = [self._of_cell(*each, bound).limit(offset + size).subquery() for each in which]
        merged = union_all(*(select(part.c.row_id, part.c.place) for part in parts)).subquery()
        order = self._in_order(merged.c.place, merged.c.row_id)
        return select(merged.c.row_id).order_by(*order).limit(size).offset(offset)

    def before(self, session: Session, cells: Collection[str], place: int) -> int:
        """How many rows of these cells have a place below this one; one read."""
        return session.scalar(select(self.number_before(cells, place))) or 0

    def number_before(self, cells: Collection[str], place: int) -> ColumnElement[int]:
        """The same as a part of a query; of rows themselves at most one stretch is read."""
        parts: list[Any] = [
            select(func.coalesce(func.sum(KeptCount.number), 0)).where(*stretches)
            for stretches in self._whole_before(cells, place)
        ]
        parts.append(select(func.count()).where(*self._rest_before(cells, place)))
        numbers = [part.scalar_subquery() for part in parts]
        whole: ColumnElement[int] = sum(numbers[1:], start=numbers[0])
        return whole

    def cells_before(self, mark: str) -> list[Select[str, int]]:
        """Parts of a query, to be built once, of how many rows of each of some cells have a place
        below another one: cell and number, to be added up.

        Args:
            mark: begins the names of what `values_before` gives for it.
        """
        cells: BindParameter[str] = bindparam(f"{mark}_cells", expanding=True)
        parts = []
        for level in range(1, len(self.shifts) + 1):
            own = [*self._level(level), KeptCount.cell.in_(cells)]
            own.append(KeptCount.bucket < bindparam(f"{mark}_to_{level}"))
            if level > 1:
                own.append(KeptCount.bucket >= bindparam(f"{mark}_from_{level}"))
            parts.append(select(KeptCount.cell, KeptCount.number).where(*own))
        rest = select(KeptRow.cell, literal(1).label("number")).where(
            *self._own(),
            KeptRow.cell.in_(cells),
            KeptRow.place < bindparam(f"{mark}_to"),
            KeptRow.place >= bindparam(f"{mark}_from"),
        )
        return [*parts, rest]

    def values_before(self, mark: str, cells: Collection[str], place: int) -> dict[str, Any]:
        """What `cells_before` is asked with, of some cells."""
        values: dict[str, Any] = {f"{mark}_cells": sorted(cells), f"{mark}_to": place}
        floor = 0
        for level, shift in enumerate(self.shifts, start=1):
            here = place >> shift
            values |= {f"{mark}_to_{level}": here, f"{mark}_from_{level}": floor >> shift}
            floor = here << shift
        return values | {f"{mark}_from": floor}

    def _whole_before(
        self, cells: Collection[str], place: int
    ) -> Iterator[list[ColumnElement[bool]]]:
        """Stretches that lie before a place as a whole, the longest first."""
        floor = None
        for level, shift in enumerate(self.shifts, start=1):
            here = place >> shift
            own = [*self._level(level), KeptCount.bucket < here]
            own.append(KeptCount.cell.in_(sorted(cells)))
            if floor is not None:
                own.append(KeptCount.bucket >= floor >> shift)
            yield own
            floor = here << shift

    def _rest_before(self, cells: Collection[str], place: int) -> list[ColumnElement[bool]]:
        """Rows of the last stretch that begins before a place."""
        rest = [*self._own(), KeptRow.cell.in_(sorted(cells)), KeptRow.place < place]
        if self.shifts:
            shift = self.shifts[-1]
            rest.append(KeptRow.place >= place >> shift << shift)
        return rest

    @property
    def _scopes(self) -> tuple[int, ...]:
        return self.scope if isinstance(self.scope, tuple) else (self.scope,)

    def _is_own(self, column: Any) -> ColumnElement[bool]:
        own: ColumnElement[bool] = (
            column.in_(self.scope) if isinstance(self.scope, tuple) else column == self.scope
        )
        return own

    def _own(self) -> tuple[ColumnElement[bool], ...]:
        return KeptRow.list == self.name, self._is_own(KeptRow.scope)

    def _passing(self, cells: Sequence[str], bound: int | None) -> Select[int]:
        """All rows from a place on in their order, those of other cells passed by."""
        # Together with nothing no index of cells fits: places are walked, and nothing is sorted.
        fits = KeptRow.cell.concat("").in_(cells)
        query = select(KeptRow.row_id).where(*self._own(), fits)
        if bound is not None:
            query = query.where(KeptRow.place <= bound if self.falling else KeptRow.place >= bound)
        return query.order_by(*self._in_order(KeptRow.place, KeptRow.cell, KeptRow.row_id))

    def _in_order(self, *columns: Any) -> list[Any]:
        """By place; rows of one place in an order of their own, so that none is on two pages."""
        return [each.desc() if self.falling else each for each in columns]

    def _of_cell(self, scope: int, cell: str, bound: int | None) -> Select[int, int]:
        """The rows of a cell from a place on in their order, each found in the index alone."""
        query = select(KeptRow.row_id, KeptRow.place).where(
            KeptRow.list == self.name, KeptRow.scope == scope, KeptRow.cell == cell
        )
        if bound is not None:
            query = query.where(KeptRow.place <= bound if self.falling else KeptRow.place >= bound)
        return query.order_by(*self._in_order(KeptRow.place, KeptRow.row_id))

    def _counts(self, cells: Collection[str], level: int) -> Select[int, int]:
        order = KeptCount.bucket.desc() if self.falling else KeptCount.bucket
        return (
            select(KeptCount.bucket, func.sum(KeptCount.number))
            .where(*self._level(level), KeptCount.cell.in_(sorted(cells)))
            .group_by(KeptCount.bucket)
            .order_by(order)
        )

    def _level(self, level: int) -> tuple[ColumnElement[bool], ...]:
        return (
            KeptCount.list == self.name,
            self._is_own(KeptCount.scope),
            KeptCount.level == level,
        )

    def _beginning(self, session: Session, cells: Cells, offset: int) -> tuple[int | None, int]:
        """From which place on to read, and how many rows to pass over there."""
        if offset <= _SKIPPED:
            return None, offset
        within: tuple[int, int] | None = None
        for level, shift in enumerate(self.shifts, start=1):
            query = self._counts(cells, level)
            if within is not None:
                query = query.where(
                    KeptCount.bucket.between(within[0] >> shift, within[1] >> shift)
                )
            for bucket, number in session.execute(query):
                if offset < number:
                    within = bucket << shift, ((bucket + 1) << shift) - 1
                    break
                offset -= number
        if within is None:
            return None, offset
        return (within[1] if self.falling else within[0]), offset


@lru_cache(maxsize=256)
def _page(
    of: Kept, cells: tuple[str, ...], bound: int | None, offset: int, size: int, walked: bool
) -> Select[int]:
    """The same query for the same page, so that what is built of it is built once."""
    return of.page_from(cells, bound, offset, size, walked)
