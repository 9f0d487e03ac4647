"""Who proves a place on the roll, by a letter or by an account that was linked to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import keyed_hash, normalise_code, random_code
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import (
    ON_PAPER,
    ON_ROLL,
    STRUCK_OFF,
    RollAccount,
    RollEntry,
    RollProof,
    RollSpare,
)
from pbplatform.voting.queries.roll_history import standing_strike

CODE_LETTERS = 14


@dataclass(frozen=True)
class Voter:
    """Who proved a place on the roll: the number there, and which of their letters it was."""

    number: int
    letter: int


def new_letter_code() -> str:
    """A fresh code for a letter: 14 letters, 70 random bits."""
    return random_code(CODE_LETTERS)


def proof_hash(key: bytes, round_slug: str, code: str) -> bytes:
    """What the database keeps of a letter's code: keyed, and bound to the round."""
    return keyed_hash(key, f"{round_slug}:{normalise_code(code)}")


def voter_by_proof(session: Session, *, round_id: int, proof: bytes) -> Voter:
    """The voter whose place a letter's code proves.

    Raises:
        Conflict: no such code, cancelled (with the day, and whether a vote lies in the box), a
            spare letter of nobody, one that has put in its one vote, the voter was struck (with
            the day and what became of a vote), or votes on paper; beside the field `code`.
    """
    found = session.execute(
        select(
            RollProof.voter_no,
            RollProof.cancelled,
            RollProof.cancelled_on,
            RollEntry.state,
            RollEntry.letter,
            RollEntry.marked,
            RollEntry.reissued,
        )
        .join(
            RollEntry,
            (RollEntry.round_id == RollProof.round_id) & (RollEntry.voter_no == RollProof.voter_no),
        )
        .where(RollProof.round_id == round_id, RollProof.proof_hash == proof)
    ).first()
    if found is None:
        raise unknown_code(session, round_id, proof)
    if found.state == STRUCK_OFF:
        raise _struck(session, round_id, found.voter_no)
    if found.cancelled and found.cancelled_on is None:
        raise Conflict("roll.code_cancelled", field="code")
    if found.cancelled:
        code = "roll.letter_replaced_vote_in_box" if found.marked else "roll.letter_replaced"
        raise Conflict(code, field="code", day=found.cancelled_on)
    if found.state != ON_ROLL:
        raise Conflict("roll.votes_on_paper", field="code", voter=found.voter_no)
    if found.reissued and found.marked:
        raise Conflict("vote.letter_votes_once", field="code")
    return Voter(found.voter_no, found.letter)


# What the letter is told, by the reason and by what became of a vote.
_STRUCK: dict[tuple[str, str], str] = {
    (Why.MOVED, ""): "roll.struck_moved",
    (Why.MOVED, "stays"): "roll.struck_moved_vote_stays",
    (Why.DIED, ""): "roll.struck_died",
    (Why.DIED, "stays"): "roll.struck_died_vote_stays",
    (Why.DOUBLE, ""): "roll.struck_double",
    (Why.DOUBLE, "out"): "roll.struck_double_vote_out",
    (Why.NOT_ENTITLED, ""): "roll.struck_not_entitled",
    (Why.NOT_ENTITLED, "out"): "roll.struck_not_entitled_vote_out",
    (Why.REPLACED, ""): "roll.struck_replaced",
}


def _struck(session: Session, round_id: int, voter_no: int) -> Conflict:
    """The letter of a struck voter is told when, why, and what became of a vote."""
    strike = standing_strike(session, round_id, voter_no)
    if strike is None:
        return Conflict("roll.may_not_vote_here", field="code")
    if strike.was == ON_PAPER:
        return Conflict("roll.struck_with_paper", field="code", day=strike.struck_on)
    vote = "stays" if not strike.left else "out" if strike.taken_out else ""
    code = _STRUCK.get((strike.why, vote), "roll.may_not_vote_here")
    return Conflict(code, field="code", day=strike.struck_on)


def unknown_code(session: Session, round_id: int, proof: bytes) -> Conflict:
    """A sealed spare letter that somebody opened has a code, and is still nobody's."""
    spare = select(RollSpare.spare_no).where(
        RollSpare.round_id == round_id, RollSpare.proof_hash == proof
    )
    known = session.scalar(spare) is not None
    return Conflict("roll.spare_of_nobody" if known else "roll.code_not_found", field="code")


def voter_of_account(session: Session, *, round_id: int, account_id: int) -> Voter | None:
    """The voter this account is linked to in this round, if any."""
    found = session.execute(
        select(RollEntry.voter_no, RollEntry.letter)
        .join(
            RollAccount,
            (RollAccount.round_id == RollEntry.round_id)
            & (RollAccount.voter_no == RollEntry.voter_no),
        )
        .where(RollAccount.round_id == round_id, RollAccount.account_id == account_id)
    ).first()
    return Voter(found.voter_no, found.letter) if found else None


def link_account(session: Session, *, round_id: int, account_id: int, voter: Voter) -> None:
    """Remember that this account is this voter; the first link of either stands.

    The place is locked first: a letter that was cancelled since it proved the place, or whose
    voter was struck, links nobody, else whoever holds it would vote by the account as if by the
    new letter.
    """
    letter = session.scalar(
        select(RollEntry.letter)
        .where(
            RollEntry.round_id == round_id,
            RollEntry.voter_no == voter.number,
            RollEntry.state != STRUCK_OFF,
        )
        .with_for_update()
    )
    if letter != voter.letter:
        return
    taken = session.scalar(
        select(RollAccount.account_id).where(
            RollAccount.round_id == round_id, RollAccount.voter_no == voter.number
        )
    )
    if taken is None and session.get(RollAccount, (round_id, account_id)) is None:
        session.add(RollAccount(round_id=round_id, account_id=account_id, voter_no=voter.number))
        session.flush()
