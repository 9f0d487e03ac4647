"""What can be read from a database by SQL, also of tables that no model knows: every row, with the
place where it is stored and the transaction that wrote it, where the database tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from tests.paper.at_rest import SHORTEST, Beginnings

STORED, WRITTEN = "#stored", "#written"  # place of a row, and number of its transaction
Value = float | bytes | str
Row = dict[str, Any]
Orders = dict[str, dict[Any, Value]]


def all_rows(connection: Connection) -> dict[str, list[Row]]:
    """The rows of every table, as they are stored."""
    return {
        name: list(_rows(connection, name))
        for name in sorted(inspect(connection).get_table_names())
    }


def _rows(connection: Connection, table: str) -> Iterator[Row]:
    if connection.dialect.name != "postgresql":
        plain = text(f'SELECT * FROM "{table}"')  # noqa: S608
        for at, told in enumerate(connection.execute(plain).mappings()):
            yield {**told, STORED: at}
        return
    asked = text(f'SELECT xmin::text::bigint AS xid, * FROM "{table}" ORDER BY ctid')  # noqa: S608
    for at, found in enumerate(connection.execute(asked).mappings()):
        row = dict(found)
        yield {WRITTEN: row.pop("xid"), **row, STORED: at}


def dump_of(tables: dict[str, list[Row]]) -> bytes:
    """Every value of every table."""
    parts = []
    for rows in tables.values():
        for value in (value for row in rows for value in row.values()):
            whole = isinstance(value, (bytes, memoryview))
            parts.append(bytes(value) if whole else str(value).encode())
    return b"\x00".join(parts)


@dataclass
class Names:
    """By what a row, or a place in a file, tells of one of those looked for.

    Attributes:
        values: bytes that name one, such as a hash or a tracker, raw and in letters.
        columns: columns whose whole numbers name one, each with who they name.
    """

    values: dict[bytes, Any]
    columns: dict[str, dict[int, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_text = {str(at): one for at, one in enumerate(self.values.values())}
        known = {value: str(at) for at, value in enumerate(self.values)}
        self._search = Beginnings({value: what for value, what in known.items() if value})

    def in_bytes(self, data: bytes) -> list[tuple[int, Any]]:
        """Who is named where, first places first."""
        if len(data) < SHORTEST:
            return []
        return sorted((at, self._by_text[what]) for at, what in self._search.places(data))

    def in_value(self, column: str, value: Any) -> list[Any]:
        if column in self.columns and isinstance(value, int):
            return [self.columns[column][value]] if value in self.columns[column] else []
        if isinstance(value, (bytes, memoryview)):
            return [one for _at, one in self.in_bytes(bytes(value))]
        if isinstance(value, str):
            return [one for _at, one in self.in_bytes(value.encode())]
        return []

    def in_row(self, row: Row) -> set[Any]:
        return {one for column, value in row.items() for one in self.in_value(column, value)}


def orders_in_tables(tables: dict[str, list[Row]], names: Names) -> Orders:
    """By each column of each table, what it says of each one who is named in its rows.

    A value that names many, such as a list, gives an order by itself.
    """
    found: Orders = {}
    for table, rows in tables.items():
        for row in rows:
            for column, value in row.items():
                many = names.in_value(column, value)
                if len(many) > 1:
                    order = found.setdefault(f"{table}.{column} within", {})
                    for at, one in enumerate(many):
                        order.setdefault(one, at)
            named = names.in_row(row)
            if len(named) == 1:
                _note(found, table, row, named.pop())
    return found


def _note(found: Orders, table: str, row: Row, one: Any) -> None:
    for column, value in row.items():
        if (kept := _comparable(value)) is not None:
            found.setdefault(f"{table}.{column}", {})[one] = kept


def _comparable(value: Any) -> Value | None:
    match value:
        case bool() | int() | float():
            return float(value)
        case datetime():
            return value.timestamp()
        case date():
            return float(value.toordinal())
        case bytes() | memoryview():
            return bytes(value)
        case str():
            return value
    return None


def orders_in_files(files: dict[str, bytes], names: Names) -> Orders:
    """By each file, where each one is named first and last in it; the write-ahead log as one."""
    found: Orders = {}
    ahead = b"".join(data for name, data in sorted(files.items()) if _is_write_ahead(name))
    for name, data in (*files.items(), ("write-ahead log", ahead)):
        if name == "dump":
            continue
        places, short = names.in_bytes(data), "/".join(Path(name).parts[-2:])
        first = found.setdefault(f"{short}: first", {})
        last = found.setdefault(f"{short}: last", {})
        for at, one in places:
            first.setdefault(one, float(at))
            last[one] = float(at)
    return {name: order for name, order in found.items() if len(order) > 1}


def _is_write_ahead(name: str) -> bool:
    return "/pg_wal/" in name or name.endswith("-wal")
