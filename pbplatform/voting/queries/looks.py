"""How many different codes were looked up in a round. Source: docs/rules/voting.md section 15."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.domain.looks import Look, Unseen, unseen
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.models.checking import LookCount


@dataclass(frozen=True)
class Looked:
    """What a round says of those who looked.

    Attributes:
        trackers: different trackers looked up; never more than there are `votes`.
        boxes: different box codes looked up.
        names: different letters whose holder asked whether a vote was put in with it.
        votes: closed votes that were opened; 0 before.
        over: nothing is counted any more.
    """

    trackers: int
    boxes: int
    names: int
    votes: int
    over: bool

    @property
    def unseen(self) -> list[Unseen]:
        """How likely it is that changed votes are overlooked."""
        return unseen(self.trackers, self.votes)


def votes_opened(session: Session, round_id: int) -> int:
    """How many votes are published; 0 before the opening."""
    query = select(func.count()).select_from(PublishedBallot)
    return session.scalar(query.where(PublishedBallot.round_id == round_id)) or 0


def looks_of(session: Session, round_: Round, *, votes: int) -> Looked:
    """How many different codes were looked up, in one read.

    Args:
        votes: that were published; 0 while none are.
    """
    query = select(LookCount.kind, LookCount.counted).where(LookCount.round_id == round_.id)
    counted: dict[str, int] = dict(session.execute(query).tuples().all())
    trackers = counted.get(Look.TRACKER, 0)
    return Looked(
        trackers=min(trackers, votes) if votes else trackers,
        boxes=counted.get(Look.BOX, 0),
        names=counted.get(Look.NAME, 0),
        votes=votes,
        over=round_.certified_at is not None or round_.key_destroyed_at is not None,
    )
