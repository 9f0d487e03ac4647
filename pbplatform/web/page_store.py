"""Pages as they were made, kept in the memory of this process until something changes.

Source: docs/rules/shared-pages.md sections 2 to 5.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from cachetools import LRUCache

Key = tuple[Hashable, ...]
Headers = list[tuple[str, str]]

# Of all pages of one process. The least lately asked for goes first.
MOST_BYTES = 48 * 1024 * 1024
# Larger ones are made each time; one of them would push out a hundred others.
MOST_OF_ONE = 1024 * 1024
# What an entry takes beside its bytes, roughly.
_BESIDE = 2048


@dataclass(frozen=True)
class Variant:
    """The bytes of a page, plain or packed, with everything that is sent with them."""

    body: bytes
    etag: str
    headers: Headers


@dataclass
class Kept:
    """One page.

    Attributes:
        made_for: the instant of its request.
        until: the first instant at which it may say something else.
        versions: of each table that it shows, as it was before the page was made.
        offered: the languages of the place at that time.
        total: all versions together, when the page was last found to be of now.
        by_proxy: whether a proxy may keep it for some seconds without asking.
    """

    plain: Variant
    packed: Variant | None
    made_for: datetime
    until: datetime | None
    versions: Mapping[str, int]
    offered: tuple[str, ...]
    total: int
    modified: datetime | None
    by_proxy: bool

    def is_of(self, now: datetime) -> bool:
        """Whether no clock has changed what it says."""
        return self.made_for <= now and (self.until is None or now < self.until)

    def size(self) -> int:
        packed = len(self.packed.body) if self.packed else 0
        return len(self.plain.body) + packed + _BESIDE


class PageStore:
    """The pages of one process, by what their bytes depend on beside tables and time."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._pages: LRUCache[Key, Kept] = LRUCache(most_bytes, getsizeof=Kept.size)
        self._lock = threading.Lock()
        self._made_now: dict[Key, threading.Event] = {}

    def get(self, key: Key) -> Kept | None:
        with self._lock:
            return self._pages.get(key)

    def put(self, key: Key, page: Kept) -> None:
        """Keep a page, if it is not larger than one may be."""
        if page.size() <= MOST_OF_ONE:
            with self._lock:
                self._pages[key] = page

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()

    def size(self) -> int:
        """Bytes that all pages take."""
        with self._lock:
            return int(self._pages.currsize)

    def __len__(self) -> int:
        with self._lock:
            return len(self._pages)

    @contextmanager
    def alone(self, key: Key, seconds: float) -> Iterator[None]:
        """Have one make the page while others wait for it, but not longer than so many seconds.

        Whoever had a turn looks first whether it is made by now, and makes it if need be.
        """
        with self._lock:
            other = self._made_now.get(key)
            if other is None:
                done = self._made_now[key] = threading.Event()
        if other is not None:
            other.wait(seconds)
            yield
            return
        try:
            yield
        finally:
            with self._lock:
                del self._made_now[key]
            done.set()
