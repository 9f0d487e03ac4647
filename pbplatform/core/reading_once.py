"""A page that asks many slices the same reads it once.

Only inside `reading_once`, in a request that writes nothing: elsewhere every read is a read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

_KEPT = "read_once"
Found = TypeVar("Found")


@contextmanager
def reading_once(session: Session) -> Iterator[None]:
    """Until the end of the block `read_once` keeps what it read; a block inside changes nothing."""
    begins = _KEPT not in session.info
    if begins:
        session.info[_KEPT] = {}
    try:
        yield
    finally:
        if begins:
            del session.info[_KEPT]


def is_reading_once(session: Session) -> bool:
    """Whether whoever reads a part may as well read the whole, for others to have it."""
    return _KEPT in session.info


def is_read(session: Session, what: str) -> bool:
    """Whether somebody read this before, so that `read_once` asks nothing."""
    return what in session.info.get(_KEPT, ())


def read_once(session: Session, what: str, read: Callable[[], list[Found]]) -> list[Found]:
    """What `read` finds; inside `reading_once` it is asked once.

    Args:
        what: names the reading, `<slice>.<query>`.
    """
    kept: dict[str, list[Found]] | None = session.info.get(_KEPT)
    if kept is None:
        return read()
    if what not in kept:
        kept[what] = read()
    return list(kept[what])
