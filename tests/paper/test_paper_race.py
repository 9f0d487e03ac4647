"""A paper and a vote online by one number at the same moment: exactly one comes about.

Source: docs/rules/paper.md section 2.6.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.core.undecided import paper_numbers
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollEntry
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.cast import cast_ballots
from tests.paper.rounds import DURING, clerk, give, make_paper_election
from tests.voting.elections import Election

VOTERS = range(1, 9)


@pytest.fixture
def made(app: Flask, tmp_path: Path) -> tuple[Election, ActorRef]:
    with app.app_context(), transaction() as session:
        election = make_paper_election(session, tmp_path / "keys", voters=len(VOTERS))
        return election, clerk(session)


def votes(election: Election, voter: int) -> None:
    sealed = [election.cast(voter, 4)]
    with transaction() as session:
        clock = ManualClock(DURING)
        cast_ballots(session, round_id=election.round_id, sealed=sealed, clock=clock)


def gets_paper(election: Election, actor: ActorRef, voter: int) -> None:
    with transaction() as session:
        give(session, election, actor, voter)


def won(act: Callable[[], None]) -> bool:
    try:
        act()
    except Conflict as conflict:
        assert conflict.code in ("paper.have_voted", "roll.votes_on_paper")  # noqa: PT017
        return False
    return True


def adds_up(election: Election, papers: int, online: int) -> None:
    counts = reconcile(db.session(), election.round_id)
    assert (counts.paper, counts.marked, counts.envelopes) == (papers, online, online)
    assert paper_numbers(db.session(), election.round_id).issued == papers
    assert counts.agrees
    round_ = db.session.get_one(Round, election.round_id)
    assert round_findings(db.session(), round_) == []


def test_whichever_comes_first_wins_in_both_orders(
    app: Flask, made: tuple[Election, ActorRef]
) -> None:
    election, carla = made
    with app.app_context():
        assert won(lambda: votes(election, 1))
        assert not won(lambda: gets_paper(election, carla, 1))
        assert won(lambda: gets_paper(election, carla, 2))
        assert not won(lambda: votes(election, 2))
        adds_up(election, papers=1, online=1)


def test_at_the_same_moment_exactly_one_of_both_comes_about(
    app: Flask, made: tuple[Election, ActorRef]
) -> None:
    election, carla = made
    gate = threading.Barrier(2 * len(VOTERS))
    found: dict[int, list[str]] = {voter: [] for voter in VOTERS}

    def run(voter: int, what: str) -> None:
        with app.app_context():
            gate.wait(timeout=30)
            work = {
                "online": lambda: votes(election, voter),
                "paper": lambda: gets_paper(election, carla, voter),
            }[what]
            try:
                if won(work):
                    found[voter].append(what)
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=run, args=(voter, what))
        for voter in VOTERS
        for what in ("online", "paper")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(winners) for winners in found.values()] == [1] * len(VOTERS)
    with app.app_context():
        papers = sum(winners == ["paper"] for winners in found.values())
        adds_up(election, papers=papers, online=len(VOTERS) - papers)
        for voter, winners in found.items():
            entry = db.session.get_one(RollEntry, (election.round_id, voter))
            assert (entry.state == "paper", entry.marked) == (
                winners == ["paper"],
                winners == ["online"],
            )
