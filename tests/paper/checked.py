"""A counted round with one batch of two sheets on paper, and people who compare them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.paper.kinds import BatchState
from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.rounds.models import Round
from pbplatform.voting.models import ON_PAPER, PublishedBallot, RollEntry
from pbplatform.voting.services.cast_paper import put_in_paper
from tests.factories import make_person
from tests.paper.rounds import SCOPE, give, make_paper_election
from tests.results.counted import count_it
from tests.voting.ceremony_acts import close_to_opened
from tests.voting.elections import CLOSES, Election

AFTER = CLOSES + timedelta(hours=1)


def make_counted(session: Session, folder: Path) -> tuple[Election, dict[str, ActorRef]]:
    """Carla gave papers, Dora logged the batch, Eli and Fay entered it; Bea and Una look on."""
    election = make_paper_election(session, folder / "keys")
    people = {
        "clerk": make_person(session, "Carla", role="clerk", scope=SCOPE),
        "logger": make_person(session, "Dora", role="clerk", scope=SCOPE),
        "one": make_person(session, "Eli", role="clerk", scope=SCOPE),
        "two": make_person(session, "Fay", role="clerk", scope=SCOPE),
        "facilitator": make_person(session, "Bea", role="facilitator", scope=SCOPE),
        "auditor": make_person(session, "Una", role="auditor"),
    }
    give(session, election, people["clerk"], 1, 2, 3)
    own = (RollEntry.round_id == election.round_id, RollEntry.voter_no <= 3)
    session.execute(update(RollEntry).where(*own).values(state=ON_PAPER))
    session.expire_all()
    session.add(
        PaperBatch(
            round_id=election.round_id,
            n=1,
            place="Library",
            seal="A1",
            sheets=2,
            state=BatchState.SEALED,
            received_on=CLOSES.date(),
            logged_by_id=people["logger"].account_id,
            ended_at=CLOSES,
        )
    )
    session.flush()
    for hand, name in enumerate(("one", "two"), start=1):
        session.add(
            PaperEntry(
                round_id=election.round_id,
                batch=1,
                hand=hand,
                look=1,
                account_id=people[name].account_id,
                revision=1,
                whole=True,
                closed=b"",
            )
        )
    sheets = (election.cast(101, 4), election.cast(102, 7))
    put_in_paper(session, round_id=election.round_id, sealed=sheets, now=CLOSES)
    close_to_opened(session, folder / "keys", election.round_id, now=CLOSES)
    count_it(session, election)
    session.flush()
    return election, people


def round_of(session: Session, election: Election) -> Round:
    return session.get_one(Round, election.round_id, populate_existing=True)


def trackers(session: Session, election: Election) -> dict[str, str]:
    """Trackers of the public list by their choices."""
    own = PublishedBallot.round_id == election.round_id
    return {row.choices: row.tracker for row in session.scalars(select(PublishedBallot).where(own))}
