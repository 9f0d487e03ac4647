"""A real election on paper: two clerks type it through the pages, and slip as people do.

Source: docs/rules/paper.md sections 1 to 3. Every slip is caught before a batch is sealed,
winners and totals are those of the file, the channels add up, and nobody votes twice,
whichever way they took first.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.cli import replay, replay_steps
from pbplatform.cli.replay_sealing import sealed_blocks
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import nobody
from pbplatform.core.transaction import transaction
from pbplatform.counting.pabulib import Election, read_election
from pbplatform.paper.kinds import How
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.paper.services.handing import give_papers
from pbplatform.paper.services.paper_acts import REPLACE, to_replace
from pbplatform.results.models import Result
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.services.cast import cast_ballots
from tests.conftest import SetClock
from tests.counting.elections import PABULIB_DIR
from tests.factories import make_person, make_place
from tests.paper.clerks_room import Room
from tests.results.bundles import check, write_bundle
from tests.voting.elections import CLOSES, OPENS

pytestmark = pytest.mark.one_database
FILE = PABULIB_DIR / "Poland_Gdynia_2022_Orlowo__small.pb"
ON_PAPER, SHEETS, SHARE = 300, 25, 0.03
NOW = OPENS + timedelta(days=1)
SLIPS = ("wrong number", "skipped", "doubled", "over-vote", "swapped batch")
SPOILT = 12  # more voters, with papers that name too many projects
EARLY = range(1, 16)  # have voted online when papers are given out


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


@dataclass(frozen=True)
class Hall:
    """An election of the file, and some more voters whose papers do not count."""

    file: Election

    @property
    def voters(self) -> int:
        return self.file.voters + SPOILT

    @property
    def longest(self) -> int:
        return max(len(self.file.choices_of(voter)) for voter in range(self.file.voters))

    def choices_of(self, voter: int) -> tuple[int, ...]:
        """As the replay of a file reads it; too many on a paper are not in the file."""
        return tuple(self.file.choices_of(voter)) if voter < self.file.voters else ()

    def line(self, voter: int) -> str:
        """What stands on a voter's paper."""
        if voter >= self.file.voters:
            first = voter % (len(self.file.projects) - self.longest)
            return " ".join(str(first + at + 1) for at in range(self.longest + 1))
        return " ".join(str(index + 1) for index in self.choices_of(voter)) or "0"

    def __getattr__(self, name: str) -> object:
        return getattr(self.file, name)


class Clerk:
    """Types a batch as a person does: three in a hundred sheets go wrong, in five ways."""

    def __init__(self, person: ActorRef, seed: int, most: int) -> None:
        self.person, self.chance, self.most = person, random.Random(seed), most
        self.slips: Counter[str] = Counter()

    def types(self, truth: list[str], other_batch: list[str]) -> list[str]:
        """What is typed of each sheet."""
        lines = list(truth)
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
            elif slip == "skipped":
                lines = lines[:sheet] + lines[sheet + 1 :] + lines[-1:]
            elif slip == "doubled":
                lines = lines[: sheet + 1] + lines[sheet:-1]
            else:
                lines[sheet] = self.one_more(lines[sheet])
        # A paper that names too many is sometimes read as one that names enough.
        for sheet, line in enumerate(lines):
            if (
                len(line.split()) > self.most
                and line == truth[sheet]
                and self.chance.random() < 0.5
            ):
                self.slips["read short"] += 1
                lines[sheet] = " ".join(line.split()[: self.most])
        return lines

    def one_more(self, line: str) -> str:
        """A finger adds marks until there are too many."""
        numbers = [number for number in line.split() if number != "0"]
        free = [str(n) for n in range(1, 99) if str(n) not in numbers]
        return " ".join(numbers + free[: max(1, self.most + 1 - len(numbers))])


