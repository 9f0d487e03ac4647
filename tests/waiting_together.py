"""Acts by threads that all wait for the turn of somebody else, in a known order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.engines import sqlite_path
from pbplatform.core.joined import MOST_GROUPS, Joined
from pbplatform.core.transaction import host_lock


class Counted(Joined[Any, Any]):
    """Tells how many have come to wait so far."""

    came = 0

    def _group_of(self, *given: Any) -> Any:
        found = super()._group_of(*given)
        self.came += 1
        return found


@contextmanager
def turn_of_others(settings: Settings, joined: Counted) -> Iterator[None]:
    """Another program has the turn to write in the SQLite file; on PostgreSQL as many groups of
    this process are under way as may be."""
    path = sqlite_path(settings.database_url)
    if path is not None:
        with host_lock(path.with_name(f"{path.name}.lock")):
            yield
        return
    for _group in range(MOST_GROUPS):
        assert joined._under_way.enter(time.monotonic())
    try:
        yield
    finally:
        for _group in range(MOST_GROUPS):
            joined._under_way.leave()


def at_once(settings: Settings, joined: Counted, acts: Sequence[Callable[[], None]]) -> None:
    """Have each done by a thread; all wait for one turn, in this order."""
    threads = [threading.Thread(target=act) for act in acts]
    with turn_of_others(settings, joined):
        for place, thread in enumerate(threads, joined.came + 1):
            thread.start()
            while joined.came < place and thread.is_alive():
                time.sleep(0.002)
    for thread in threads:
        thread.join()


@contextmanager
def counted_commits(app: Flask) -> Iterator[list[None]]:
    """One item for each transaction that is committed inside the block."""
    found: list[None] = []

    def note(_connection: Connection) -> None:
        found.append(None)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note)
    try:
        yield found
    finally:
        event.remove(engine, "commit", note)
