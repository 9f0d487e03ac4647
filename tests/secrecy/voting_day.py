"""A day of voting at the real pages, and its end, as only those know who were there.

Most vote in their own browser, half of them with choices that the browser seals; some at a kiosk,
some signed in, some twice, and a few on paper that is half entered. Hours pass, and the worker does
what it does. Source: docs/rules/voting.md sections 2, 3 and 7.
"""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from itertools import pairwise
from unittest import mock

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Settings
from pbplatform.cli.worker import steps_for
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.venues.models import RoundWays
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import PlainBallot, new_tracker, seal
from tests.conftest import SetClock
from tests.factories import make_person
from tests.pages import code_shown, hidden_field, sign_in
from tests.paper.clerks_room import Room
from tests.paper.counting_day import Line, written
from tests.paper.rounds import DURING, clerk, give, make_paper_election
from tests.venues.kiosks import DESK as KIOSK_DESK
from tests.venues.kiosks import KIOSK, add_library
from tests.voting import elections
from tests.voting.by_page import HOME
from tests.voting.elections import Election

MOST = 5
# No two of a line are neighbours, so that no list of all projects looks like one.
NUMBERS = tuple(7001 + 11 * at for at in range(24))
POPULAR = 12  # lines that many choose; the others have one of their own
_HOURS = 10  # from the first vote to the last, of one day, as a kiosk is open
UNTIL_PROMISED = timedelta(days=3)
Leak = Callable[[int, str, Line], None]


@dataclass(frozen=True)
class Vote:
    """One vote that a receipt was given for."""

    voter: int
    line: Line
    tracker: str
    box_code: str


@dataclass
class Day:
    """What happened.

    Attributes:
        votes: every vote in the order cast; the last of a voter counts.
        plan: who casts next, each with a line.
        papers: batches of two, with the lines on them: the first half entered, the second whole.
        leak: what a leaky program would write beside each vote; None for ours.
    """

    app: Flask
    settings: Settings
    clock: SetClock
    election: Election
    people: dict[str, ActorRef]
    room: Room
    plan: list[tuple[int, Line]]
    kiosk: FlaskClient
    at_kiosk: frozenset[int]
    signed_in: dict[int, FlaskClient]
    papers: dict[int, list[Line]]
    votes: list[Vote] = field(default_factory=list)
    leak: Leak | None = None

    @property
    def keys(self) -> KeyStore:
        return KeyStore(self.settings.key_dir)

    @property
    def counted(self) -> dict[int, Vote]:
        """The vote of each voter that lies in the box."""
        return {vote.voter: vote for vote in self.votes}

    @property
    def replaced(self) -> list[Vote]:
        last = set(self.counted.values())
        return [vote for vote in self.votes if vote not in last]


def new_line(chance: random.Random, taken: set[Line]) -> Line:
    """Choices that nobody else has."""
    while True:
        line = tuple(sorted(chance.sample(NUMBERS, MOST)))
        if line not in taken and min(b - a for a, b in pairwise(line)) > 11:
            taken.add(line)
            return line


