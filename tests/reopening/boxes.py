"""A counted round with people, for tests of what comes after its opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from pbplatform.accounts import services as two_people
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.core.actor import ActorRef
from pbplatform.reopening.queries import logged_list
from pbplatform.results.services.certificate import certify
from pbplatform.rounds.models import Round
from tests.factories import make_person
from tests.results.counted import count_it, opened_election
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import Election

BALLOTS = ((15, 9), (7,), ())


@dataclass(frozen=True)
class Box:
    """What a test needs of it: ids and people, never loaded rows."""

    election: Election
    finn: ActorRef  # facilitator
    una: ActorRef  # auditor
    ola: ActorRef  # auditor
    listed: bytes

    def round(self, session: Session) -> Round:
        return session.get_one(Round, self.election.round_id, populate_existing=True)


def counted_box(session: Session, folder: Path) -> Box:
    """Opened and counted, provisional."""
    election = opened_election(session, folder, *BALLOTS)
    count_it(session, election)
    people = [
        make_person(session, name, role=role)
        for name, role in (("Finn", "facilitator"), ("Una", "auditor"), ("Ola", "auditor"))
    ]
    session.flush()
    listed = logged_list(session, session.get_one(Round, election.round_id))
    assert listed is not None
    return Box(election, people[0], people[1], people[2], listed)


def certified(session: Session, box: Box) -> datetime:
    """Certify it when the days to object are over; the day after, when its key can be ended."""
    at = box.round(session).objections_end_at
    assert at is not None
    certify(session, pair=CLOSERS, round_id=box.election.round_id, now=at)
    return at + timedelta(days=1)


def by_two(
    session: Session, kind: ActKind, first: ActorRef, second: ActorRef, asked: Asked, now: datetime
) -> None:
    """One asks, the other confirms the same."""
    act = two_people.ask(session, kind, actor=first, asked=asked, now=now)
    seen = act.facts_sha256.hex()
    two_people.confirm(session, actor=second, act_id=act.id, seen=seen, now=now)
