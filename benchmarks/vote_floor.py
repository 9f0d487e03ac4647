"""The floor of `bench_vote.py`: one Flask form that commits one row of 320 bytes.

It has the server, the pool, the pragmas, the turns and the lock of the product, and nothing else.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from flask import Flask, request
from sqlalchemy import Column, LargeBinary, MetaData, Table, create_engine, insert, text

from pbplatform.core.engines import configure, engine_options, sqlite_path
from pbplatform.core.write_turns import PATIENCE_SECONDS, host_lock, in_line

ROW = 320
TABLE = Table(
    "bench_row", MetaData(), Column("key", LargeBinary(16), primary_key=True),
    Column("row", LargeBinary, nullable=False), sqlite_with_rowid=False,
)  # fmt: skip
_INSERT = insert(TABLE)


@contextmanager
def _turn(url: str) -> Iterator[None]:
    path = sqlite_path(url)
    lock = (
        host_lock(path.with_name(path.name + ".lock"), patience=PATIENCE_SECONDS) if path else None
    )
    with in_line(patience=PATIENCE_SECONDS), lock or nullcontext():
        yield


def make_app() -> Flask:
    """The application that gunicorn is told to serve."""
    url = os.environ["DATABASE_URL"]
    engine = create_engine(url, **engine_options(url))
    configure(engine)
    app = Flask("floor")

    @app.post("/cast")
    def cast() -> str:
        row = request.form["row"].encode()[:ROW]
        with _turn(url), engine.connect() as connection:
            connection = connection.execution_options(sqlite_begin="IMMEDIATE")
            connection.execute(_INSERT, {"key": secrets.token_bytes(16), "row": row})
            connection.commit()
        return "in the box"

    return app


def make_table(url: str) -> None:
    """Make the one table, where it is not there."""
    engine = create_engine(url)
    TABLE.create(engine, checkfirst=True)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM bench_row"))
    engine.dispose()
