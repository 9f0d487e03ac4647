"""Whether whoever reads is on the roll for paper. Source: docs/rules/voting.md section 1.4."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.models import ON_PAPER, RollEntry


@dataclass(frozen=True)
class PaperVoter:
    """A voter whose ballot paper is out, on a page of their own."""

    round_: Round
    voter_no: int


def paper_voter(session: Session, round_: Round, voter_no: int) -> PaperVoter | None:
    """This voter, if the roll says that they vote on paper; 0 is nobody."""
    state = select(RollEntry.state).where(
        RollEntry.round_id == round_.id, RollEntry.voter_no == voter_no
    )
    on_paper = bool(voter_no) and session.scalar(state) == ON_PAPER
    return PaperVoter(round_, voter_no) if on_paper else None
