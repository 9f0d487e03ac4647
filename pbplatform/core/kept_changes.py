"""What is kept of lists is written in the transaction that changes a row of theirs.

Whatever rows a session changes are seen when they are sent to the database; before the commit they
are looked up again, and what is kept of them is written anew. Who changes many rows by one
statement says which (`note_changed`), or all of the list are looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, bindparam, delete, event, insert, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.unitofwork import UOWTransaction

from pbplatform.core.adding_numbers import add_numbers
from pbplatform.core.before_commit import before_commit
from pbplatform.core.kept_lists import ALL_OF_THEM, KeptCount, KeptList, KeptRow, Standing

_CHANGED, _NAMED, _GONE = "lists.changed", "lists.named", "lists.gone"
_AT_ONCE = 400
_EVERYTHING: ColumnElement[bool] = true()
TOLD = "kept_is_told"
"""Option of a statement that changes many rows: whoever sends it says which by `note_changed`."""

_all: dict[str, KeptList] = {}
Part = TypeVar("Part")


def keep(kept: KeptList) -> KeptList:
    """Have a list kept from now on."""
    _all[kept.name] = kept
    return kept


def all_kept() -> tuple[KeptList, ...]:
    """Every list that is kept, by name."""
    return tuple(_all[name] for name in sorted(_all))


class Count(NamedTuple):
    """One number of `KeptCount`, in the order of its key."""

    list: str
    scope: int
    level: int
    bucket: int
    cell: str


def _cut(found: Sequence[Part]) -> Iterator[Sequence[Part]]:
    for at in range(0, len(found), _AT_ONCE):
        yield found[at : at + _AT_ONCE]


# --- which rows changed ---


def note_changed(session: Session, name: str, which: ColumnElement[bool]) -> None:
    """Say which rows of a list a statement changes; before it, where it takes rows away."""
    session.info.setdefault(_CHANGED, {}).setdefault(name, []).append(which)


def note_row(session: Session, row: Any) -> None:
    """Say that a row changes; a session sees by itself which of its own do."""
    for kept in _all.values():
        tie = kept.ties.get(type(row))
        which = tie(row) if tie else None
        if isinstance(which, int):
            named = session.info.setdefault(_NAMED, {}).setdefault(kept.name, set())
            named.add(which)
        elif which is not None:
            note_changed(session, kept.name, which)


@event.listens_for(Session, "after_flush")
def _seen(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        note_row(session, row)
    for row in session.deleted:
        for kept in _all.values():
            if type(row) is kept.key.class_:  # no condition finds it any more
                gone = session.info.setdefault(_GONE, {}).setdefault(kept.name, set())
                gone.add(getattr(row, kept.key.key))


@event.listens_for(Session, "do_orm_execute")
def _seen_statement(state: ORMExecuteState) -> None:
    """A statement that changes many rows at once says of none which it is."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    if state.execution_options.get(TOLD):
        return
    table = getattr(getattr(state.statement, "table", None), "name", "")
    for kept in _all.values():
        if table in kept.tables:
            note_changed(state.session, kept.name, _EVERYTHING)


@event.listens_for(Session, "after_soft_rollback")
def _forgotten(session: Session, previous: SessionTransaction) -> None:
    if previous.parent is None:  # what a part that was taken back changed is looked at for nothing
        for noted in (_CHANGED, _NAMED, _GONE):
            session.info.pop(noted, None)


@before_commit
def keep_changed(session: Session) -> None:
    """Write what is kept of the rows that this transaction changed."""
    found: dict[str, list[ColumnElement[bool]]] = session.info.pop(_CHANGED, {})
    named: dict[str, set[int]] = session.info.pop(_NAMED, {})
    gone: dict[str, set[int]] = session.info.pop(_GONE, {})
    counts: Counter[Count] = Counter()
    for name in sorted({*found, *named}):
        kept = _all[name]
        ids = named.get(name, set()) | gone.get(name, set())
        for part in _parts(session, kept, found.get(name, ()), ids):
            counts.update(_keep(session, kept, part)[1])
    if counts:
        _count(session, counts)


def _parts(
    session: Session, kept: KeptList, found: Sequence[ColumnElement[bool]], ids: set[int]
) -> Iterable[Sequence[int]]:
    """Ids of what changed, some hundreds at a time; nothing is sent that the session holds."""
    if any(each is _EVERYTHING for each in found):
        return ids_of_all(session, kept)
    for part in _cut(found):
        query = select(kept.key).where(or_(*part))
        ids.update(session.connection().execute(query).scalars())
    return _cut(sorted(ids))


# --- writing it ---


def ids_of_all(session: Session, kept: KeptList) -> list[Sequence[int]]:
    """All rows of a list, and those that are kept of it, some hundreds at a time."""
    connection = session.connection()
    there = set(connection.execute(select(kept.key)).scalars())
    there |= set(
        connection.execute(select(KeptRow.row_id).where(KeptRow.list == kept.name)).scalars()
    )
    return list(_cut(sorted(there)))


