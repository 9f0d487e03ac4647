"""What of a roll goes with the key of its box. Source: docs/rules/voting.md section 13.7."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.voting.models import RollEntry
from pbplatform.voting.models.checking import RollRoot, RollTile


def forget_roll(session: Session, round_id: int) -> None:
    """Forget who voted and whose number in the register was whose; roots and sizes stay.

    The caller writes the entry, and has the storage rewritten afterwards.
    """
    session.execute(delete(RollTile).where(RollTile.round_id == round_id))
    for table, empty in (
        (RollRoot, {"secret": None}),
        (RollEntry, {"marked": False, "register_hash": None}),
    ):
        session.execute(
            update(table)
            .where(table.round_id == round_id)
            .values(empty)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
