"""The one place that commits. Views, commands and the worker only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from pbplatform.core.before_commit import settle_all
from pbplatform.core.db import db
from pbplatform.core.engines import DIRECT, sqlite_path
from pbplatform.core.plain_statements import send
from pbplatform.core.slow_work import is_writing, writing
from pbplatform.core.versions import NO_NUMBER, raise_versions
from pbplatform.core.watch import noting_writes
from pbplatform.core.write_turns import NoTurn, host_lock, in_line

__all__ = [
    "NoTurn",
    "has_turns",
    "host_lock",
    "plain_transaction",
    "standing_in_line",
    "transaction",
]

FormIs = Literal["sent", "makes", "goes on"]
_LOCK_TIMEOUT = "lock_timeout"  # of a connection, in milliseconds, where it keeps one
Hook = Callable[[Session, FormIs], Callable[[], None] | None]


@dataclass
class _Around:
    """What stands around every transaction on an engine."""

    lock: Path | None  # of SQLite's one writer
    hooks: list[Hook] = field(default_factory=list)
    patience: Callable[[], float | None] = lambda: None


_around: WeakKeyDictionary[Engine, _Around] = WeakKeyDictionary()


def _around_here() -> _Around:
    engine = db.engine
    found = _around.get(engine)
    if found is None:
        path = sqlite_path(engine.url.render_as_string(hide_password=False))
        lock = path and path.with_name(path.name + ".lock")
        found = _around.setdefault(engine, _Around(lock))
    return found


def before_writing(hook: Hook) -> None:
    """Have `hook` called at the beginning of every transaction; call in an application context.

    What it returns, if anything, is called after the commit.
    """
    _around_here().hooks.append(hook)


def wait_for_turns(patience: Callable[[], float | None]) -> None:
    """Have `patience` say how many seconds to wait for a turn; None waits until it comes."""
    around = _around_here()
    if around.lock is None:

        @event.listens_for(db.engine, "connect")
        def _on_connect(dbapi: Any, record: Any) -> None:
            if record.info.get(DIRECT) and (most := _milliseconds(patience())) > 0:
                dbapi.execute(f"SET lock_timeout = {most}")
                dbapi.commit()
                record.info[_LOCK_TIMEOUT] = most

    around.patience = patience


def _write_lock(path: Path | None, patience: float | None) -> AbstractContextManager[None]:
    return nullcontext() if path is None else host_lock(path, patience=patience)


def _begin(patience: float | None) -> None:
    connection = db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    _wait_at_most(connection, patience)


def _milliseconds(patience: float | None) -> int:
    """As PostgreSQL has it: 0 waits until the lock comes."""
    return 0 if patience is None else max(1, int(patience * 1000))


def _wait_at_most(connection: Connection, patience: float | None) -> None:
    """Say how long a statement waits for what somebody else holds, where it was not said before.

    A connection that leads to PostgreSQL itself keeps what was said when it was made. PgBouncer
    lets no setting outlive a transaction.
    """
    most = _milliseconds(patience)
    if connection.dialect.name != "postgresql" or connection.info.get(_LOCK_TIMEOUT, 0) == most:
        return
    told = "SELECT set_config('lock_timeout', %(most)s, true)"
    send(connection, told, {"most": str(most)})


@contextmanager
def transaction(*, form: FormIs = "sent") -> Iterator[Session]:
    """Commit when the block ends, roll back when it raises.

    What was read before belongs to another transaction: the block starts a fresh one, so callers
    pass ids in, never loaded objects. On SQLite it holds the host-wide file lock and opens BEGIN
    IMMEDIATE. A request waits some seconds for its turn, a command until it comes.

    Args:
        form: what the form of this request does here. "sent": the same form again does nothing,
            one with other words is another act (changing something, going back to mend it);
            "makes": it makes something, so one with other words first says that it was sent before;
            "goes on": it only keeps something for the next page, such as a picture, and uses
            nothing up. Source: docs/rules/forms.md section 1.
    Raises:
        RuntimeError: a transaction is already open in this thread; they do not nest.
        NoTurn: others hold the database for too long; nothing was written.
    """
    if is_writing():
        raise RuntimeError("transaction() does not nest")
    db.session.rollback()
    around = _around_here()
    patience = around.patience()
    turn = _write_lock(around.lock, patience)
    with in_line(patience=patience), turn, writing(), noting_writes() as written:
        try:
            _begin(patience)
            after = [hook(db.session(), form) for hook in around.hooks]
            yield db.session()
            settle_all(db.session())  # what is kept beside rows that changed
            # Pages that show these tables are made anew.
            raise_versions(db.session(), written.tables())
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        for done in after:
            if done is not None:
                done()


@contextmanager
def standing_in_line() -> Iterator[float | None]:
    """A place in the line of this process, for an act that another may do for it.

    Yields:
        Until when it waits for the turn, by `time.monotonic()`. None where turns are not bounded:
        then no place is taken.
    Raises:
        RuntimeError: a transaction is already open in this thread; they do not nest.
        NoTurn: there is no room, and nobody has had a turn lately.
    """
    if is_writing():
        raise RuntimeError("transaction() does not nest")
    _give_back_what_was_read()
    around = _around_here()
    patience = around.patience()
    if patience is None:
        yield None
        return
    until = time.monotonic() + patience
    with in_line(patience=patience):
        yield until


def has_turns() -> bool:
    """Whether one at a time writes to this database, as on SQLite; then whoever writes has it."""
    return _around_here().lock is not None


def _give_back_what_was_read() -> None:
    if db.session.registry.has():
        db.session.rollback()  # gives its connection back


@contextmanager
def plain_transaction(
    *, until: float | None = None, held: float | None = None
) -> Iterator[Connection]:
    """The same for an act of which there are hundreds in a second: plain statements, no session.

    There is nothing of a session here: no row is loaded, no form is used up, and nothing is worked
    out that is kept beside rows (`core/before_commit.py`). Such an act writes no table that pages
    are kept by (`NO_NUMBER` in `core/versions.py`).

    Args:
        until: when to give up waiting, for who stands in line already; None takes a place.
        held: seconds that a statement of PostgreSQL waits for what somebody else holds; None: as
            long as for a turn.
    Raises:
        RuntimeError: a transaction is already open in this thread; or a table with a number was
            written, which is taken back.
        NoTurn: others hold the database for too long; nothing was written.
    """
    if is_writing():
        raise RuntimeError("transaction() does not nest")
    _give_back_what_was_read()
    around = _around_here()
    most = patience = around.patience()
    if until is not None and around.lock is not None:
        patience = max(0.0, until - time.monotonic())
    turn = _write_lock(around.lock, patience)
    with (
        db.engine.connect() as opened,  # its transaction begins with its first statement
        in_line(patience=patience) if until is None else nullcontext(),
        turn,
        writing(),
        noting_writes() as written,
    ):
        connection = opened.execution_options(sqlite_begin="IMMEDIATE")
        _wait_at_most(connection, most if held is None else held)
        yield connection
        if numbered := written.tables() - NO_NUMBER:
            raise RuntimeError(f"plain_transaction() wrote {sorted(numbered)}")
        connection.commit()
