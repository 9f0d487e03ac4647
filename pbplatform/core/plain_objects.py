"""Objects of a session made from rows that it did not read itself (`core/plain_rows.py`).

They are what the session would have loaded: one object for each row of a table, held by the
session, with all its columns, and with the one other object that is always loaded with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import Mapper, Session, aliased
from sqlalchemy.orm.attributes import instance_state

Maker = Callable[[Session, Sequence[Sequence[Any]]], list[Any]]


class NotPlain(Exception):  # no error: the session reads it instead
    """A statement is unusual."""


def _is_object(described: Any) -> bool:
    entity = described.get("entity")  # what no mapper knows has none
    return entity is not None and described["expr"] is entity


def spelt_out(asked: Any, described: Sequence[Any]) -> tuple[Any, list[Maker]]:
    """The statement with the columns of each object in its place.

    Returns:
        It, and for each thing that is asked for what makes it of all rows; nothing where all that
        is asked for are columns.
    """
    if not any(_is_object(each) for each in described):
        return asked, []
    columns: list[Any] = []
    makers: list[Maker] = []
    for each in described:
        if not _is_object(each):
            makers.append(_cells(len(columns)))
            columns.append(each["expr"])
            continue
        objects = _objects(each["entity"], columns)
        for known in inspect(each["entity"]).mapper.relationships:
            if known.lazy == "joined":
                if asked._group_by_clauses or asked._distinct or asked._having_criteria:
                    raise NotPlain  # columns more would be other groups
                other = aliased(known.mapper.class_)
                meets = getattr(each["entity"], known.key).of_type(other).__clause_element__()
                asked = asked.outerjoin(other, meets)
                objects.beside.append((known.key, _objects(other, columns)))
        makers.append(objects)
    return asked.with_only_columns(*columns, maintain_column_froms=True), makers


def _objects(entity: Any, columns: list[Any]) -> _Objects:
    """What makes these objects, of columns that are asked for after the others."""
    made = _Objects(inspect(entity).mapper, len(columns))
    columns += [getattr(entity, key) for key in made.keys]
    return made


def _cells(at: int) -> Maker:
    one = itemgetter(at)
    return lambda _session, rows: list(map(one, rows))


class _Objects:
    """Makes the objects of one table."""

    def __init__(self, mapper: Mapper[Any], at: int) -> None:
        joined = [each for each in mapper.relationships if each.lazy == "joined"]
        if any(each.uselist or each.mapper is mapper for each in joined):
            raise NotPlain
        if mapper.polymorphic_on is not None or mapper.class_manager.dispatch.load:
            raise NotPlain
        self.keys, self.manager = [each.key for each in mapper.column_attrs], mapper.class_manager
        self.names = frozenset(self.keys)
        self.columns = slice(at, at + len(self.keys))
        self.identity = mapper._identity_class
        places = [self.keys.index(mapper.get_property_by_column(c).key) for c in mapper.primary_key]
        self.beside: list[tuple[str, _Objects]] = []
        self.key = _tuple_at([at + place for place in places])

    def __call__(self, session: Session, rows: Sequence[Sequence[Any]]) -> list[Any]:
        held: Any = session.identity_map
        found: list[Any] = []
        for row in rows:
            key = (self.identity, self.key(row), None)
            one = held.get(key)
            if one is not None:
                if not self.names <= one.__dict__.keys():  # it expired, or was read without some
                    for name, value in zip(self.keys, row[self.columns], strict=True):
                        one.__dict__.setdefault(name, value)
                    instance_state(one)._commit(one.__dict__, self.keys)
            elif None not in key[1]:
                one = self.manager.new_instance()
                state = instance_state(one)
                state.key, state.session_id = key, session.hash_key
                held._add_unpresent(state, key)
                one.__dict__.update(zip(self.keys, row[self.columns], strict=True))
            found.append(one)
        for name, others in self.beside:
            for one, other in zip(found, others(session, rows), strict=True):
                if one is not None:
                    one.__dict__.setdefault(name, other)
        return found


def _tuple_at(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    if len(places) == 1:
        only = itemgetter(places[0])
        return lambda row: (only(row),)
    return itemgetter(*places)


@dataclass(frozen=True)
class Held:
    """An object that the session has, with all that a page may ask of it."""

    one: Any


def by_key(
    session: Session, entity: Any, key: Any
) -> tuple[Select[Any], dict[str, Any]] | Held | None:
    """What asks for the object of a key, or the object; None where the key is unusual, and where
    the session holds one that went stale."""
    values = key if isinstance(key, tuple) else (key,)
    if not isinstance(entity, type) or not all(isinstance(each, int | str) for each in values):
        return None
    identity, names, asked = _of_key(entity)
    if len(values) != len(names):
        return None
    held = session.identity_map.get((identity, values, None))
    if held is None:
        return asked, dict(zip(names, values, strict=True))
    state = instance_state(held)
    is_whole = type(held) is entity and not state.expired and not state.expired_attributes
    return Held(held) if is_whole else None


@cache
def _of_key(entity: type[Any]) -> tuple[Any, list[str], Select[Any]]:
    mapper: Mapper[Any] = inspect(entity)
    columns = [getattr(entity, mapper.get_property_by_column(c).key) for c in mapper.primary_key]
    names = [f"key_{place}" for place, _column in enumerate(columns)]
    same = [one == bindparam(name) for one, name in zip(columns, names, strict=True)]
    return mapper._identity_class, names, select(entity).where(*same)