@pytest.mark.parametrize("rule", [Exclusion.FIRST, Exclusion.REPLACES], ids=str)
def test_real_election_on_paper_ends_as_its_file_says(
    app: Flask,
    clock: SetClock,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rule: Exclusion,
) -> None:
    monkeypatch.setattr(replay_steps, "OPENS", OPENS)
    monkeypatch.setattr(replay_steps, "CLOSES", CLOSES)
    app.config["WTF_CSRF_ENABLED"] = False
    file = FILE if FILE.exists() else written_election(tmp_path)
    keys, hall = KeyStore(settings.key_dir), Hall(read_election(file))
    election: Election = hall  # type: ignore[assignment]
    clock.at = NOW
    with app.app_context():
        with transaction() as session:
            make_place(session)
        counted_by = replay._rule(hall.file, "official")
        round_id = replay_steps.import_election(
            election, counted_by, "on-paper", file.name, keys, nobody
        )
        papers = _hand_out(election, round_id, rule)
        clerks = _clerks(round_id)
        slug = db.session.get_one(Round, round_id).slug
        db.session.remove()
    assert len(papers) == ON_PAPER
    room = Room(app, clock, slug)
    truth = [hall.line(voter - 1) for voter in papers]
    batches = [truth[at : at + SHEETS] for at in range(0, ON_PAPER, SHEETS)]
    one, two = (Clerk(person, seed, hall.longest) for seed, person in enumerate(clerks, 11))
    _enter_all(room, batches, one, two, round_id)
    slips = one.slips + two.slips
    assert set(slips) == {*SLIPS, "read short"}  # each kind was there to be caught
    with app.app_context():
        _nobody_with_a_paper_votes_online(election, round_id, papers)
        others = sorted(set(range(1, hall.voters + 1)) - set(papers) - set(_voted(rule)))
        _vote_online(election, round_id, others)
        counts = reconcile(db.session(), round_id)
        assert (counts.on_paper, counts.marked) == (ON_PAPER, hall.voters - ON_PAPER)
        assert counts.agrees
        replay_steps.finish(round_id, keys, nobody)
        done = replay._read_back(election, round_id, 0, 0.0, 0.0)
        result = db.session.get_one(Result, (round_id, 1))
        assert (result.valid, result.invalid) == (hall.file.voters, SPOILT)
        outside = check(write_bundle(db.session(), slug, tmp_path))
    assert outside.code == 0, outside.text
    assert f"{ON_PAPER} on paper" in outside.text
    votes = Counter(p for v in range(hall.file.voters) for p in hall.file.choices_of(v))
    assert done.totals == {
        project.key: votes[index] for index, project in enumerate(hall.file.projects)
    }
    assert set(done.winners) == winners_of_file(hall.file, votes)
    assert done.ballots == hall.voters


def winners_of_file(election: Election, votes: Counter[int]) -> set[str]:
    """Those the file names; else most votes first, until one does not fit."""
    if any(project.selected is not None for project in election.projects):
        return {project.key for project in election.projects if project.selected}
    left, winners = election.budget_minor, set()
    for index, _votes in votes.most_common():
        left -= election.projects[index].cost_minor
        if left < 0:
            break
        winners.add(election.projects[index].key)
    return winners


def _voted(rule: Exclusion) -> range:
    """Who keeps a vote online: with `replaces` all of the early ones were given a paper."""
    return EARLY if rule is Exclusion.FIRST else range(0)


