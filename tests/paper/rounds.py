"""A round that takes votes on paper, and people who look after its papers."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.paper.kinds import How, PaperState
from pbplatform.paper.services.handing import give_papers, take_back
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays
from pbplatform.voting.services.cast import cast_ballots
from tests.factories import make_person
from tests.voting.elections import OPENS, Election, Projects, make_election

DURING = OPENS + timedelta(days=1)
TODAY = DURING.date()
SCOPE = "round:neighbour-fund"


def make_paper_election(
    session: Session,
    folder: Path,
    *,
    rule: Exclusion = Exclusion.FIRST,
    voters: int = 5,
    projects: Projects = (),
    most: int = 2,
    dealt: Dealt | None = None,
) -> Election:
    """Voters 1 to `voters`, in a round that takes paper by this rule.

    Args:
        dealt: the trustees who hold its key; None for a key in `folder`.
    """
    made = make_election(session, folder, voters=voters, projects=projects, most=most, dealt=dealt)
    row = RoundWays(round_id=made.round_id, paper=rule, said_at=OPENS)
    row.papers_kept_until = (OPENS + timedelta(days=100)).date()
    session.add(row)
    session.flush()
    return made


def clerk(session: Session, name: str = "Carla") -> ActorRef:
    """A clerk of the round, with an account."""
    return make_person(session, name, role="clerk", scope=SCOPE)


def give(
    session: Session,
    election: Election,
    actor: ActorRef,
    *numbers: int,
    how: How = How.HAND,
    now: datetime = DURING,
) -> int:
    return give_papers(
        session,
        actor=actor,
        round_id=election.round_id,
        numbers=numbers,
        how=how,
        sure=True,
        today=now.date(),
        now=now,
    )


def back(
    session: Session,
    election: Election,
    actor: ActorRef,
    what: PaperState,
    *numbers: int,
    now: datetime = DURING,
) -> int:
    return take_back(
        session,
        actor=actor,
        round_id=election.round_id,
        numbers=numbers,
        what=what,
        sure=True,
        today=now.date(),
        now=now,
    )


def online(session: Session, election: Election, *voters: int) -> None:
    casts = [election.cast(voter, 4) for voter in voters]
    clock = ManualClock(DURING)
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=clock)
