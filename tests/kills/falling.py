"""The moments at which a process can fall: before and after whatever it does to a database or disk.

Source: docs/rules/running.md section 7.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

_ON_DISK = ("fsync", "replace", "rename", "link", "unlink", "write", "ftruncate", "mkdir")


class Falls:
    """Counts these moments, and kills this process at one of them.

    Attributes:
        at: the moment at which it falls, from 1; 0 only counts.
        passed: how many came so far.
    """

    def __init__(self, at: int = 0) -> None:
        self.at, self.passed, self.armed = at, 0, False

    def __call__(self, *_told: object) -> None:
        if not self.armed:
            return
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def listen(self, engine: Engine) -> None:
        """Before and after each statement, each end of a transaction and each act on a file."""
        for moment in ("before_cursor_execute", "after_cursor_execute"):
            event.listen(engine, moment, self)
        for name in ("do_commit", "do_rollback"):
            setattr(engine.dialect, name, self._around(getattr(engine.dialect, name)))
        for name in _ON_DISK:
            setattr(os, name, self._around(getattr(os, name)))

    def _around(self, done: Callable[..., Any]) -> Callable[..., Any]:
        def between(*given: Any, **named: Any) -> Any:
            self()
            answer = done(*given, **named)
            self()
            return answer

        return between
