"""A counted round for tests: projects 9, 15, 4 and 7 won it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.delivery import services
from pbplatform.delivery.models import Project
from pbplatform.rounds.models import Round
from tests.factories import COMMAND, make_person, make_team
from tests.results.counted import count_it, opened_election
from tests.voting.elections import CLOSES, Election

WON = CLOSES  # the result is published at the close: Tuesday 9 March 2027, 9am
DAY = timedelta(days=1)
LINE: dict[str, Any] = {
    "number": "7-310-44",
    "year": 2027,
    "amount_minor": 1_800_000,
    "team": "parks",
    "post": "Head of Parks",
}


def counted_election(session: Session, folder: Path) -> Election:
    """Projects 9 and 15 win with two votes or more; so do 4 and 7, since the money lasts."""
    election = opened_election(session, folder, (15, 9), (15, 9), (15, 7), (9,), (4,))
    count_it(session, election)
    certified(session, election)
    return election


def certified(session: Session, election: Election) -> None:
    """Two people certified the result at once: its days are another test's matter."""
    session.get_one(Round, election.round_id).certified_at = WON
    session.flush()


def bea(session: Session, election: Election) -> ActorRef:
    """The facilitator of the round."""
    return make_person(session, "Bea", role="facilitator", scope=f"round:{election.slug}")


def tom(session: Session) -> ActorRef:
    """An official of Parks, which must exist."""
    return make_person(session, "Tom", role="official", scope="team:parks")


def give_line(session: Session, election: Election, **changed: Any) -> Project:
    """Benches (4) get their line, given by the operator; `now` and `reason` may be changed."""
    now = changed.pop("now", WON + DAY)
    reason = changed.pop("reason", "")
    number = changed.pop("project", 4)
    actor = changed.pop("actor", COMMAND)
    return services.give_line(
        session,
        actor=actor,
        round_id=election.round_id,
        number=number,
        facts=services.LineFacts(**{**LINE, **changed}),
        reason=reason,
        now=now,
    )


def project_with_line(session: Session, folder: Path) -> Election:
    """A counted election whose project 4 has its line with Parks, a day after the result."""
    election = counted_election(session, folder)
    make_team(session, "Parks")
    make_team(session, "Roads")
    give_line(session, election)
    return election