def _hand_out(election: Election, round_id: int, rule: Exclusion) -> list[int]:
    """The round takes paper by this rule; some have voted online before papers are given out.

    Returns:
        Who has a paper, in the order of their numbers; those with spoilt ones are among them.
    """
    with transaction() as session:
        row = RoundWays(round_id=round_id, paper=str(rule), said_at=NOW)
        session.add(row)
        session.flush()
        scope = session.get_one(Round, round_id).scope
        hanna = make_person(session, "Hanna", role="clerk", scope=scope, now=NOW)
        ada = make_person(session, "Ada", role="auditor", now=NOW)
    _vote_online(election, round_id, list(EARLY))
    spoilt = list(range(election.voters - SPOILT + 1, election.voters + 1))
    first = EARLY.stop if rule is Exclusion.FIRST else EARLY.start
    papers = [*range(first, first + ON_PAPER - SPOILT), *spoilt]
    code = r"paper\.have_voted" if rule is Exclusion.FIRST else r"paper\.two_take_vote_out"
    for voter in EARLY:
        with pytest.raises(Conflict, match=code), transaction() as session:
            _give(session, hanna, round_id, [voter])
    if rule is Exclusion.REPLACES:
        for voter in EARLY:
            with transaction() as session:
                asked = to_replace(session.get_one(Round, round_id), voter)
                REPLACE.perform(session, Pair(hanna, ada), asked, NOW)
    with transaction() as session:
        _give(session, hanna, round_id, [voter for voter in papers if voter not in EARLY])
    return papers


def _give(session: Session, hanna: ActorRef, round_id: int, numbers: list[int]) -> None:
    give_papers(
        session,
        actor=hanna,
        round_id=round_id,
        numbers=numbers,
        how=How.HAND,
        sure=True,
        today=NOW.date(),
        now=NOW,
    )


def _clerks(round_id: int) -> list[ActorRef]:
    with transaction() as session:
        scope = session.get_one(Round, round_id).scope
        return [
            make_person(session, name, role="clerk", scope=scope, now=NOW)
            for name in ("Carla", "Dora")
        ]


def _nobody_with_a_paper_votes_online(election: Election, round_id: int, papers: list[int]) -> None:
    """Also where the paper is in the box already."""
    before = reconcile(db.session(), round_id)
    for voter in (papers[0], papers[-1]):
        with pytest.raises(Conflict, match=r"roll\.votes_on_paper"):
            _vote_online(election, round_id, [voter])
    assert reconcile(db.session(), round_id) == before


def _vote_online(election: Election, round_id: int, voters: list[int]) -> None:
    key = voting.sealing_key(db.session(), db.session.get_one(Round, round_id))
    votes = replay_steps.votes_of(election, [voter - 1 for voter in voters])
    for casts in sealed_blocks(key, votes, at_once=replay_steps.BATCH, processes=0):
        with transaction() as session:
            cast_ballots(session, round_id=round_id, sealed=casts, clock=ManualClock(NOW))


def _marks(lines: list[str]) -> list[set[str]]:
    """What is marked on each sheet, in whichever order it was typed."""
    return [set(line.split()) for line in lines]


def _enter_all(room: Room, batches: list[list[str]], one: Clerk, two: Clerk, round_id: int) -> None:
    for number, sheets in enumerate(batches, 1):
        room.receive(one.person, len(sheets), seal=str(number))
    for number, sheets in enumerate(batches, 1):
        beside = batches[number % len(batches)]
        readings = []
        for clerk in (one, two):
            lines = clerk.types(sheets, beside)
            # Whoever is asked whether a sheet stands so looks, and says yes: the slip goes on.
            room.enter(clerk.person, number, lines)
            readings.append(_marks(lines))
        with room.app.app_context():
            batch = db.session.get_one(PaperBatch, (round_id, number))
            state, differed = batch.state, batch.differed
        true = _marks(sheets)
        wrong = [i for i in range(len(sheets)) if any(each[i] != true[i] for each in readings)]
        apart = [i for i in range(len(sheets)) if readings[0][i] != readings[1][i]]
        # No slip lies before the first difference; from there on all is read again.
        assert not wrong or (apart and min(apart) <= min(wrong))
        assert (state, differed) == (("differs", len(apart)) if apart else ("agreed", 0))
        if apart:
            room.look(one.person, number, sheets)
            room.confirm_look(two.person, number)
        room.seal(number, one.person, two.person)
