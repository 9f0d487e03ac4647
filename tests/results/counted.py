"""Rounds that are opened and counted, elections counted in memory, and the page of a result."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import ManualClock
from pbplatform.counting.count import count_with_record
from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import (
    Rule,
)
from pbplatform.counting.ties import TieOrder
from pbplatform.results import services
from pbplatform.results.domain.notes import notes_of
from pbplatform.results.domain.tally import Tallied
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.pages.shares import Rows
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import BallotProject
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person
from tests.voting.ceremony_acts import CLOSERS, open_box, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, make_election

DURING = ManualClock(OPENS + timedelta(days=1))


def opened_election(session: Session, folder: Path, *ballots: tuple[int, ...]) -> Election:
    election = make_election(session, folder, voters=len(ballots))
    casts = [election.cast(voter, *choices) for voter, choices in enumerate(ballots, start=1)]
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=DURING)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    for name in ("Bea", "Carla"):
        person = make_person(session, name, role="auditor")
        type_lot(session, actor=person, round_id=election.round_id, digits="1234567890", now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    open_box(session, folder, election.round_id, now=CLOSES)
    return election


def count_it(session: Session, election: Election, now: datetime = CLOSES) -> None:
    tallied = services.count_in_memory(session, round_id=election.round_id)
    services.publish_result(
        session, actor=COMMAND, round_id=election.round_id, tallied=tallied, now=now
    )


BALLOTS = [(15, 9), (15,), (15,), (7,), (7, 4), (7, 15)]


def publish(
    session: Session, folder: Path, clock: SetClock, *, budget: int = 29_000_000, **rule: Any
) -> tuple[Election, Tallied]:
    """A counted round whose frozen document has less money, and perhaps another rule."""
    election = opened_election(session, folder / "keys", *BALLOTS)
    frozen = rounds.definition(session, election.round_id)
    assert frozen is not None
    body = frozen.body.replace(b'"money_minor":50000000', b'"money_minor":%d' % budget)
    if family := rule.get("family"):
        body = body.replace(b'"family":"votes-greedy"', b'"family":"%s"' % str(family).encode())
    frozen.body = body
    session.flush()
    tallied = services.count_in_memory(session, round_id=election.round_id)
    services.publish_result(
        session, actor=COMMAND, round_id=election.round_id, tallied=tallied, now=CLOSES
    )
    session.commit()
    clock.at = CLOSES
    return election, tallied


PAGE = "/rounds/neighbour-fund/results"


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


FEW = Profile.of_ballots(
    [Contender("1", 6000), Contender("2", 5000), Contender("3", 3000), Contender("4", 2000)],
    10_000,
    [["1"], ["1", "2"], ["1", "2"], ["3"], ["3", "1"], ["2", "3"], ["4"]],
)


def stored(profile: Profile, rule: Rule) -> tuple[Result, Rows]:
    """The rows of an election that is counted in memory, in the order of the ballot."""
    order = TieOrder.by_file(profile)
    counted = count_with_record(profile, rule, order)
    result, notes = counted[0], notes_of(profile, rule, order, counted, lambda: True)
    kept = Result(
        budget_minor=profile.budget_minor,
        ties=[{"projects": [int(key) for key in tie.projects]} for tie in result.ties],
    )
    place = {key: number for number, key in enumerate(result.winners, start=1)}
    rows = [
        (
            ResultRow(
                number=int(one.key),
                position=place.get(one.key),
                votes=one.score,
                cost_minor=one.cost_minor,
                reason=str(one.reason),
                numbers={**one.numbers, **notes.get(one.key, {})},
            ),
            BallotProject(number=int(one.key), title=f"Project {one.key}"),
        )
        for one in result.outcomes
    ]
    return kept, rows


# Six want what lies by the canal, two the hall on the hill; everybody has £10.
CANAL = Profile.of_ballots(
    [Contender("1", 4800), Contender("2", 1800), Contender("3", 1500)],
    8000,
    [["1", "2"]] * 5 + [["1"]] + [["3"]] * 2,
)
