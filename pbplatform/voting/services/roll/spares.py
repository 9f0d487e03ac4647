"""Sealed spare letters: two people bind one to a voter, and nobody sees its code.

Source: docs/rules/voting.md section 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.core.errors import Conflict
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting import queries
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    ADDED,
    LOST,
    ON_ROLL,
    STRUCK_OFF,
    RollEntry,
    RollProof,
    RollSpare,
)
from pbplatform.voting.policies import refuse_to_change_roll_by_two
from pbplatform.voting.services.roll.ending import end_letters


def bind_spare(
    session: Session,
    *,
    pair: Pair,
    round_id: int,
    voter_no: int,
    spare_no: int,
    today: date,
    now: datetime,
) -> None:
    """Cancel every letter of a voter and make a sealed spare one theirs.

    The new letter puts in a first envelope and never replaces one. Whoever proved the older
    letter, or linked an account by it, cannot cast any more.

    Args:
        today: the day in the place, which the cancelled letter is told.
    Raises:
        Conflict: the box is closed, no such voter, on paper, or no such spare letter is left.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_change_roll_by_two(round_):
        raise refusal
    end_letters(session, round_id, voter_no, voter_no, field="voter_no", on=today, reissued=True)
    state = session.get_one(RollEntry, (round_id, voter_no)).state
    if state != ON_ROLL:
        code = "roll.voter_struck" if state == STRUCK_OFF else "roll.votes_on_paper"
        raise Conflict(code, field="voter_no")
    (spare,) = _free(session, round_id, spare_no, spare_no)
    _give(session, spare, voter_no, LOST)
    session.flush()
    audit.record(
        session,
        VoteLog.ROLL_SPARE_BOUND,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        voter=voter_no,
        spare=spare_no,
        **pair.told,
    )


def add_by_spares(
    session: Session,
    *,
    pair: Pair,
    round_id: int,
    first_spare: int,
    last_spare: int,
    known: int,
    now: datetime,
) -> range:
    """Add one voter for each of these sealed spare letters, after the freeze.

    Args:
        known: how many voters both people saw on the roll.
    Returns:
        The new voter numbers.
    Raises:
        Conflict: not frozen or closed, somebody else added voters, or a letter is not left.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_change_roll_by_two(round_):
        raise refusal
    if known != queries.roll_size(session, round_id):
        raise Conflict("roll.changed", field="first")
    spares = _free(session, round_id, first_spare, last_spare)
    numbers = _add(session, round_id, spares)
    audit.record(
        session,
        VoteLog.ROLL_ADDED_LATE,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        added=len(spares),
        size=known + len(spares),
        first_spare=first_spare,
        last_spare=last_spare,
        **pair.told,
    )
    return numbers


def add_one_by_spare(session: Session, round_id: int, spare_no: int) -> int:
    """A new number with a sealed spare letter, for a voter who is replaced; the number.

    The caller holds the round's lock, has asked who may do it, and writes the entry.

    Raises:
        Conflict: no such spare letter is left; beside the field `spare`.
    """
    return _add(session, round_id, _free(session, round_id, spare_no, spare_no, field="spare"))[0]


def _add(session: Session, round_id: int, spares: Sequence[RollSpare]) -> range:
    """One voter for each of these letters; numbers go on from the last that was ever given."""
    first = queries.last_voter(session, round_id) + 1
    numbers = range(first, first + len(spares))
    session.execute(
        insert(RollEntry), [{"round_id": round_id, "voter_no": number} for number in numbers]
    )
    for number, spare in zip(numbers, spares, strict=True):
        _give(session, spare, number, ADDED)
    session.flush()
    return numbers


def _free(
    session: Session, round_id: int, first: int, last: int, *, field: str = "spare_no"
) -> Sequence[RollSpare]:
    """These spare letters, locked; every one must be there and nobody's."""
    found = session.scalars(
        select(RollSpare)
        .where(RollSpare.round_id == round_id, RollSpare.spare_no.between(first, last))
        .order_by(RollSpare.spare_no)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not found or len(found) != last - first + 1:
        raise Conflict("roll.no_such_spare", field=field)
    if any(spare.used for spare in found):
        raise Conflict("roll.spare_used", field=field)
    return found


def _give(session: Session, spare: RollSpare, voter_no: int, used: str) -> None:
    spare.used, spare.voter_no = used, voter_no
    session.add(RollProof(round_id=spare.round_id, proof_hash=spare.proof_hash, voter_no=voter_no))
