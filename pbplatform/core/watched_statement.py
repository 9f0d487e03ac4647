"""What the database compared with the instant of a page, found in the statement itself.

`Round.opens_at <= now` in a statement hides an instant from us: the least `opens_at` that is still
to come. It is asked for when the page is done (`ask_when`), for all columns at once.

Source: docs/rules/shared-pages.md section 3.3.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Column, Table, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    BinaryExpression,
    ClauseList,
    ColumnElement,
    ExpressionClauseList,
    Grouping,
)

from pbplatform.core.db import Base
from pbplatform.core.watch import Watch
from pbplatform.core.watched_instant import WatchedInstant

_COMPARES = {
    *(operators.lt, operators.le, operators.gt, operators.ge),
    *(operators.eq, operators.ne, operators.between_op, operators.not_between_op),
}
# By the name of each bound value in a compiled statement: the columns it is compared with.
_Compared = dict[str, set[tuple[str, str]]]
_known: WeakKeyDictionary[Any, _Compared] = WeakKeyDictionary()


def note_instants(watch: Watch, context: Any) -> None:
    """Note which columns a statement compares with the instant; called for every statement."""
    compiled = getattr(context, "compiled", None)
    if compiled is None:
        return
    for given in context.compiled_parameters:
        for name, value in given.items():
            if isinstance(value, WatchedInstant):
                _note(watch, compiled, name, value)


def _note(watch: Watch, compiled: Any, name: str, value: WatchedInstant) -> None:
    if compiled not in _known:
        _known[compiled] = _compared(compiled)
    columns = _known[compiled].get(name)
    if not columns:
        watch.goes_on(f"a statement in which {name} is more than compared")
        return
    instant = value.plain.astimezone(UTC)
    watch.met |= {(table, column, instant, value.ahead) for table, column in columns}


def _compared(compiled: Any) -> _Compared:
    names = {bind.key: name for bind, name in compiled.bind_names.items()}
    found: _Compared = {}
    unclear: set[str] = set()
    inside: set[int] = set()
    for part in visitors.iterate(compiled.statement):
        if isinstance(part, BinaryExpression):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                for bind in _binds(one):
                    inside.add(id(bind))
                    name, column = names.get(bind.key, ""), _column(other)
                    if part.operator in _COMPARES and column is not None:
                        found.setdefault(name, set()).add(column)
                    else:
                        unclear.add(name)
    for part in visitors.iterate(compiled.statement):
        if isinstance(part, BindParameter) and id(part) not in inside:
            unclear.add(names.get(part.key, ""))
    return {name: columns for name, columns in found.items() if name not in unclear}


def _binds(side: Any) -> list[BindParameter[Any]]:
    """Bound values that stand on one side of a comparison as they are."""
    if isinstance(side, BindParameter):
        return [side]
    if isinstance(side, Grouping):
        return _binds(side.element)
    if isinstance(side, ClauseList | ExpressionClauseList):
        return [bind for each in side.clauses for bind in _binds(each)]
    return []


def _column(side: Any) -> tuple[str, str] | None:
    """The column of a table that stands on one side, through aliases and subqueries."""
    if not isinstance(side, ColumnElement):
        return None
    at_base = side.base_columns
    base = next(iter(at_base)) if len(at_base) == 1 else None
    if isinstance(base, Column) and isinstance(base.table, Table):
        return base.table.name, base.name
    return None


def ask_when(session: Session, watch: Watch) -> None:
    """Ask which of the values that were compared with the instant is reached next."""
    asked = sorted(watch.met, key=lambda each: (each[0], each[1], each[2], each[3]))
    if not asked:
        return
    wanted = []
    for table, name, instant, _ahead in asked:
        column = Base.metadata.tables[table].c[name]
        wanted.append(select(func.min(column)).where(column >= instant).scalar_subquery())
    told: list[datetime | None] = list(session.execute(select(*wanted)).one())
    for (_table, _name, _instant, ahead), value in zip(asked, told, strict=True):
        if value is not None:
            watch.changes_at(value.astimezone(UTC) - ahead)
