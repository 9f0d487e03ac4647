"""The one place that commits. Views, commands and the worker only."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Literal

from flask import Flask, current_app
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.engines import sqlite_path
from pbplatform.core.slow_work import is_writing, writing

FormIs = Literal["sent", "makes", "goes on"]
Hook = Callable[[Session, FormIs], Callable[[], None] | None]


@contextmanager
def host_lock(path: Path) -> Iterator[None]:
    """An exclusive lock shared by all processes and threads of this host.

    SQLite's own waiting is polling and starves writers for seconds; the kernel's queue does not.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # closing gives the lock back


def before_writing(app: Flask, hook: Hook) -> None:
    """Have `hook` called at the beginning of every transaction of `app`.

    What it returns, if anything, is called after the commit.
    """
    app.extensions.setdefault("before_writing", []).append(hook)


def _write_lock() -> AbstractContextManager[None]:
    path = sqlite_path(str(db.engine.url.render_as_string(hide_password=False)))
    return host_lock(path.with_name(path.name + ".lock")) if path else nullcontext()


@contextmanager
def transaction(*, form: FormIs = "sent") -> Iterator[Session]:
    """Commit when the block ends, roll back when it raises.

    What was read before belongs to another transaction: the block starts a fresh one, so callers
    pass ids in, never loaded objects. On SQLite it holds the host-wide file lock and opens BEGIN
    IMMEDIATE.

    Args:
        form: what the form of this request does here. "sent": the same form again does nothing,
            one with other words is another act (changing something, going back to mend it);
            "makes": it makes something, so one with other words first says that it was sent before;
            "goes on": it only keeps something for the next page, such as a picture, and uses
            nothing up. Source: docs/rules/forms.md section 1.
    Raises:
        RuntimeError: a transaction is already open in this thread; they do not nest.
    """
    if is_writing():
        raise RuntimeError("transaction() does not nest")
    db.session.rollback()
    with _write_lock(), writing():
        try:
            db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            hooks = current_app.extensions.get("before_writing", ())
            after = [hook(db.session(), form) for hook in hooks]
            yield db.session()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        for done in after:
            if done is not None:
                done()
