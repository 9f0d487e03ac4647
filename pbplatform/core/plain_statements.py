"""Statements of an act that is done hundreds of times in a second, straight to the driver.

What SQLAlchemy makes around a statement takes several times what the database needs for a short
one, and on SQLite all others wait for it meanwhile. Who hears of statements (`core/watch.py`) hears
of these too, an error is the one that SQLAlchemy makes of it, without values, and the transaction
is the connection's own. Nothing is made of values: they are as the driver takes and gives them.
Source: docs/decisions/0099.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection


def send(connection: Connection, words: str, values: Any, *, many: bool = False) -> Sequence[Any]:
    """Send a statement; all rows that it tells.

    Args:
        words: with the places for values as the driver has them.
        values: a tuple or a mapping; with `many` a list of them, for each of which it is sent.
    """
    if not connection.in_transaction():
        connection.begin()
    told: Any = connection.dispatch
    cursor: Any = connection.connection.cursor()
    found: Sequence[Any] = ()
    try:
        for hear in told.before_cursor_execute:
            words, values = hear(connection, cursor, words, values, None, many)
        (cursor.executemany if many else cursor.execute)(words, values)
        for hear in told.after_cursor_execute:
            hear(connection, cursor, words, values, None, many)
        if not many and cursor.description is not None:
            found = cursor.fetchall()
    except BaseException as error:  # as SQLAlchemy does
        connection._handle_dbapi_exception(error, words, values, cursor, None)
    cursor.close()
    return found
