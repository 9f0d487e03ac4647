"""Whom news of a thing concerns, as higher slices know it.

A lower slice tells of its thing and cannot know who else cares: who asked a point at a meeting is
known to `points`, the meeting to `forums`. Each slice announces such readers in its `slice.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy.orm import Session

# Addresses, told the id of the thing.
ConcernedReader = Callable[[Session, int], Iterable[str]]
_READERS: dict[str, list[ConcernedReader]] = {}


def announce_concerned(readers: Mapping[str, ConcernedReader]) -> None:
    """Make the readers of a slice known; the same one again changes nothing.

    Args:
        readers: by what it is about, `<slice>.<thing>`.
    """
    for what, reader in readers.items():
        known = _READERS.setdefault(what, [])
        if reader not in known:
            known.append(reader)


def concerned(session: Session, what: str, thing_id: int) -> list[str]:
    """The addresses of everybody whom this thing concerns, each once, sorted."""
    found = {address for read in _READERS.get(what, ()) for address in read(session, thing_id)}
    return sorted(address for address in found if address)
