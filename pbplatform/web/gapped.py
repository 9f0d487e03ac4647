"""Pages that are the same for many readers but for a few words: made once, and filled in each time.

The page is made with marks where the words will stand: letters of a private plane, which no text
of ours holds (docs/rules/text.md). Between them it is bytes that only have to be joined.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock

_FIRST = 0xF0000
_MARKS = re.compile("([\U000f0000-\U000f0fff])")


def mark(place: int) -> str:
    """The letter that stands for the value of this place; it comes through escaping unchanged."""
    return chr(_FIRST + place)


def marks(first: int, many: int) -> str:
    """So many letters, each for a value of its own: for a code that pages cut into groups."""
    return "".join(map(mark, range(first, first + many)))


@dataclass(frozen=True)
class GappedPage:
    """A page in parts, and which value stands after each of them but the last."""

    parts: tuple[bytes, ...]
    gaps: tuple[int, ...]

    @classmethod
    def of(cls, page: str) -> GappedPage:
        """Cut a page at its marks."""
        cut = _MARKS.split(page)
        return cls(
            tuple(part.encode() for part in cut[::2]),
            tuple(ord(letter) - _FIRST for letter in cut[1::2]),
        )

    def filled(self, values: Sequence[bytes]) -> bytes:
        """The page with these values, which are escaped already."""
        pieces = [self.parts[0]]
        for gap, part in zip(self.gaps, self.parts[1:], strict=True):
            pieces += (values[gap], part)
        return b"".join(pieces)


class GappedPages:
    """The newest pages of a process by what they depend on; safe to use from all its threads."""

    def __init__(self, most: int = 32) -> None:
        self._held: OrderedDict[Hashable, GappedPage] = OrderedDict()
        self._lock = Lock()
        self._making = Lock()
        self._most = most

    def get(self, key: Hashable, make: Callable[[], str]) -> GappedPage:
        """The page of this key, made if it is not known; the others who need it wait for it."""
        if (known := self._known(key)) is not None:
            return known
        with self._making:
            if (known := self._known(key)) is not None:
                return known
            page = GappedPage.of(make())
            with self._lock:
                self._held[key] = page
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return page

    def _known(self, key: Hashable) -> GappedPage | None:
        with self._lock:
            if (known := self._held.get(key)) is not None:
                self._held.move_to_end(key)
            return known
