"""Each act of a vote does a like amount of work for each voter, however many there are.

Counted are the steps of SQLite's machine: ten times the voters may take some ten times the steps.
An act that looks at all letters or votes for each voter takes a hundred times as many.
Source: docs/rules/running.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from pbplatform.audit import services as audit
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.transaction import transaction
from pbplatform.results import services as results
from pbplatform.results.queries.ballots_file import csv_of_ballots
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.queries.register import (
    count_without_letter,
    rounds_without_letters,
    voters_without_letter,
)
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.open_urn import record_opening
from pbplatform.voting.services.opening import open_round
from tests.browsing import counted_steps
from tests.factories import COMMAND, make_place
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, add_election

pytestmark = pytest.mark.one_database

FEW, MANY = 60, 600
LATER = CLOSES + timedelta(days=3)


class Walk:
    """A round from the freeze to the count, and the steps that each act took."""

    def __init__(self) -> None:
        self.steps: dict[str, int] = {}

    @contextmanager
    def act(self, name: str) -> Iterator[None]:
        with counted_steps() as steps:
            yield
        self.steps[name] = steps[0]

    def letters(self, round_id: int) -> None:
        with self.act("who has no letter"):
            assert count_without_letter(db.session(), round_id) == 0
            assert voters_without_letter(db.session(), round_id) == []
            assert rounds_without_letters(db.session()) == []

    def votes(self, election: Election, voters: int) -> None:
        with self.act("votes"):
            sealed = [election.cast(voter, 4, 7) for voter in range(1, voters + 1)]
            with transaction() as session:
                at = ManualClock(OPENS + timedelta(days=1))
                cast_ballots(session, round_id=election.round_id, sealed=sealed, clock=at)
        with self.act("the log takes them"), transaction() as session:
            audit.fold(session, audit.ensure_log(session, f"rounds/{election.slug}"))

    def ceremony(self, round_id: int, keys: KeyStore) -> None:
        with self.act("closing"), transaction() as session:
            close_and_roll(session, round_id, now=CLOSES)
        with self.act("separating"), transaction() as session:
            separate_box(session, round_id, now=CLOSES)
        with self.act("checking"):
            assert not round_findings(db.session(), db.session.get_one(Round, round_id))
        with self.act("export"):
            assert list(export_parts(db.session(), db.session.get_one(Round, round_id)))
        with self.act("opening"):
            opened = open_round(db.session(), keys, db.session.get_one(Round, round_id))
        with self.act("publishing"), transaction() as session:
            record_opening(session, actor=COMMAND, round_id=round_id, opened=opened, now=LATER)

    def count(self, round_id: int) -> None:
        with self.act("counting"):
            tallied = results.count_in_memory(db.session(), round_id=round_id)
            with transaction() as session:
                results.publish_result(
                    session, actor=COMMAND, round_id=round_id, tallied=tallied, now=LATER
                )
        with self.act("the list as a table"):
            assert list(csv_of_ballots(db.session(), round_id))


def _walked(folder: Path, name: str, voters: int) -> dict[str, int]:
    walk = Walk()
    with walk.act("roll and freeze"), transaction() as session:
        election = add_election(session, folder, name=name, voters=voters)
    walk.letters(election.round_id)
    walk.votes(election, voters)
    walk.ceremony(election.round_id, KeyStore(folder))
    walk.count(election.round_id)
    return walk.steps


def test_no_act_of_a_vote_looks_at_all_letters_or_votes_for_each_voter(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        with transaction() as session:
            make_place(session)
        few = _walked(tmp_path, "Few", FEW)
        many = _walked(tmp_path, "Many", MANY)
    times = {name: many[name] / max(few[name], 1) for name in many}
    assert {name: round(each, 1) for name, each in times.items() if each > 1.5 * MANY / FEW} == {}
