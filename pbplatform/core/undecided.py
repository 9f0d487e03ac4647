"""How much paper of a round nobody has decided yet, as higher slices know it.

The box is closed only when all paper that came in time is in it or refused. Who keeps paper
(batches, votes under a condition) announces how much of it is undecided in its `slice.py`.
Source: docs/rules/ceremony.md section 3.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

# How many are undecided, told the id of the round.
PaperReader = Callable[[Session, int], int]
_READERS: list[PaperReader] = []


def announce_paper(reader: PaperReader) -> None:
    """Make the reader of a slice known; the same one again changes nothing."""
    if reader not in _READERS:
        _READERS.append(reader)


def paper_undecided(session: Session, round_id: int) -> int:
    """How many batches and votes on paper of this round are neither in the box nor refused."""
    return sum(read(session, round_id) for read in _READERS)
