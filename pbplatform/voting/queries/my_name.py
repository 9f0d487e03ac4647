"""What the roll says to whoever holds a letter's code. Source: docs/rules/voting.md section 14."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.domain.roll_tree import PlaceProof, Row
from pbplatform.voting.models import (
    ADDED,
    ON_PAPER,
    STRUCK_OFF,
    RollEntry,
    RollProof,
    RollSpare,
    RollStrike,
)
from pbplatform.voting.models.checking import AT_CLOSE
from pbplatform.voting.queries.roll_history import standing_strike
from pbplatform.voting.queries.roll_root import proof_at_freeze, proof_of, roots_of


class Vote(StrEnum):
    """What was put in for a number, as far as the roll knows."""

    NONE = "none"
    SCREEN = "screen"  # a vote cast on a screen lies in the box
    PAPER = "paper"  # a ballot paper is out; whether it came back nobody can say


@dataclass(frozen=True)
class MyName:
    """The answer for one number on the roll.

    Attributes:
        added_late: by two people, after the freeze.
        strike: why and when it was struck; None where it is not.
        replaced_on: the day on which the letter that asks was replaced by another one; nobody is
            shown a proof by it.
        cancelled: the letter was made again before the freeze, and nobody should have it.
        reissued: the letter votes once.
    """

    voter: int
    vote: Vote
    added_late: bool
    strike: RollStrike | None = None
    replaced_on: date | None = None
    cancelled: bool = False
    reissued: bool = False


def my_name(session: Session, round_id: int, proof: bytes) -> MyName | None:
    """The answer to a letter's code; None where it is no voter's."""
    found = session.execute(
        select(RollProof.voter_no, RollProof.cancelled, RollProof.cancelled_on).where(
            RollProof.round_id == round_id, RollProof.proof_hash == proof
        )
    ).first()
    if found is None:
        return None
    return _of_number(session, round_id, found.voter_no, found.cancelled, found.cancelled_on)


def my_name_of_number(session: Session, round_id: int, voter: int) -> MyName:
    """The same for the number that somebody's account is linked to."""
    return _of_number(session, round_id, voter, cancelled=False, replaced_on=None)


def _of_number(
    session: Session, round_id: int, voter: int, cancelled: bool, replaced_on: date | None
) -> MyName:
    entry = session.get_one(RollEntry, (round_id, voter), populate_existing=True)
    strike = standing_strike(session, round_id, voter) if entry.state == STRUCK_OFF else None
    late = select(RollSpare.spare_no).where(
        RollSpare.round_id == round_id, RollSpare.voter_no == voter, RollSpare.used == ADDED
    )
    on_paper = (strike.was if strike else entry.state) == ON_PAPER
    vote = Vote.SCREEN if entry.marked else Vote.PAPER if on_paper else Vote.NONE
    return MyName(
        voter=voter,
        vote=vote,
        added_late=session.scalar(late) is not None,
        strike=strike,
        replaced_on=replaced_on,
        cancelled=cancelled and replaced_on is None,
        reissued=entry.reissued,
    )


@dataclass(frozen=True)
class MyProofs:
    """A voter's own rows below the roots of the log.

    Attributes:
        freeze: None where the number was added later.
        close: None before the close.
        broken: there is a root of the close and today's row does not stand below it.
        none: the ballot was frozen before there were roots.
    """

    freeze: PlaceProof | None = None
    close: PlaceProof | None = None
    broken: bool = False
    none: bool = False

    @property
    def newest(self) -> PlaceProof | None:
        return self.close or self.freeze


def my_proofs(session: Session, round_: Round, answer: MyName) -> MyProofs:
    """What shows a voter that the answer is the one that the log is bound to."""
    roots = roots_of(session, round_.id)
    if not roots:
        return MyProofs(none=True)
    freeze = proof_at_freeze(session, round_, answer.voter)
    if AT_CLOSE not in roots:
        return MyProofs(freeze, broken=freeze is None and not answer.added_late)
    entry = session.get_one(RollEntry, (round_.id, answer.voter))
    row = Row(entry.voter_no, entry.state, entry.marked)
    close = proof_of(session, round_, AT_CLOSE, row)
    return MyProofs(freeze, close, broken=close is None)
