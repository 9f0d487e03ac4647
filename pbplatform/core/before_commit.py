"""What is worked out from rows that changed, and written with them in the same transaction.

A slice that keeps something beside its rows, so that pages need not work it out, announces here
what to do before a commit. Nobody who changes a row has to think of it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

Settle = Callable[[Session], None]
_all: list[Settle] = []


def before_commit(settle: Settle) -> Settle:
    """Have `settle` called before every commit, once all changes were sent to the database."""
    _all.append(settle)
    return settle


def settle_all(session: Session) -> None:
    """Write what follows from the changes of this transaction."""
    session.flush()
    for settle in _all:
        settle(session)


@event.listens_for(Session, "before_commit")
def _settle(session: Session) -> None:
    if not session.in_nested_transaction():
        settle_all(session)
