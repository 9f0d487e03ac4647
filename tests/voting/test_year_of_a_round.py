"""A year in which things go wrong: mishaps mixed with the ordinary course of a round, in any order.

The orders of `test_urn_machine` go on here: projects are withdrawn and voting is extended while
people vote, voters are struck and put back, the round is called off, acts are killed before they
are kept, and after the count people object, it is counted again and certified.

URN_ORDERS says how many orders are tried; `make attack-urn` tries many.
Source: docs/rules/ceremony.md, docs/rules/amendments.md, docs/rules/results.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.audit import queries as log
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.transaction import transaction
from pbplatform.delivery.models import Project
from pbplatform.delivery.services.lines import LineFacts, give_line
from pbplatform.results import services as results
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.services.certificate import certify
from pbplatform.results.services.objections import answer_objection, send_objection
from pbplatform.results.services.recounts import publish_again
from pbplatform.rounds.domain.amendments import Outage
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.rounds.services.ending import CALL_OFF
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.services.amending import extend_voting, withdraw_project
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import close_urn
from pbplatform.voting.services.roll.striking import Strike, Who, put_voters_back, strike_voters
from tests.factories import COMMAND, make_person, make_place
from tests.results.bundles import check, write_bundle
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, PROJECTS, TWO, Election, add_election
from tests.voting.urn_machine import CHOICES, VOTERS, UrnMachine, voters

ORDERS = int(os.environ.get("URN_ORDERS", "20"))
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OUTAGES = (Outage(OPENS + HOUR, OPENS + 4 * HOUR), Outage(CLOSES - 3 * HOUR, CLOSES - HOUR))
LATER = (CLOSES + HOUR, CLOSES + DAY, CLOSES + 30 * DAY, CLOSES + 31 * DAY, CLOSES + 90 * DAY)
ORDER = (
    *("paper_complete_at", "closed_at", "lot_at", "separated_at"),
    *("opened_at", "counted_at", "certified_at"),
)
COSTS = dict(PROJECTS)


class Killed(Exception):
    """The process died before its transaction was kept."""


class YearMachine(UrnMachine):
    """The model of `UrnMachine`, and what amendments, strikes and the certificate come to."""

    rosa: ActorRef
    bea: ActorRef

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.ends = CLOSES
        self.after_shut = False
        self.made_good: set[int] = set()
        self.withdrawn: set[int] = set()
        self.struck: dict[int, Why] = {}
        self.counts = 0
        self.owed = self.certified = False
        self.open_objections: set[int] = set()
        self.lines: set[int] = set()

    # What the ordinary acts ask of the model

    @property
    def takes_votes(self) -> bool:
        return not self.closed and not self.off and OPENS <= self.now < self.ends

    def put(
        self, cast: Cast, choices: tuple[int, ...], *, wanted: bool, writes: bool = True
    ) -> None:
        super().put(cast, choices, wanted=wanted and cast.slot not in self.struck, writes=writes)

    def acts(self, work: Callable[[Session], object], *, when: bool) -> bool:
        """Do it; it happens when, and only when, the model says that it may."""
        try:
            with transaction() as session:
                work(session)
        except DomainError:
            assert not when
            return False
        assert when
        return True

    @rule(at=st.sampled_from(LATER))
    def later(self, at: datetime) -> None:
        self.now = at

    @rule()
    def close(self) -> None:
        may = not self.closed and not self.off and self.now >= self.ends
        given: dict[str, Any] = {"round_id": self.election.round_id, "now": self.now}
        self.closed |= self.acts(lambda s: close_urn(s, pair=CLOSERS, **given), when=may)

    # Mishaps while people vote

    @rule(number=st.sampled_from([*COSTS, 99]))
    def withdraw(self, number: int) -> None:
        may = (
            number in COSTS
            and number not in self.withdrawn
            and len(self.withdrawn) < len(COSTS) - 1
            and not self.closed
            and not self.off
            and self.now < self.ends
        )
        given: dict[str, Any] = {"round_id": self.election.round_id, "now": self.now}
        told = {"number": number, "reason": "The land is not ours."}
        if self.acts(lambda s: withdraw_project(s, pair=TWO, **told, **given), when=may):
            self.withdrawn.add(number)

    @rule(which=st.integers(0, len(OUTAGES) - 1), longer=st.booleans())
    def extend(self, which: int, longer: bool) -> None:
        outage, shut = OUTAGES[which], self.now >= self.ends
        begins = max(self.ends, self.now)
        to = begins + outage.length + (timedelta(microseconds=1) if longer else timedelta(0))
        may = (
            not (longer or self.closed or self.off or which in self.made_good)
            and self.now >= OPENS
            and outage.until <= self.now
            and not (shut and self.after_shut)
        )
        given: dict[str, Any] = {"round_id": self.election.round_id, "now": self.now}
        told: dict[str, Any] = {"outage": outage, "closes_at": to, "reason": "The server was down."}
        if self.acts(lambda s: extend_voting(s, pair=TWO, **told, **given), when=may):
            self.ends = to
            self.made_good.add(which)
            self.after_shut |= shut

    @rule(voter=voters, why=st.sampled_from([Why.MOVED, Why.DIED, Why.NOT_ENTITLED]))
    def strike(self, voter: int, why: Why) -> None:
        may = not self.closed and not self.off and voter not in self.struck
        given: dict[str, Any] = {
            "round_id": self.election.round_id,
            "strike": Strike((voter,), why),
            "seen": None,
            "today": OPENS.date(),
            "now": self.now,
        }
        if self.acts(lambda s: strike_voters(s, who=Who.two(TWO), **given), when=may):
            self.struck[voter] = why
            if not why.keeps_vote and voter in self.live:
                self.taken_out.add(self.live[voter].env_hash)
                del self.live[voter], self.model[voter]

    @rule(voter=voters)
    def put_back(self, voter: int) -> None:
        may = not self.closed and not self.off and voter in self.struck
        given: dict[str, Any] = {
            "round_id": self.election.round_id,
            "numbers": (voter,),
            "reason": "Struck by mistake.",
            "seen": None,
            "today": OPENS.date(),
            "now": self.now,
        }
        if self.acts(lambda s: put_voters_back(s, who=Who.two(TWO), **given), when=may):
            del self.struck[voter]

    @rule()
    def call_off(self) -> None:
        may = not self.off and not self.opened
        with transaction() as session:
            round_ = session.get_one(Round, self.election.round_id)
            facts = {"frozen": instant_text(round_.frozen_at), "reason": "No money."}  # type: ignore[arg-type]
            asked = Asked(round_.path, round_.scope, facts)
        self.off |= self.acts(lambda s: CALL_OFF.perform(s, TWO, asked, self.now), when=may)

    @rule(voter=voters, choices=CHOICES, what=st.sampled_from(["cast", "close", "withdraw"]))
    def killed_before_it_is_kept(self, voter: int, choices: tuple[int, ...], what: str) -> None:
        """Nothing of an act stays whose process dies before the commit; the model is as it was."""
        given: dict[str, Any] = {"round_id": self.election.round_id}
        cast = self.election.cast(voter, *choices)
        clock = ManualClock(self.now)
        acts: dict[str, Callable[[Session], object]] = {
            "cast": lambda s: cast_ballots(s, sealed=[cast], clock=clock, **given),
            "close": lambda s: close_urn(s, pair=CLOSERS, now=self.now, **given),
            "withdraw": lambda s: withdraw_project(
                s, pair=TWO, number=4, reason="Not ours.", now=self.now, **given
            ),
        }
        with suppress(Killed, Conflict), transaction() as session:
            acts[what](session)
            session.flush()
            raise Killed

    @rule(steps=st.integers(1, 6))
    def ordinary_course(self, steps: int) -> None:
        """What staff do on the evening, up to some step: else few orders came as far."""
        self.now = max(self.now, self.ends)
        ordinary = (
            *(self.close, self.roll, self.copy_apart, self.tell_of_separation),
            *(self.open, self.publish_the_count),
        )
        for act in ordinary[:steps]:
            if not self.off:
                act()

    # After the opening

    @rule()
    def publish_the_count(self) -> None:
        given: dict[str, Any] = {"round_id": self.election.round_id}
        if not self.opened:
            with pytest.raises(Conflict):
                results.count_in_memory(db.session(), **given)
            return
        tallied = results.count_in_memory(db.session(), **given)
        given |= {"actor": COMMAND, "tallied": tallied, "now": self.now}
        if self.acts(lambda s: results.publish_result(s, **given), when=not self.counts):
            self.counts = 1

    def takes_objections(self) -> bool:
        round_ = db.session.get_one(Round, self.election.round_id, populate_existing=True)
        ends = round_.objections_end_at
        db.session.rollback()
        return bool(self.counts) and not self.certified and ends is not None and self.now < ends

    @rule()
    def object(self) -> None:
        given: dict[str, Any] = {
            "round_id": self.election.round_id,
            "kind": "other",
            "words": "The sum looks wrong.",
            "now": self.now,
        }
        made: list[int] = []
        may = self.takes_objections()
        work = lambda s: made.append(send_objection(s, actor=self.rosa, **given).number)  # noqa: E731
        if self.acts(work, when=may):
            self.open_objections.update(made)

    @rule(data=st.data(), upheld=st.booleans())
    def answer(self, data: st.DataObject, upheld: bool) -> None:
        if not self.open_objections or self.certified:
            return
        number = data.draw(st.sampled_from(sorted(self.open_objections)))
        given: dict[str, Any] = {
            "round_id": self.election.round_id,
            "number": number,
            "verdict": "upheld" if upheld else "not-upheld",
            "reason": "We looked again.",
            "now": self.now,
        }
        if self.acts(lambda s: answer_objection(s, actor=self.bea, **given), when=True):
            self.open_objections.discard(number)
            self.owed |= upheld

    @rule()
    def count_again(self) -> None:
        if not self.counts:
            return
        tallied = results.count_in_memory(db.session(), round_id=self.election.round_id)
        given: dict[str, Any] = {
            "actor": COMMAND,
            "round_id": self.election.round_id,
            "tallied": tallied,
            "now": self.now,
        }
        may = self.owed and not self.certified and not self.open_objections
        if self.acts(lambda s: publish_again(s, **given), when=may):
            self.counts += 1
            self.owed = False

    @rule()
    def certify_the_result(self) -> None:
        open_, taking = bool(self.open_objections), self.takes_objections()
        may = bool(self.counts) and not (self.certified or self.owed or open_ or taking)
        given: dict[str, Any] = {"round_id": self.election.round_id, "now": self.now}
        self.certified |= self.acts(lambda s: certify(s, pair=TWO, **given), when=may)

    @rule()
    def give_a_budget_line(self) -> None:
        """Budget lines begin with the certificate, and go to winners alone."""
        if not self.counts:
            return
        won = self.winners_of(self.counts)
        number = won[0] if won else 4
        facts = LineFacts(
            number="B-1", year=self.now.year, amount_minor=COSTS[number], team="parks", post="Head"
        )
        given: dict[str, Any] = {
            "round_id": self.election.round_id,
            "number": number,
            "facts": facts,
            "now": self.now,
        }
        may = self.certified and bool(won) and number not in self.lines
        if self.acts(lambda s: give_line(s, actor=COMMAND, **given), when=may):
            self.lines.add(number)

    # What always holds

    def winners_of(self, number: int) -> list[int]:
        found = db.session.scalars(
            select(ResultRow.number)
            .where(
                ResultRow.round_id == self.election.round_id,
                ResultRow.result_number == number,
                ResultRow.position.is_not(None),
            )
            .order_by(ResultRow.position)
        ).all()
        db.session.rollback()
        return list(found)

    @invariant()
    def acts_follow_each_other_and_none_is_left_out(self) -> None:
        db.session.rollback()
        round_ = db.session.get_one(Round, self.election.round_id, populate_existing=True)
        done = [getattr(round_, name) is not None for name in ORDER]
        assert all(earlier or not later for earlier, later in pairwise(done)), done
        assert (round_.called_off_at is not None) == self.off
        assert not (self.off and round_.opened_at is not None)
        assert round_.closes_at == self.ends
        assert set(round_.withdrawn) == self.withdrawn
        told = (self.closed, self.opened, bool(self.counts), self.certified)
        assert (done[1], done[4], done[5], done[6]) == told
        if self.certified:
            assert round_.state(self.now) is State.CERTIFIED

    @invariant()
    def log_tells_them_in_the_same_order(self) -> None:
        kinds = [entry.kind for entry in log.all_entries(db.session(), log=self.log)]
        stages = ("vote:urn:closed", "vote:urn:opened", "vote:result:counted")
        told = [kind for kind in kinds if kind in stages]
        assert told == [
            kind
            for kind, done in zip(stages, (self.closed, self.opened, self.counts), strict=True)
            for _again in range(int(done))
        ]
        db.session.rollback()

    @property
    def log(self) -> str:
        return f"rounds/{self.election.slug}"

    @invariant()
    def one_live_envelope_for_each_voter(self) -> None:
        own = UrnEnvelope.round_id == self.election.round_id
        each = select(func.count()).where(own).group_by(UrnEnvelope.slot)
        assert set(db.session.scalars(each)) <= {1}
        db.session.rollback()

    @invariant()
    def money_adds_up_and_what_is_withdrawn_wins_nothing(self) -> None:
        own = Result.round_id == self.election.round_id
        found = db.session.scalars(select(Result).where(own).order_by(Result.number)).all()
        assert [result.number for result in found] == list(range(1, self.counts + 1))
        for result in found:
            rows = db.session.scalars(
                select(ResultRow).where(
                    ResultRow.round_id == result.round_id, ResultRow.result_number == result.number
                )
            ).all()
            won = [row for row in rows if row.won]
            assert sum(row.cost_minor for row in won) == result.spent_minor <= result.budget_minor
            assert {row.number for row in won}.isdisjoint(self.withdrawn)
            assert {row.number: row.cost_minor for row in rows} == COSTS
            assert result.valid + result.invalid == result.envelopes == len(self.model)
        lines = select(func.count()).where(Project.round_id == self.election.round_id)
        assert (db.session.scalar(lines) or 0) == len(self.lines)
        db.session.rollback()


@pytest.mark.slow
def test_any_order_of_mishaps_keeps_votes_money_and_the_order_of_states(
    app: Flask, tmp_path: Path
) -> None:
    """Each order has a round of its own, all in one database."""
    number = count(1)
    with app.app_context(), transaction() as session:
        make_place(session)
        rosa, bea = make_person(session, "Rosa"), make_person(session, "Bea", role="facilitator")

    class Orders(YearMachine):
        keys = tmp_path

        def __init__(self) -> None:
            self.rosa, self.bea = rosa, bea
            super().__init__(app)

        def teardown(self) -> None:
            """Whatever happened in this year, an outsider finds it right."""
            if self.counts:
                told = check(write_bundle(db.session(), self.election.slug, tmp_path))
                assert told.code == 0, told.text
            super().teardown()

        def fresh(self) -> Election:
            with transaction() as session:
                name = f"Fund {next(number)}"
                return add_election(session, tmp_path, name=name, voters=VOTERS)

    run_state_machine_as_test(
        Orders,
        settings=settings(
            max_examples=ORDERS,
            phases=(Phase.explicit, Phase.generate),
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
        ),
    )
