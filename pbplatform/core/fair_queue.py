"""A queue of threads: so many inside at once, the others in the order in which they came.

Python's own locks wake whom they like, and give the lock to a thread that has just come before one
that has waited for seconds. Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

_LOOK_SECONDS = 0.25


def _always() -> bool:
    return True


def _nothing(_waited: bool) -> None:
    """Whoever hands on nothing but the place."""


class FairQueue:
    """A place is handed on by whoever leaves to whoever came first; nobody can come between.

    Attributes:
        most: how many may be inside at once; None: no limit.
    """

    def __init__(self, most: int | None = 1) -> None:
        self.most = most
        self.inside = 0
        self._waiting: deque[threading.Lock] = deque()
        self._guard = threading.Lock()

    def enter(self, until: float, goes_on: Callable[[], bool] = _always) -> bool:
        """Wait for a place; whether there was one.

        Args:
            until: by `time.monotonic()`.
            goes_on: asked now and then whether it is any use to wait.
        """
        with self._guard:
            if self.most is None or (self.inside < self.most and not self._waiting):
                self.inside += 1
                return True
            place = threading.Lock()
            place.acquire()
            self._waiting.append(place)
        while goes_on() and (left := until - time.monotonic()) > 0:
            if place.acquire(timeout=min(left, _LOOK_SECONDS)):
                return True
        with self._guard:
            if place in self._waiting:
                self._waiting.remove(place)
                return False
        return True  # it was handed on to us at this very moment

    def leave(self, before: Callable[[bool], None] = _nothing) -> None:
        """Hand the place on, to whoever came first.

        Args:
            before: told whether somebody waits, while nobody can come or go.
        """
        with self._guard:
            before(bool(self._waiting))
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self.inside -= 1