def make_day(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    *,
    voters: int,
    seed: int = 5,
    dealt: Dealt | None = None,
) -> Day:
    """A frozen round whose vote is open; nobody has voted yet.

    Args:
        voters: who votes at a screen; a few more vote on paper.
    """
    chance, clock.at = random.Random(seed), DURING
    taken: set[Line] = set()
    popular = [new_line(chance, taken) for _ in range(POPULAR)]
    election, people, residents = _frozen_round(app, settings, clock, voters, dealt)
    everybody = list(range(1, voters + 1))
    chance.shuffle(everybody)
    signed_in = {voter: app.test_client() for voter in everybody[: len(residents)]}
    for client, resident in zip(signed_in.values(), residents, strict=True):
        sign_in(app, client, resident, clock)
    kiosk = app.test_client()
    sign_in(app, kiosk, people["carla"], clock)
    at_kiosk = frozenset(everybody[len(residents) : len(residents) + max(voters // 10, 1)])
    turns = [*everybody, *chance.sample(everybody, voters // 3)]
    chance.shuffle(turns)

    def line_of_next() -> Line:
        return chance.choice(popular) if chance.random() < 0.5 else new_line(chance, taken)

    plan = [(voter, line_of_next()) for voter in turns]
    papers = {batch: [new_line(chance, taken) for _ in range(2)] for batch in (1, 2)}
    room = Room(app, clock, election.slug)
    day = Day(
        *(app, settings, clock, election, people, room, plan),
        *(kiosk, at_kiosk, signed_in, papers),
    )
    assert _sends(kiosk, KIOSK_DESK, KIOSK_DESK, place="1").status_code == 200
    return day


def _frozen_round(
    app: Flask, settings: Settings, clock: SetClock, voters: int, dealt: Dealt | None
) -> tuple[Election, dict[str, ActorRef], list[ActorRef]]:
    """The round, who works for it, and a few residents with an account."""
    on_paper = range(voters + 1, voters + 5)
    with (
        mock.patch.object(elections, "CODE_KEY", derive_key(settings.secret_key, "letter-codes")),
        app.app_context(),
        transaction() as session,
    ):
        election = make_paper_election(
            session,
            settings.key_dir,
            voters=voters + len(on_paper),
            projects=tuple((number, 5_000_000 + number * 1_000) for number in NUMBERS),
            most=MOST,
            dealt=dealt,
        )
        session.get_one(RoundWays, election.round_id).kiosk = True
        add_library(session, election.round_id, clock.at)
        people = {name.lower(): clerk(session, name) for name in ("Hanna", "Carla", "Dora")}
        people["bea"] = make_person(session, "Bea", role="facilitator")
        give(session, election, people["hanna"], *on_paper)
        residents = [make_person(session, f"Resident{n}") for n in range(max(voters // 20, 1))]
    return election, people, residents


def cast_some(day: Day, share: float) -> Iterator[int]:
    """Let this share of the plan be cast; yields after each tenth of it, when the worker ran."""
    total = len(day.votes) + len(day.plan)
    step = timedelta(hours=_HOURS) / total
    until = len(day.plan) - round(total * share)
    while len(day.plan) > max(until, 0):
        voter, line = day.plan.pop(0)
        day.clock.at += step
        day.votes.append(_cast(day, voter, line))
        if day.leak is not None:
            day.leak(voter, day.votes[-1].tracker, line)
        if len(day.votes) % max(total // 10, 1) == 0:
            work(day)
            yield len(day.votes)


def work(day: Day) -> None:
    """Everything that the worker does when it is due."""
    with day.app.app_context():
        for due in steps_for(day.settings):
            due.step.run(day.settings)
            db.session.remove()


def enter_papers(day: Day) -> None:
    """Both batches are logged; of the first a clerk typed one sheet of two."""
    day.app.config["WTF_CSRF_ENABLED"] = False
    for batch, lines in day.papers.items():
        day.room.receive(day.people["carla"], len(lines), seal=f"seal {batch}")
        shown = [written(line) for line in lines]
        if batch == 1:
            shown[1] = ""
        day.room.enter(day.people["carla"], batch, shown, done=batch != 1)
    day.app.config["WTF_CSRF_ENABLED"] = True


def finish_papers(day: Day) -> None:
    """Both are entered by both and sealed into the box."""
    day.app.config["WTF_CSRF_ENABLED"] = False
    for batch, lines in day.papers.items():
        shown = [written(line) for line in lines]
        if batch == 1:
            day.room.enter(day.people["carla"], batch, shown)
        day.room.enter(day.people["dora"], batch, shown)
        day.room.seal(batch, day.people["carla"], day.people["dora"])
    day.app.config["WTF_CSRF_ENABLED"] = True


def _cast(day: Day, voter: int, line: Line) -> Vote:
    """From the first page to “Done”."""
    client = day.signed_in.get(voter) or day.app.test_client()
    if voter in day.at_kiosk:
        client = day.kiosk
        _sends(client, KIOSK, f"{KIOSK}/begin", action="alone")
    here = voter % 2 == 0
    chosen = {"here": "1"} if here else {"project": [str(number) for number in line]}
    first = client.get(HOME)
    token = _token(first)
    _post(client, HOME, token, action="next", **chosen)
    proof = {"code": day.election.codes[voter - 1]}
    if voter in day.signed_in:
        proof["remember"] = "y"
        if any(vote.voter == voter for vote in day.votes):
            proof = {"action": "signed-in"}
    answer = _post(client, f"{HOME}/eligibility", token, **proof)
    assert answer.status_code == 302, answer.text
    slip = hidden_field(client.get(f"{HOME}/check").text, "slip")
    sent, tracker = {"slip": slip}, ""
    if here:
        tracker = new_tracker()
        envelope = seal(day.election.key, PlainBallot(Approval(line), tracker))
        sent["envelope"] = base64.b64encode(envelope).decode()
    receipt = _post(client, f"{HOME}/cast", token, **sent)
    assert receipt.status_code == 200, receipt.text
    tracker = tracker or code_shown(receipt.text, "tracker-code")
    assert _post(client, f"{HOME}/done", token).status_code == 303
    return Vote(voter, line, tracker, code_shown(receipt.text, "box-code"))


def _token(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return unescape(found[1])


def _sends(client: FlaskClient, page: str, to: str, **typed: str) -> TestResponse:
    return _post(client, to, _token(client.get(page)), **typed)


def _post(client: FlaskClient, to: str, token: str, **typed: str | list[str]) -> TestResponse:
    """As a browser on this site sends it."""
    return client.post(
        to, data={"csrf_token": token, **typed}, headers={"Origin": "http://localhost"}
    )
