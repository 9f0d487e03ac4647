"""What a page that only shows something reads, straight from the driver.

A session makes ready for every statement what few of them need: changes to be sent first, loaders
for every kind of object, results of every kind. Of a statement that was asked before, the words,
the values and the types of its columns are known; what comes is what the session would have found,
and its objects are the session's own (`core/plain_objects.py`). Who hears of statements
(`core/watch.py`) hears of these too, and an error is the one that SQLAlchemy makes of it.

Only inside `reading_once`: an act of a person may have changed objects that were not sent yet.
What is unusual goes the session's way. Source: docs/decisions/0097.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, CompoundSelect, Connection, Dialect, Select
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from pbplatform.core.plain_objects import NotPlain, spelt_out
from pbplatform.core.reading_once import is_reading_once

_NOTHING: Mapping[str, Any] = {}
_MOST_TEXTS, _MOST_PLANS = 64, 2000
# Makes the values of a column of what the driver gave.
_Column = Callable[[Sequence[Any]], Iterable[Any]]


def plainly_read(session: Session, asked: Any, values: Any = None) -> IteratorResult[Any] | None:
    """What a statement finds; None where it has to be read by the session."""
    if type(asked) is not Select and type(asked) is not CompoundSelect:
        return None
    if not is_reading_once(session) or not session._is_clean():
        return None
    if asked._with_options or asked._execution_options:
        return None
    if values is not None and type(values) is not dict:
        return None
    connection = session.connection()
    plan, given = _plan_of(asked, connection.dialect)
    if plan is None:
        return None
    return plan.read(session, connection, given, values or _NOTHING)


class _Heard:
    """A statement as those who hear of it know it from SQLAlchemy."""

    __slots__ = ("compiled", "compiled_parameters")

    def __init__(self, compiled: SQLCompiler, given: dict[str, Any]) -> None:
        self.compiled, self.compiled_parameters = compiled, [given]


class _Text:
    """The words of a statement whose lists have certain lengths, and what makes its values."""

    __slots__ = ("binds", "positional", "spread", "words")

    def __init__(self, plan: _Plan, given: Mapping[str, Any]) -> None:
        compiled: Any = plan.compiled
        made, order = compiled._bind_processors, compiled.positiontup
        self.words, self.positional = str(compiled), bool(compiled.positional)
        self.spread: dict[str, list[str]] = {}
        names = list(given)
        if plan.lists:
            state = compiled._process_parameters_for_postcompile(dict(given))
            self.words, self.spread = state.statement, dict(state.parameter_expansion)
            order, names = state.positiontup, list(state.parameters)
            made = {**made, **state.processors}
        self.binds = [(name, made.get(name)) for name in (order if self.positional else names)]

    def values(self, given: dict[str, Any]) -> Any:
        """What the driver is handed."""
        if self.spread:
            given = dict(given)
            for name, names in self.spread.items():
                given.update(zip(names, given.pop(name), strict=True))
        made = [given[n] if process is None else process(given[n]) for n, process in self.binds]
        if self.positional:
            return tuple(made)
        return {name: value for (name, _), value in zip(self.binds, made, strict=True)}


class _Plan:
    """A statement as one database takes it, whatever values stand in it."""

    def __init__(self, asked: Any, dialect: Dialect, key: Any) -> None:
        if getattr(asked, "_for_update_arg", None) is not None:
            raise NotPlain
        described = getattr(asked, "selects", [asked])[0].column_descriptions
        spelt, self.makers = spelt_out(asked, described)
        compiled: Any = spelt._compiler(dialect, cache_key=key)
        names = compiled.bind_names
        lists = compiled.post_compile_params
        if compiled.literal_execute_params or compiled.escaped_bind_names:
            raise NotPlain
        if any(one.type._is_tuple_type or one.callable for one in names):
            raise NotPlain
        self.dialect, self.compiled = dialect, compiled
        same, _ = compiled._cache_key_bind_match
        places = {bind: at for at, one in enumerate(key.bindparams) for bind in same[one]}
        if any(not one.required and names.keys().isdisjoint(same[one]) for one in key.bindparams):
            raise NotPlain  # where a value went that stands in the statement is not known
        self.named = [(name, one.required, places.get(one)) for one, name in names.items()]
        self.own = {name: one.value for one, name in names.items() if one not in places}
        self.lists = [name for one, name in names.items() if one in lists]
        self.texts: dict[tuple[int, ...], _Text] = {}
        keys = Counter(each["name"] for each in described)
        twice = frozenset(name for name, times in keys.items() if times > 1)
        self.told = SimpleResultMetaData(
            [each["name"] for each in described], _ambiguous_keys=twice or None
        )
        self.is_one = len(described) == 1
        self.columns: list[tuple[int, _Column]] | None = None

    def read(
        self, session: Session, connection: Connection, fixed: Any, values: Mapping[str, Any]
    ) -> IteratorResult[Any]:
        """Send it, and make of what comes what was asked for."""
        found = self._sent(connection, fixed, values)
        if self.columns and found:
            found = _with_values(found, self.columns)
        if self.makers and self.is_one:
            objects = self.makers[0](session, found)
            return IteratorResult(self.told, iter(objects), _source_supports_scalars=True)
        if self.makers:
            found = list(zip(*(make(session, found) for make in self.makers), strict=True))
        return IteratorResult(self.told, iter(found))

    def _sent(
        self, connection: Connection, fixed: Sequence[Any], values: Mapping[str, Any]
    ) -> Sequence[Any]:
        given = {
            name: values[name]
            if needed or name in values
            else self.own[name]
            if place is None
            else fixed[place].value
            for name, needed, place in self.named
        }
        lengths = tuple([len(given[name]) for name in self.lists])
        text = self.texts.get(lengths)
        if text is None:
            text = _Text(self, given)
            if len(self.texts) < _MOST_TEXTS:
                self.texts[lengths] = text
        words, handed, heard = text.words, text.values(given), _Heard(self.compiled, given)
        told: Any = connection.dispatch
        cursor = connection.connection.cursor()
        try:
            for hear in told.before_cursor_execute:
                words, handed = hear(connection, cursor, words, handed, heard, False)
            cursor.execute(words, handed)
            for hear in told.after_cursor_execute:
                hear(connection, cursor, words, handed, heard, False)
            found: Sequence[Any] = cursor.fetchall()
            if self.columns is None:
                self.columns = self._columns(cursor.description)
        except BaseException as error:  # as SQLAlchemy does
            connection._handle_dbapi_exception(error, words, handed, cursor, None)
        cursor.close()
        return found

    def _columns(self, description: Any) -> list[tuple[int, _Column]]:
        """By the place of a column: what makes its values; those that stay as they are left out."""
        columns = zip(self.compiled._result_columns, description, strict=True)
        made = [_of_column(one[3], told[1], self.dialect) for one, told in columns]
        return [(at, values) for at, values in enumerate(made) if values is not None]


def _of_column(kind: Any, told: Any, dialect: Dialect) -> _Column | None:
    """What makes all values of a column at once: a step for each cell would be two thirds of it."""
    process = kind._cached_result_processor(dialect, told)
    if process is None:
        return None
    if (whole := getattr(kind, "column_processor", None)) and (made := whole(dialect)):
        return cast("_Column", made)
    if isinstance(kind, JSON) and (read := getattr(dialect, "_json_deserializer", None)):
        return partial(_of_json, read, process)
    return partial(map, process)


def _of_json(read: Callable[[str], Any], process: Callable[[Any], Any], of: Sequence[Any]) -> Any:
    try:
        return [None if each is None else read(each) for each in of]
    except TypeError:  # SQLite keeps a number as a number
        return list(map(process, of))


def _with_values(rows: Sequence[Any], columns: Sequence[tuple[int, _Column]]) -> list[Any]:
    cells: list[Any] = list(zip(*rows, strict=True))
    for at, values in columns:
        cells[at] = values(cells[at])
    return list(zip(*cells, strict=True))


# Of a statement that is asked again and again: its plan, and the values that stand in it.
_Known = tuple[_Plan | None, Sequence[Any]]
_constants: WeakKeyDictionary[Any, _Known] = WeakKeyDictionary()
# Of a database, by the shape of a statement; None where the session reads it.
_plans: WeakKeyDictionary[Dialect, dict[Any, _Plan | None]] = WeakKeyDictionary()


def _plan_of(asked: Any, dialect: Dialect) -> _Known:
    known = _constants.get(asked)
    if known is not None and (known[0] is None or known[0].dialect is dialect):
        return known
    asked_before = "_generate_cache_key" in asked.__dict__
    key = asked._generate_cache_key()
    if key is None or key.params:
        return None, ()
    plans = _plans.setdefault(dialect, {})
    if key.key in plans:
        plan = plans[key.key]
    else:
        if len(plans) >= _MOST_PLANS:
            plans.clear()
        plan = plans[key.key] = _planned(asked, dialect, key)
    found = (plan, key.bindparams)
    if asked_before:
        _constants[asked] = found
    return found


def _planned(asked: Any, dialect: Dialect, key: Any) -> _Plan | None:
    try:
        return _Plan(asked, dialect, key)
    except (NotPlain, InvalidRequestError):
        return None
