"""A real election on paper: two clerks type it through the pages, and slip as people do.

Source: docs/rules/paper.md section 3. Every slip is caught before a batch is sealed,
winners and totals are those of the file, and the channels add up.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from pbplatform.cli import replay
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.transaction import transaction
from pbplatform.counting.pabulib import Election, read_election
from pbplatform.paper.kinds import How
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.paper.services.handing import give_papers
from pbplatform.rounds.models import Round
from pbplatform.venues.models import RoundWays
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.services.cast import cast_ballots
from tests.conftest import SetClock
from tests.counting.elections import PABULIB_DIR
from tests.factories import make_person, make_place
from tests.pages import confirm, hidden_field, sign_in
from tests.results.bundles import check, write_bundle
from tests.voting.elections import CLOSES, OPENS

pytestmark = pytest.mark.one_database
FILE = PABULIB_DIR / "Poland_Gdynia_2022_Orlowo__small.pb"
ON_PAPER, SHEETS, SHARE = 300, 25, 0.03
NOW = OPENS + timedelta(days=1)
SLIPS = ("wrong number", "skipped", "doubled", "over-vote", "swapped batch")


def written_election(folder: Path) -> Path:
    """An election of 320 voters, where the real ones are not at hand."""
    chance = random.Random(7)
    rows = [
        f"{voter};{','.join(map(str, sorted(chance.sample(range(1, 9), chance.randint(1, 3)))))}"
        for voter in range(1, 321)
    ]
    projects = [f"{number};{number * 1000};Project {number}" for number in range(1, 9)]
    meta = ["description;Written", "country;X", "unit;Y", "instance;2022", "num_projects;8"]
    meta += ["num_votes;320", "budget;15000", "vote_type;approval", "rule;greedy-no-skip"]
    parts = ["META", "key;value", *meta, "PROJECTS", "project_id;cost;name", *projects]
    file = folder / "written.pb"
    file.write_text("\n".join([*parts, "VOTES", "voter_id;vote", *rows]) + "\n")
    return file


class Clerk:
    """Types a batch as a person does: three in a hundred sheets go wrong, in five ways."""

    def __init__(self, person: ActorRef, seed: int) -> None:
        self.person, self.chance = person, random.Random(seed)
        self.slips: Counter[str] = Counter()

    def types(self, truth: list[str], other_batch: list[str]) -> tuple[list[str], set[int]]:
        """Lines for each sheet, and which were confirmed as standing so."""
        lines, sure = list(truth), set[int]()
        if len(other_batch) == len(truth) and self.chance.random() < SHARE * 8:
            self.slips["swapped batch"] += 1
            lines = list(other_batch)
        for sheet in range(len(lines)):
            if self.chance.random() >= SHARE:
                continue
            slip = self.chance.choice(SLIPS[:4])
            if sheet + 1 == len(lines) and slip in ("skipped", "doubled"):
                continue  # the last one cannot shift what follows
            self.slips[slip] += 1
            if slip == "wrong number":
                numbers = lines[sheet].split()
                numbers[0] = next(str(n) for n in range(1, 99) if str(n) not in numbers)
                lines[sheet] = " ".join(numbers)
                sure.add(sheet + 1)  # also where it is on no ballot
            elif slip == "skipped":
                lines = lines[:sheet] + lines[sheet + 1 :] + lines[-1:]
            elif slip == "doubled":
                lines = lines[: sheet + 1] + lines[sheet:-1]
            else:
                lines[sheet] += " 1 2 3 4 5 6 7 8"
                sure.add(sheet + 1)
        return lines, sure


class Counting:
    """The room in which papers are entered, by pages."""

    def __init__(self, app: Flask, client: FlaskClient, clock: SetClock, slug: str) -> None:
        self.app, self.client, self.clock = app, client, clock
        self.desk = f"/desk/clerk/rounds/{slug}/batches"

    def who(self, person: ActorRef) -> FlaskClient:
        sign_in(self.app, self.client, person, self.clock)
        return self.client

    def post(self, path: str, data: dict[str, str]) -> None:
        answer = self.client.post(self.desk + path, data=data)
        assert answer.status_code == 302, answer.text

    def enter(self, clerk: Clerk, batch: int, lines: list[str], sure: set[int]) -> None:
        self.who(clerk.person)
        typed = {f"sheet_{sheet}": line for sheet, line in enumerate(lines, 1)}
        page = self.client.get(f"{self.desk}/{batch}/enter").text
        # Whoever is asked whether a sheet stands so looks, and says yes: the slip goes on.
        ticks = {f"stands_{sheet}": "y" for sheet in range(1, len(lines) + 1)} if sure else {}
        form = {**typed, **ticks, "seen": hidden_field(page, "seen"), "action": "done"}
        self.post(f"/{batch}/enter", form)

    def settle(self, batch: int, truth: list[str], one: Clerk, two: Clerk) -> None:
        self.who(one.person)
        page = self.client.get(f"{self.desk}/{batch}/look").text
        found = {f"sheet_{sheet}": line for sheet, line in enumerate(truth, 1)}
        asked = {name: line for name, line in found.items() if f'name="{name}"' in page}
        self.post(f"/{batch}/look", asked)
        self.who(two.person)
        self.post(f"/{batch}/confirm", {"action": "stands"})

    def seal(self, batch: int, one: Clerk, two: Clerk) -> None:
        for clerk in (one, two):
            answer = confirm(self.who(clerk.person), f"{self.desk}/{batch}/seal")
            assert answer.status_code == 302


def test_real_election_on_paper_ends_as_its_file_says(
    app: Flask,
    client: FlaskClient,
    clock: SetClock,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replay, "OPENS", OPENS)
    monkeypatch.setattr(replay, "CLOSES", CLOSES)
    file = FILE if FILE.exists() else written_election(tmp_path)
    keys, election = KeyStore(settings.key_dir), read_election(file)
    clock.at = NOW
    with app.app_context():
        with transaction() as session:
            make_place(session)
        rule = replay._rule(election, "votes-greedy")
        round_id = replay._import(election, rule, "on-paper", file.name, keys)
        clerks = _ready(round_id)
        slug = db.session.get_one(Round, round_id).slug
        db.session.remove()
    room = Counting(app, client, clock, slug)
    truth = [_line(election, voter) for voter in range(ON_PAPER)]
    batches = [truth[at : at + SHEETS] for at in range(0, ON_PAPER, SHEETS)]
    one, two = (Clerk(person, seed) for seed, person in enumerate(clerks, 11))
    _enter_all(room, batches, one, two, round_id)
    assert set((one.slips + two.slips).keys()) == set(SLIPS)  # each kind was there to be caught
    with app.app_context():
        _vote_online(election, round_id)
        counts = reconcile(db.session(), round_id)
        assert (counts.on_paper, counts.marked) == (ON_PAPER, election.voters - ON_PAPER)
        assert counts.agrees
        replay._finish(round_id, keys, hidden=True)
        done = replay._read_back(election, round_id, 0, 0.0, 0.0)
        outside = check(write_bundle(db.session(), slug, tmp_path))
    assert outside.code == 0, outside.text
    assert f"{ON_PAPER} on paper" in outside.text
    votes = Counter(p for v in range(election.voters) for p in election.choices_of(v))
    assert done.totals == {
        project.key: votes[index] for index, project in enumerate(election.projects)
    }
    assert done.ballots == election.voters


def _ready(round_id: int) -> list[ActorRef]:
    """The round takes paper, three hundred papers are out, and two clerks are there."""
    with transaction() as session:
        round_ = session.get_one(Round, round_id)
        row = RoundWays(round_id=round_id, paper="first", said_at=NOW)
        session.add(row)
        session.flush()
        hand, *clerks = (
            make_person(session, name, role="clerk", scope=round_.scope, now=NOW)
            for name in ("Hanna", "Carla", "Dora")
        )
        give_papers(
            session,
            actor=hand,
            round_id=round_id,
            numbers=range(1, ON_PAPER + 1),
            how=How.HAND,
            sure=True,
            today=NOW.date(),
            now=NOW,
        )
    return clerks


def _line(election: Election, voter: int) -> str:
    return " ".join(str(index + 1) for index in election.choices_of(voter)) or "0"


def _vote_online(election: Election, round_id: int) -> None:
    key = voting.sealing_key(db.session(), db.session.get_one(Round, round_id))
    waiting = list(range(ON_PAPER, election.voters))
    for casts in replay._batches(election, waiting, key):
        with transaction() as session:
            cast_ballots(session, round_id=round_id, sealed=casts, clock=ManualClock(NOW))


def _enter_all(
    room: Counting, batches: list[list[str]], one: Clerk, two: Clerk, round_id: int
) -> None:
    for number, sheets in enumerate(batches, 1):
        room.who(one.person)
        room.post("", {"place": "Library", "seal": str(number), "sheets": str(len(sheets))})
    for number, sheets in enumerate(batches, 1):
        beside = batches[number % len(batches)]
        readings = []
        for clerk in (one, two):
            lines, sure = clerk.types(sheets, beside)
            readings.append(lines)
            room.enter(clerk, number, lines, sure or set(range(1)))
        with room.app.app_context():
            batch = db.session.get_one(PaperBatch, (round_id, number))
            state, differed = batch.state, batch.differed
        wrong = [i for i in range(len(sheets)) if any(each[i] != sheets[i] for each in readings)]
        apart = [i for i in range(len(sheets)) if readings[0][i] != readings[1][i]]
        # No slip lies before the first difference; from there on all is read again.
        assert not wrong or (apart and min(apart) <= min(wrong))
        assert (state, differed) == (("differs", len(apart)) if apart else ("agreed", 0))
        if apart:
            room.settle(number, sheets, one, two)
        room.seal(number, one, two)
