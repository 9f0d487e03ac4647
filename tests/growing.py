"""A place grown many times over: every row of every table copied, with keys of its own.

What is copied hangs together: a copy of an answer belongs to the copy of its point. What a place
has few of stays as it is, and so does what is kept beside rows or signed in a chain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Integer, LargeBinary, Table, UniqueConstraint, select

from pbplatform.core.db import Base

# A place has a few of these, however long it has been there: what hangs on them is copied.
FEW = frozenset(
    {
        *("place", "area", "team", "calendar_version", "calendar_holiday", "setup_code", "clock"),
        *("round", "forum_series", "committee", "round_definition", "ballot_project"),
        *("round_trustees", "trustee_share_destroyed", "trustee_account", "round_ways"),
        *("trustee_list_confirmation", "result", "result_row", "result_file", "lot_number"),
        *("result_certificate", "result_recount", "opened_again", "key_end", "counter"),
        *("roll_root", "roll_tile", "urn", "envelope_separated", "stored_file", "kiosk"),
    }
)
# Written by the program beside what it keeps, or chained: `grown` is told to do these itself.
BESIDE = frozenset(
    {
        *("page_version", "point_stretch", "point_mark", "point_count", "storage_task"),
        *("kept_row", "kept_count", "kept_number", "ballot_mark"),
        *("log", "log_pending", "log_entry", "log_tile", "log_head", "log_checkpoint"),
        *("log_witness", "log_cosignature", "log_hour", "log_reference", "log_words"),
        *("log_withheld", "login_session", "demo_clock"),
    }
)
STEP = 1_000_000


def copied_tables() -> list[Table]:
    """Those of which rows are copied, the ones that others refer to first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in FEW | BESIDE]


def _own_columns(table: Table) -> Iterator[Column[Any]]:
    """Columns that tell a row from the others, or tie it to a row that is copied too."""
    copied = {each.name for each in copied_tables()}
    unique = {
        column.name
        for found in (*table.constraints, *(each for each in table.indexes if each.unique))
        if isinstance(found, UniqueConstraint) or found in table.indexes
        for column in found.columns
    }
    for column in table.columns:
        tied = {key.column.table.name for key in column.foreign_keys}
        if tied:
            if tied <= copied:
                yield column
        elif column.primary_key or column.name in unique:
            yield column


def _other(value: Any, column: Column[Any], n: int) -> Any:
    """The value of the `n`th copy."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value + n * STEP
    if isinstance(value, bytes):
        return sha256(value + n.to_bytes(4, "big")).digest()[: len(value)]
    if isinstance(value, str):
        return f"{value}~{n}"
    return value


def copy_rows(connection: Connection, times: int, only: Collection[str] = ()) -> dict[str, int]:
    """Copy every row so many times, or those of some tables.

    Args:
        times: the highest copy that there is before, and the last one after, is found by itself.
        only: names of tables; what they refer to is tied to the first rows where it is left out.
    Returns:
        How many rows each table has now.
    """
    found = {}
    for table in copied_tables():
        if only and table.name not in only:
            continue
        own = list(_own_columns(table))
        changes = [c for c in own if not isinstance(c.type, LargeBinary) or c.primary_key or True]
        rows = [dict(row._mapping) for row in connection.execute(select(table))]
        if not rows or not any(isinstance(c.type, Integer) or c in own for c in table.columns):
            continue
        more = [
            {**row, **{c.name: _other(row[c.name], c, n) for c in changes}}
            for n in range(1, times + 1)
            for row in rows
        ]
        for at in range(0, len(more), 500):
            connection.execute(table.insert(), more[at : at + 500])
        found[table.name] = len(rows) + len(more)
    return found
