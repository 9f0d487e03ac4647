"""A round's row, held while something that its frozen ballot fixes is changed.

Who only read it could act on a state that is over by the time they commit: dates moved, or voters
added, while the ballot was being frozen.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round


def lock_round(session: Session, round_id: int) -> Round:
    """The round as it is now, locked until this transaction ends; casts wait that long."""
    return session.get_one(Round, round_id, with_for_update={"of": Round}, populate_existing=True)
