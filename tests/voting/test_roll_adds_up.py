"""Every number of a roll, wherever it is told, after strikes, additions and votes in any order.

Source: docs/rules/voting.md section 1.22 and 1.23.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import STRUCK_OFF, RollEntry, UrnEnvelope
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.queries.roll_history import roll_history
from pbplatform.voting.services import strike_acts
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.roll import (
    Strike,
    Who,
    add_by_spares,
    bind_spare,
    put_voters_back,
    strike_voters,
)
from tests.conftest import SetClock
from tests.factories import BEGIN, make_person
from tests.pages import sign_in
from tests.voting.elections import OPENS, SPARES, TWO, Election, make_election
from tests.voting.one_moment import one_after_the_other

DURING = OPENS + timedelta(days=1)
TODAY = DURING.date()
VOTERS = 12


def strikes(session: Session, election: Election, numbers: tuple[int, ...], why: Why) -> int:
    return strike_voters(
        session,
        who=Who.two(TWO),
        round_id=election.round_id,
        strike=Strike(numbers, why),
        seen=None,
        today=TODAY,
        now=DURING,
    )


class Town:
    """A roll as somebody would keep it on paper, beside the one of the program."""

    def __init__(self, election: Election, dice: random.Random) -> None:
        self.election, self.dice = election, dice
        self.on = set(range(1, VOTERS + 1))
        self.voted: set[int] = set()
        self.gone: dict[int, bool] = {}  # struck numbers, and whether a vote stays
        self.added = self.struck = self.back = 0
        self.spare = 1
        self.once: set[int] = set()
        numbers = range(1, VOTERS + SPARES + 1)
        # Sealing is slow work, done before anything is locked.
        self.sealed = {voter: [election.cast(voter, 4) for _n in range(9)] for voter in numbers}

    @property
    def size(self) -> int:
        return len(self.on) + sum(self.gone.values())

    def vote(self, session: Session) -> None:
        voter = self.dice.choice(sorted(self.on - (self.once & self.voted)))
        cast = self.sealed[voter].pop()
        clock = ManualClock(DURING)
        cast_ballots(session, round_id=self.election.round_id, sealed=[cast], clock=clock)
        self.voted.add(voter)

    def strike(self, session: Session) -> None:
        several = self.dice.sample(sorted(self.on), min(2, len(self.on)))
        why = self.dice.choice([Why.MOVED, Why.DIED, Why.NOT_ENTITLED])
        strikes(session, self.election, tuple(sorted(several)), why)
        for voter in several:
            stays = voter in self.voted and why.keeps_vote
            self.on.discard(voter)
            self.gone[voter] = stays
            self.struck += not stays
            if not stays:
                self.voted.discard(voter)

    def put_back(self, session: Session) -> None:
        if not self.gone:
            return
        voter = self.dice.choice(sorted(self.gone))
        put_voters_back(
            session,
            who=Who.two(TWO),
            round_id=self.election.round_id,
            numbers=(voter,),
            reason="A mistake.",
            seen=None,
            today=TODAY,
            now=DURING,
        )
        self.back += not self.gone.pop(voter)
        self.on.add(voter)

    def add(self, session: Session) -> None:
        if self.spare > SPARES:
            return
        new = add_by_spares(
            session,
            pair=TWO,
            round_id=self.election.round_id,
            first_spare=self.spare,
            last_spare=self.spare,
            known=self.size,
            now=DURING,
        )
        self.spare += 1
        self.on |= set(new)
        self.added += 1

    def lose_letter(self, session: Session) -> None:
        if self.spare > SPARES:
            return
        voter = self.dice.choice(sorted(self.on))
        bind_spare(
            session,
            pair=TWO,
            round_id=self.election.round_id,
            voter_no=voter,
            spare_no=self.spare,
            today=TODAY,
            now=DURING,
        )
        self.spare += 1
        self.once.add(voter)

    def step(self, session: Session) -> None:
        acts: list[Callable[[Session], None]] = [self.vote, self.vote, self.strike, self.put_back]
        acts += [self.add, self.lose_letter]
        if not self.on - (self.once & self.voted):
            acts = [self.put_back]
        self.dice.choice(acts)(session)

    def agrees(self, session: Session) -> None:
        round_id = self.election.round_id
        round_ = session.get_one(Round, round_id, populate_existing=True)
        assert round_findings(session, round_) == []
        history, counts = roll_history(session, round_), reconcile(session, round_id)
        assert queries.roll_size(session, round_id) == history.now == counts.roll == self.size
        assert counts.agrees
        assert counts.envelopes == len(self.voted) <= self.size
        assert (history.at_freeze, history.added) == (VOTERS, self.added)
        assert (history.struck, history.put_back) == (self.struck, self.back)
        changes = queries.roll_changes(session, round_id)
        assert (changes.added, changes.struck, changes.put_back) == (
            self.added,
            self.struck,
            self.back,
        )


@pytest.mark.database
@pytest.mark.parametrize("seed", range(4))
def test_numbers_of_a_roll_agree_wherever_they_are_told(
    app: Flask, clock: SetClock, seed: int
) -> None:
    with app.app_context(), transaction() as session:
        keys = Path(app.extensions["settings"].key_dir)
        election = make_election(session, keys, voters=VOTERS)
        bea = make_person(session, "Bea", role="facilitator", now=BEGIN)
    with app.app_context():
        town = Town(election, random.Random(seed))
    with app.app_context(), transaction() as session:
        for _step in range(25):
            town.step(session)
            session.flush()
        town.agrees(session)
    clock.at = DURING
    here = f"/rounds/{election.slug}"
    visitor, staff = app.test_client(), app.test_client()
    sign_in(app, staff, bea, clock)
    assert words(visitor.get(here).text, r"(\d+) voters? (?:is|are) on the roll") == [town.size]
    public = visitor.get(f"{here}/roll").text
    assert words(public, r"voters? on the roll (\d+)") == [town.size]
    told = (
        *words(public, r"(\d+) voters? when the ballot was frozen"),
        *words(public, r"(\d+) voters? added since"),
        *words(public, r"(\d+) voters? struck since"),
        *words(public, r"(\d+) voters? put back since"),
    )
    assert told == (VOTERS, town.added, town.struck, town.back)
    for page in (f"/desk/clerk{here}/roll", f"/desk/facilitator{here}/box"):
        assert words(staff.get(page).text, r"voters on the roll (\d+)")[:1] == [town.size], page
    entries = visitor.get("/log/site/entries.jsonl")
    if entries.status_code == 200:
        sizes = [
            json.loads(line)["data"]["size"]
            for line in entries.text.splitlines()
            if '"size"' in line and "vote:roll:" in line
        ]
        assert sizes[-1] == town.size


def words(page: str, pattern: str) -> list[int]:
    """Numbers that stand in the words of a page."""
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    return [int(found) for found in re.findall(pattern, shown)]


# At one moment


def marks_and_envelopes(session: Session, round_id: int) -> tuple[set[int], set[int]]:
    marked = select(RollEntry.voter_no).where(RollEntry.round_id == round_id, RollEntry.marked)
    held = select(UrnEnvelope.slot).where(UrnEnvelope.round_id == round_id)
    return set(session.scalars(marked)), set(session.scalars(held))


@pytest.mark.database
@pytest.mark.parametrize("why", [Why.MOVED, Why.NOT_ENTITLED])
@pytest.mark.parametrize("first", ["cast", "strike"])
def test_of_a_vote_and_a_strike_at_one_moment_exactly_one_wins(
    app: Flask, tmp_path: Path, first: str, why: Why
) -> None:
    with app.app_context(), transaction() as session:
        election = make_election(session, tmp_path)
        round_ = session.get_one(Round, election.round_id)
        asked = strike_acts.to_strike(session, round_, Strike((1,), why))
    vote = election.cast(1, 4)

    def cast(session: Session) -> None:
        clock = ManualClock(DURING)
        cast_ballots(session, round_id=election.round_id, sealed=[vote], clock=clock)

    def strike(session: Session) -> None:
        strike_acts.STRIKE.perform(session, TWO, asked, DURING)

    acts = (cast, strike) if first == "cast" else (strike, cast)
    met = one_after_the_other(app, *acts)
    assert isinstance(met, Conflict), met
    assert met.code == ("pair.other_facts" if first == "cast" else "roll.struck_meanwhile")
    with app.app_context():
        session = db.session()
        marked, held = marks_and_envelopes(session, election.round_id)
        assert marked == held == ({1} if first == "cast" else set())
        state = session.get_one(RollEntry, (election.round_id, 1)).state
        assert (state == STRUCK_OFF) is (first == "strike")
        assert round_findings(session, session.get_one(Round, election.round_id)) == []


@pytest.mark.database
def test_two_strikes_of_one_voter_at_one_moment_are_one(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), transaction() as session:
        election = make_election(session, tmp_path)

    def act(session: Session) -> None:
        strikes(session, election, (2,), Why.MOVED)

    met = one_after_the_other(app, act, act)
    assert isinstance(met, Conflict), met
    assert met.code == "roll.struck_already"
    with app.app_context():
        assert queries.roll_size(db.session(), election.round_id) == 4
