"""The worker: a loop over what is due (ruling 12). One runs beside the web server.

Every step is its own transaction; a step that fails is told in the program's log and tried again
with growing pauses, so that one fault never stops the others or the place. Slices announce steps.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from dataclasses import dataclass, field

from flask import Flask, g

from config import Settings
from pbplatform.core.db import db
from pbplatform.web.slices import WorkerStep, all_slices

log = logging.getLogger(__name__)

_BREATH_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 300.0


@dataclass
class Due:
    """A step and when it is due.

    Attributes:
        due: monotonic instant of the next run.
        failures: runs that failed in a row.
    """

    step: WorkerStep
    due: float = 0.0
    failures: int = field(default=0)

    def take(self, settings: Settings, at: float) -> None:
        """Run once and say when to run again."""
        try:
            self.step.run(settings)
        except Exception:  # the loop is the last place that can tell of it
            self.failures += 1
            log.exception("worker step %s failed, time %d in a row", self.step.name, self.failures)
        else:
            self.failures = 0
        finally:
            db.session.remove()
            g.pop("frame", None)  # the place may change while the worker runs
        pause = min(self.step.every * 2 ** min(self.failures, 12), _LONGEST_PAUSE_SECONDS)
        self.due = at + max(pause, self.step.every)


def steps_for(settings: Settings) -> list[Due]:
    """What this installation's worker does; call in an application context."""
    return [Due(step) for each in all_slices() if each.steps for step in each.steps(settings)]


def work(app: Flask, settings: Settings, *, parent: int | None = None) -> None:
    """Run until told to stop by SIGTERM or SIGINT, or until the process `parent` is gone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    with app.app_context():
        steps = steps_for(settings)
        while not stop.is_set() and (parent is None or os.getppid() == parent):
            run_due(steps, settings, at=time.monotonic(), stop=stop)
            stop.wait(_BREATH_SECONDS)
        db.session.remove()
        db.engine.dispose()


def run_due(
    steps: list[Due], settings: Settings, *, at: float, stop: threading.Event | None = None
) -> None:
    """Run every step whose time has come; call in an application context."""
    for step in steps:
        if step.due <= at and not (stop and stop.is_set()):
            step.take(settings, at)
