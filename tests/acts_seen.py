"""What every request of every test changed, and which entries of the public log it left.

A request that changes something a resident could care about leaves an entry in the same
transaction. All tests are listened to: `acts.txt` in tests/conventions says of each address that
takes a form which entries it leaves, or why it leaves none. Source: docs/rules/audit.md 1.1.

It listens on SQLite alone. What an act writes is decided by its service, which knows nothing of the
database. `make test` runs all tests on SQLite, and those that touch the database once more on
PostgreSQL: a second list could only be a part of the first.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import flask
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from tests.conventions.audit_page import acts as _acts
from tests.conventions.audit_page import kinds
from tests.once import run_folder

# How the program runs: who is signed in, what was tried or sent, and the log itself.
MACHINERY = frozenset(
    {
        *("login_session", "try_count", "sent_form", "counter", "dev_mail", "outbox", "mail_link"),
        *("alembic_version", "storage_task", "lot_number"),
    }
)
_WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?([a-z_]+)"?')
_LOG = "log"
_OF_EVERY_ENTRY = {"v", "kind"}
# docs/audit.md says of all kinds that they may have these.
_OF_TWO_PEOPLE = {"first", "first_role", "second", "second_role"}


@dataclass
class Act:
    """What one request has committed."""

    view: str
    tables: set[str] = field(default_factory=set)
    entries: dict[str, set[str]] = field(default_factory=dict)

    unsure: frozenset[str] = frozenset()  # of the statement before, whose rows were not read yet
    rows: int = 0

    def settle(self, conn: Connection) -> None:
        """Take in what the statement before changed, now that its rows were read."""
        counted = getattr(conn.connection.driver_connection, "total_changes", 0)
        if counted != self.rows:
            self.tables |= self.unsure
        self.unsure, self.rows = frozenset(), counted

    @property
    def changed(self) -> set[str]:
        """The tables it changed, apart from how the program runs."""
        return {each for each in self.tables - MACHINERY if not each.startswith(_LOG)}


@dataclass
class _Here(threading.local):
    act: Act | None = None
    waiting: dict[int, Act] = field(default_factory=dict)


_here = _Here()
_seen: list[Act] = []
_left: dict[str, set[str]] = {}
_silent: dict[str, set[str]] = {}
_values: dict[str, set[str]] = {}


def _bodies(parameters: Any) -> Iterator[dict[str, Any]]:
    if isinstance(parameters, bytes | memoryview):
        body = bytes(parameters)
        if body.startswith(b"{") and b'"kind":' in body:
            yield json.loads(body)
    elif isinstance(parameters, dict):
        yield from _bodies(list(parameters.values()))
    elif isinstance(parameters, list | tuple):
        for each in parameters:
            yield from _bodies(each)


@lru_cache(maxsize=4_000)  # the same few statements again and again, some of them long
def _written_by(statement: str) -> frozenset[str]:
    return frozenset(_WRITES.findall(statement))


def _executed(
    conn: Connection, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> None:
    # On SQLite alone, as said above; and one of the two locks by changes that change nothing. How
    # many rows changed that the statement tells is known when they are read, which is later.
    if conn.dialect.name != "sqlite":
        return
    if cursor.rowcount == 0 and "RETURNING" not in statement:
        return
    tables = _written_by(statement) - {"page_version"}  # numbers of tables, raised by changes
    if not tables:
        return
    waits = _waits(conn)
    if "RETURNING" in statement:
        waits.unsure = tables
    else:
        waits.tables |= tables
    if "log_pending" in tables and "INSERT" in statement:
        for body in _bodies(parameters):
            told = body["data"].keys() if "data" in body else body.keys() - _OF_EVERY_ENTRY
            waits.entries.setdefault(body["kind"], set()).update(told, body.get("commitments", {}))


def _waits(conn: Connection) -> Act:
    return _here.waiting.setdefault(id(conn), Act("" if _here.act is None else _here.act.view))


def _begins(
    conn: Connection, _cursor: Any, _statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    if conn.dialect.name == "sqlite":
        _waits(conn).settle(conn)


def _committed(conn: Connection) -> None:
    waits = _here.waiting.pop(id(conn), None)
    if waits is None:
        return
    waits.settle(conn)
    for kind, names in waits.entries.items():
        _values.setdefault(kind, set()).update(names)
    if _here.act is not None:
        _here.act.tables |= waits.tables
        _here.act.entries.update(waits.entries)


def _rolled_back(conn: Connection) -> None:
    _here.waiting.pop(id(conn), None)


def _started(_app: flask.Flask, **_: Any) -> None:
    _here.act = Act(f"{flask.request.method} {flask.request.endpoint}")
    _here.waiting.clear()


def _ended(_app: flask.Flask, **_: Any) -> None:
    act, _here.act = _here.act, None
    if act is not None and (act.changed or act.entries):
        _seen.append(act)


acts = cache(_acts)


def listen() -> None:
    """Listen to every request and every statement of this process; once."""
    event.listen(Engine, "before_cursor_execute", _begins)
    event.listen(Engine, "after_cursor_execute", _executed)
    event.listen(Engine, "commit", _committed)
    event.listen(Engine, "rollback", _rolled_back)
    flask.request_started.connect(_started)
    flask.request_tearing_down.connect(_ended)


def silent_acts() -> list[tuple[str, list[str]]]:
    """Requests since this was asked last that changed something and say nowhere why silently."""
    found = []
    for act in _seen:
        _entries, why = acts().get(act.view.removeprefix("POST "), ((), "unknown"))
        _left.setdefault(act.view.removeprefix("POST "), set()).update(act.entries)
        if act.changed and not act.entries:
            _silent.setdefault(act.view, set()).update(act.changed)
        if act.changed and not act.entries and not why:
            found.append((act.view, sorted(act.changed)))
    _seen.clear()
    return found


def keep() -> None:
    """Remember what this process saw, for `main`."""
    told = {
        "left": {view: sorted(each) for view, each in _left.items() if each},
        "silent": {view: sorted(each) for view, each in _silent.items()},
        "values": {kind: sorted(each) for kind, each in _values.items()},
    }
    (run_folder() / f"acts-{os.getpid()}.json").write_text(json.dumps(told))


def _whole_run(what: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in run_folder().glob("acts-*.json"):
        for name, each in json.loads(path.read_text())[what].items():
            found.setdefault(name, set()).update(each)
    return found


def untried() -> list[str]:
    """Views that leave entries as acts.txt says, and left none of them in the whole run."""
    left = _whole_run("left")
    told = {view: set(entries) for view, (entries, _) in acts().items() if entries}
    return sorted(view for view, entries in told.items() if not entries & left.get(view, set()))


def undescribed() -> list[str]:
    """Values of entries that their kind does not describe."""
    known = kinds()
    return sorted(
        f"{kind}: {name}"
        for kind, names in _whole_run("values").items()
        if kind in known
        for name in names - known[kind].names - _OF_TWO_PEOPLE
    )


def main() -> int:
    """After all tests: 1 when an act was never tried, or an entry has a value nobody described."""
    missing, strange = untried(), undescribed()
    for view in missing:
        sys.stdout.write(f"{view} left none of its entries in any test (acts.txt)\n")
    for value in strange:
        sys.stdout.write(f"{value} is not described in kinds.py\n")
    sys.stdout.write(f"{len(acts())} addresses that take a form: ")
    sys.stdout.write(f"{len(missing)} not tried, {len(strange)} values not described\n")
    return 1 if missing or strange else 0


if __name__ == "__main__":
    sys.exit(main())
