"""How many different codes were looked up in a round. Source: docs/rules/voting.md section 15."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.domain.looks import Look, Unseen, unseen
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.models.checking import AT_FREEZE, LookCount, RollRoot


@dataclass(frozen=True)
class Looked:
    """What a round says of those who looked.

    Attributes:
        trackers: different trackers looked up; never more than there are `votes`.
        boxes: different box codes looked up.
        names: different letters whose holder asked whether a vote was put in with it.
        votes: closed votes that were opened; 0 before.
        over: nothing is counted any more.
        begun: it is counted in this round; not where its ballot was frozen before that was done.
    """

    trackers: int
    boxes: int
    names: int
    votes: int
    over: bool
    begun: bool

    @property
    def unseen(self) -> list[Unseen]:
        """How likely it is that changed votes are overlooked."""
        return unseen(self.trackers, self.votes)


# Roots and counts came with one version of the program: a freeze that made a root is counted.
_COUNTED = union_all(
    select(LookCount.kind, LookCount.counted).where(LookCount.round_id == bindparam("round")),
    select(RollRoot.stage, literal(0)).where(RollRoot.round_id == bindparam("round")),
)


def votes_opened(session: Session, round_id: int) -> int:
    """How many votes are published; 0 before the opening."""
    query = select(func.count()).select_from(PublishedBallot)
    return session.scalar(query.where(PublishedBallot.round_id == round_id)) or 0


def looks_of(session: Session, round_: Round, *, votes: int) -> Looked:
    """How many different codes were looked up, in one read.

    Args:
        votes: that were published; 0 while none are.
    """
    counted = {row[0]: int(row[1]) for row in session.execute(_COUNTED, {"round": round_.id})}
    trackers = counted.get(Look.TRACKER, 0)
    return Looked(
        trackers=min(trackers, votes) if votes else trackers,
        boxes=counted.get(Look.BOX, 0),
        names=counted.get(Look.NAME, 0),
        votes=votes,
        begun=AT_FREEZE in counted,
        over=round_.certified_at is not None or round_.key_destroyed_at is not None,
    )
