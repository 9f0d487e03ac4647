"""Many rows of everything, put in at once: for tests of what lists read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.secrets import random_code
from pbplatform.delivery.models import Project
from pbplatform.places.kinds import PlaceLog
from pbplatform.places.models import Team
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject
from pbplatform.voting.models import PublishedBallot
from tests.delivery.winners import WON
from tests.voting.elections import Election


def more_winners(session: Session, election: Election, first: int, number: int) -> None:
    """Winners from `first` on; every second one has a line with Parks."""
    team = session.scalars(select(Team).where(Team.slug == "parks")).one()
    key = {"round_id": election.round_id}
    numbers = range(first, first + number)
    session.execute(
        insert(BallotProject),
        [{**key, "number": n, "title": f"Winner {n}", "cost_minor": 100} for n in numbers],
    )
    won = {"votes": 3, "cost_minor": 100, "reason": "funded"}
    told = {"position": 9, "left_minor": 0}
    session.execute(
        insert(ResultRow),
        [{**key, **won, "number": n, "position": n, "rank": n, "numbers": told} for n in numbers],
    )
    line: dict[str, Any] = {
        "step": "won",
        "step_at": WON,
        "line_number": "1",
        "line_year": 2027,
        "line_amount_minor": 100,
        "line_given_at": WON,
        "team_id": team.id,
        "post": "Head",
        "heard_at": WON,
    }
    session.execute(insert(Project), [{**key, **line, "number": n} for n in numbers[::2]])
    ballots = [
        {**key, "tracker": random_code(16), "copy": 0, "choices": "4", "invalid": ""}
        for _ in numbers
    ]
    session.execute(insert(PublishedBallot), ballots)
    for n in numbers:
        at = WON + timedelta(seconds=n)
        audit.record(
            session, PlaceLog.AREA_ADDED, actor=SYSTEM, subject="areas/x", now=at, name="X"
        )
    for log_id, _slug in audit_queries.logs_with_pending(session):
        audit.fold(session, log_id)
    session.commit()
