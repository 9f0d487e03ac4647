"""What every request of every test changed, and which entries of the public log it left.

A request that changes something a resident could care about leaves an entry in the same
transaction. All tests are listened to: `acts.txt` in tests/conventions says of each address that
takes a form which entries it leaves, or why it leaves none. Source: docs/rules/audit.md 1.1.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flask
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

# How the program runs: who is signed in, what was tried or sent, and the log itself.
MACHINERY = frozenset(
    {
        *("login_session", "try_count", "sent_form", "counter", "dev_mail", "outbox", "mail_link"),
        *("alembic_version", "storage_task", "lot_number"),
    }
)
_WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?([a-z_]+)"?')
_LOG = "log"


@dataclass
class Act:
    """What one request has committed."""

    view: str
    tables: set[str] = field(default_factory=set)
    entries: dict[str, set[str]] = field(default_factory=dict)

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


def _executed(
    conn: Connection, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> None:
    if _here.act is None or cursor.rowcount == 0:
        return
    tables = set(_WRITES.findall(statement))
    if not tables:
        return
    waits = _here.waiting.setdefault(id(conn), Act(_here.act.view))
    waits.tables |= tables
    if tables & {"log_pending", "log_entry"} and "INSERT" in statement:
        for body in _bodies(parameters):
            told = waits.entries.setdefault(body["kind"], set())
            told |= body.get("data", {}).keys() | body.get("commitments", {}).keys()


def _committed(conn: Connection) -> None:
    waits = _here.waiting.pop(id(conn), None)
    if waits is not None and _here.act is not None:
        _here.act.tables |= waits.tables
        for kind, keys in waits.entries.items():
            _here.act.entries.setdefault(kind, set()).update(keys)


def _rolled_back(conn: Connection) -> None:
    _here.waiting.pop(id(conn), None)


def _started(_app: flask.Flask, **_: Any) -> None:
    _here.act = Act(f"{flask.request.method} {flask.request.endpoint}")
    _here.waiting.clear()


def _ended(_app: flask.Flask, **_: Any) -> None:
    act, _here.act = _here.act, None
    if act is not None and (act.changed or act.entries):
        _seen.append(act)


def listen() -> None:
    """Listen to every request and every statement of this process; once."""
    event.listen(Engine, "after_cursor_execute", _executed)
    event.listen(Engine, "commit", _committed)
    event.listen(Engine, "rollback", _rolled_back)
    flask.request_started.connect(_started)
    flask.request_tearing_down.connect(_ended)


def seen() -> list[Act]:
    """What requests did since this was asked last."""
    found = _seen[:]
    _seen.clear()
    if "ACTS_FILE" in os.environ:
        with Path(os.environ["ACTS_FILE"]).open("a") as out:
            for act in found:
                told = {k: sorted(v) for k, v in act.entries.items()}
                out.write(json.dumps([act.view, sorted(act.changed), told]) + "\n")
    return found
