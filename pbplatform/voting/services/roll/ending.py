"""Ending letters: from that moment the older ones prove nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.voting.models import RollAccount, RollEntry, RollProof


def end_letters(
    session: Session,
    round_id: int,
    first: int,
    last: int,
    *,
    field: str,
    on: date | None = None,
    reissued: bool = False,
) -> None:
    """The older letters of these voters prove nothing, nor what was linked by them.

    Args:
        on: the day that the cancelled letters are told; None where nobody has got them yet.
        reissued: from here on the voter has a spare letter.
    Raises:
        Conflict: not all are on the roll.
    """
    own = (RollEntry.round_id == round_id, RollEntry.voter_no.between(first, last))
    changed: dict[str, object] = {"letter": RollEntry.letter + 1}
    if reissued:
        changed["reissued"] = True
    entered = session.execute(
        update(RollEntry).where(*own).values(changed).execution_options(synchronize_session=False)
    )
    if entered.rowcount != last - first + 1:  # type: ignore[attr-defined]
        raise Conflict("roll.no_such_voter", field=field)
    of_proofs = (
        RollProof.round_id == round_id,
        RollProof.voter_no.between(first, last),
        ~RollProof.cancelled,
    )
    session.execute(
        update(RollProof)
        .where(*of_proofs)
        .values(cancelled=True, cancelled_on=on)
        .execution_options(synchronize_session=False)
    )
    of_links = (RollAccount.round_id == round_id, RollAccount.voter_no.between(first, last))
    session.execute(delete(RollAccount).where(*of_links))
    session.expire_all()