def keep_rows(session: Session, kept: KeptList, ids: Sequence[int]) -> int:
    """Write anew what is kept of these rows, where it is not what they say.

    Args:
        ids: in their order.
    Returns:
        Of how many rows something else was kept.
    """
    wrong, counts = 0, Counter[Count]()
    for some in _cut(ids):
        number, more = _keep(session, kept, some)
        wrong += number
        counts.update(more)
    _count(session, counts)
    return wrong


def _keep(session: Session, kept: KeptList, ids: Sequence[int]) -> tuple[int, Counter[Count]]:
    """Write the rows; how many were wrong, and what that changes of the numbers."""
    connection = session.connection()
    # Whoever comes last sees what the others did: changes of a row wait for each other here.
    # Rows that refer to it, such as its supporters', hold its key meanwhile: that must not stop us.
    lock = select(kept.key).where(kept.key.in_(ids)).order_by(kept.key)
    connection.execute(lock.with_for_update(key_share=True))
    before, after = kept_of(session, kept, ids), worked_out(session, kept, ids)
    wrong = [each for each in ids if before.get(each) != after.get(each)]
    counts: Counter[Count] = Counter()
    if not wrong:
        return 0, counts
    for each in wrong:
        counts.subtract(counts_of(kept, before.get(each)))
        counts.update(counts_of(kept, after.get(each)))
    own = (KeptRow.list == kept.name, KeptRow.row_id.in_(wrong))
    connection.execute(delete(KeptRow).where(*own))
    rows = [
        {"list": kept.name, "row_id": each, **after[each]._asdict()}
        for each in wrong
        if each in after
    ]
    if rows:
        connection.execute(insert(KeptRow), rows)
    return len(wrong), counts


def _count(session: Session, counts: Counter[Count]) -> None:
    """Add to the numbers; what falls to nothing goes."""
    rows = add_numbers(session, KeptCount, counts)
    fallen = [{f"of_{name}": row[name] for name in Count._fields} for row in rows if _falls(row)]
    if fallen:
        session.connection().execute(_NOTHING_LEFT, fallen)


def _falls(row: Mapping[str, Any]) -> bool:
    return bool(row["number"] < 0)


_NOTHING_LEFT = delete(KeptCount).where(
    KeptCount.number == 0,
    *(getattr(KeptCount, name) == bindparam(f"of_{name}") for name in Count._fields),
)


# --- what is kept ---


def worked_out(session: Session, kept: KeptList, ids: Sequence[int]) -> dict[int, Standing]:
    """Where these rows stand by what they say now."""
    rows = session.connection().execute(kept.read.where(kept.key.in_(ids)))
    stood = ((row[0], kept.stands(row)) for row in rows)
    return {row_id: stand for row_id, stand in stood if stand is not None}


def kept_of(session: Session, kept: KeptList, ids: Sequence[int]) -> dict[int, Standing]:
    """What is kept of these rows."""
    query = select(KeptRow.row_id, KeptRow.scope, KeptRow.cell, KeptRow.place).where(
        KeptRow.list == kept.name, KeptRow.row_id.in_(ids)
    )
    return {row[0]: Standing(*row[1:]) for row in session.connection().execute(query)}


def counts_of(kept: KeptList, stand: Standing | None) -> Counter[Count]:
    """What a row adds to the numbers."""
    if stand is None:
        return Counter()
    found = Counter({Count(kept.name, stand.scope, ALL_OF_THEM, 0, stand.cell): 1})
    for level, shift in enumerate(kept.shifts, start=1):
        found[Count(kept.name, stand.scope, level, stand.place >> shift, stand.cell)] += 1
    return found


# --- holding it against the rows ---


def rows_kept_wrong(session: Session, kept: KeptList) -> list[int]:
    """Rows of which something else is kept than they say, by id."""
    wrong: list[int] = []
    for ids in ids_of_all(session, kept):
        before, after = kept_of(session, kept, ids), worked_out(session, kept, ids)
        wrong += [each for each in ids if before.get(each) != after.get(each)]
    return wrong


def numbers_kept_wrong(session: Session, kept: KeptList) -> list[Count]:
    """Numbers that are not the sum of the rows that are kept."""
    counted = _counted(session, kept)
    columns = [getattr(KeptCount, name) for name in Count._fields]
    query = select(*columns, KeptCount.number).where(KeptCount.list == kept.name)
    for *key, number in session.connection().execute(query):
        counted[Count(*key)] -= number
    return sorted(each for each, difference in counted.items() if difference)


def count_again(session: Session, kept: KeptList) -> None:
    """Put every number of a list together again from its kept rows."""
    session.connection().execute(delete(KeptCount).where(KeptCount.list == kept.name))
    _count(session, _counted(session, kept))


def _counted(session: Session, kept: KeptList) -> Counter[Count]:
    counted: Counter[Count] = Counter()
    query = select(KeptRow.scope, KeptRow.cell, KeptRow.place).where(KeptRow.list == kept.name)
    for row in session.connection().execute(query):
        counted.update(counts_of(kept, Standing(*row)))
    return counted
