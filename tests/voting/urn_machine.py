"""A machine of votes, repeats, folds, hours and openings, and the plain list they must come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from sqlalchemy import select

from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.voting.models import PublishedBallot, RollEntry, SeparatedEnvelope, UrnEnvelope
from pbplatform.voting.services.cast import NOTHING_IN_BOX, Cast, cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.roll import bind_spare, import_roll, take_out_envelope
from pbplatform.voting.services.separate import record_separation, separate_envelopes
from tests.conftest import TICK
from tests.factories import COMMAND
from tests.voting.ceremony_acts import CLOSERS, open_committed_box
from tests.voting.elections import CLOSES, OPENS, SPARES, TWO, Election

VOTERS = 4
SECOND = ActorRef(kind="command", key="second", role="operator")
INSTANTS = (OPENS - TICK, OPENS, OPENS + timedelta(days=4), CLOSES - TICK, CLOSES, CLOSES + TICK)
CHOICES = st.sampled_from([(), (4,), (7, 9), (4, 15), (4, 4), (99,)])  # the last two are invalid
voters = st.integers(1, VOTERS)


class UrnMachine(RuleBasedStateMachine):
    """The model is a dictionary: who has which choices in the box."""

    keys: Path

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.context = app.app_context()
        self.context.push()
        self.election = self.fresh()
        self.now = OPENS
        self.off = False  # called off: nothing more is done with it
        self.closed = self.rolled = self.apart = self.told = self.opened = False
        self.model: dict[int, tuple[int, ...]] = {}
        self.sent: list[tuple[Cast, tuple[int, ...]]] = []
        self.live: dict[int, Cast] = {}
        self.used: set[bytes] = set()
        self.letters = dict.fromkeys(range(1, VOTERS + 1), 1)
        self.reissued: set[int] = set()
        self.taken_out: set[bytes] = set()

    def fresh(self) -> Election:
        raise NotImplementedError

    def teardown(self) -> None:
        db.session.remove()
        self.context.pop()

    @initialize(at=st.sampled_from(INSTANTS))
    def begin(self, at: datetime) -> None:
        self.now = at

    @rule(at=st.sampled_from(INSTANTS))
    def clock_says(self, at: datetime) -> None:
        """Also back: a clock that runs wrong must not open a closed box."""
        self.now = at

    @property
    def takes_votes(self) -> bool:
        return not self.closed and OPENS <= self.now < CLOSES

    def put(
        self, cast: Cast, choices: tuple[int, ...], *, wanted: bool, writes: bool = True
    ) -> None:
        try:
            with transaction() as session:
                cast_ballots(
                    session,
                    round_id=self.election.round_id,
                    sealed=[cast],
                    clock=ManualClock(self.now),
                )
        except Conflict:
            # A replaced letter puts in a first vote only.
            once = cast.slot in self.reissued and cast.slot in self.live
            assert not (wanted and self.takes_votes) or once
            return
        # After the shut the same form still gets its receipt, until voters and votes lie apart.
        assert self.takes_votes or not (writes or self.apart)
        assert wanted
        if writes:
            assert cast.slot not in self.reissued or cast.slot not in self.live
            assert cast.env_hash not in self.used
            self.used.add(cast.env_hash)
            self.model[cast.slot], self.live[cast.slot] = choices, cast

    @rule(voter=voters, choices=CHOICES)
    def vote(self, voter: int, choices: tuple[int, ...]) -> None:
        held = self.live.get(voter)
        cast = self.election.cast(
            voter, *choices, expected=held.env_hash if held else NOTHING_IN_BOX
        )
        self.sent.append((cast, choices))
        self.put(cast, choices, wanted=True)

    @rule(voter=voters, choices=CHOICES)
    def vote_from_a_page_made_before_the_first_vote(
        self, voter: int, choices: tuple[int, ...]
    ) -> None:
        cast = self.election.cast(voter, *choices, expected=NOTHING_IN_BOX)
        self.put(cast, choices, wanted=voter not in self.live)

    @rule(voter=voters, choices=CHOICES)
    def vote_whatever_is_in_the_box(self, voter: int, choices: tuple[int, ...]) -> None:
        cast = self.election.cast(voter, *choices)
        self.sent.append((cast, choices))
        self.put(cast, choices, wanted=True)

    @rule(data=st.data(), sealed_again=st.booleans())
    def send_an_old_form_again(self, data: st.DataObject, sealed_again: bool) -> None:
        if not self.sent:
            return
        cast, choices = data.draw(st.sampled_from(self.sent))
        if sealed_again:  # where the server seals, each sending makes another envelope
            other = self.election.cast(cast.slot, *choices)
            cast = replace(cast, envelope=other.envelope, env_hash=other.env_hash)
        live = self.live.get(cast.slot)
        repeated = live is not None and live.nonce_hash == cast.nonce_hash
        fits = cast.expected in (None, live.env_hash if live else NOTHING_IN_BOX)
        fresh = cast.env_hash not in self.used
        self.put(cast, choices, wanted=repeated or (fits and fresh), writes=not repeated)

    @rule(data=st.data(), voter=voters)
    def send_the_envelope_of_another(self, data: st.DataObject, voter: int) -> None:
        if self.sent:
            cast, choices = data.draw(st.sampled_from(self.sent))
            copied = replace(self.election.cast(voter, *choices), envelope=cast.envelope)
            self.put(
                replace(copied, env_hash=cast.env_hash),
                choices,
                wanted=cast.env_hash not in self.used,
            )

    @rule()
    def vote_of_nobody_on_the_roll(self) -> None:
        self.put(self.election.cast(VOTERS + 1, 4), (4,), wanted=False)

    @rule()
    def fold(self) -> None:
        with transaction() as session:
            audit.fold(session, audit.ensure_log(session, f"rounds/{self.election.slug}"))

    @rule()
    def close(self) -> None:
        late = self.now >= CLOSES
        try:
            with transaction() as session:
                close_urn(session, pair=CLOSERS, round_id=self.election.round_id, now=self.now)
        except Conflict:
            assert self.closed or not late
        else:
            assert late
            assert not self.closed
            self.closed = True

    @rule()
    def roll(self) -> None:
        given: dict[str, Any] = {"round_id": self.election.round_id, "now": self.now}
        for actor in (COMMAND, SECOND):
            try:
                with transaction() as session:
                    type_lot(session, actor=actor, digits="3141592653", **given)
            except Conflict:
                assert self.off or self.rolled or not self.closed
                return
            assert self.closed
            assert not self.off
        self.rolled = True

    @rule()
    def copy_apart(self) -> None:
        """The first half of a separation; killed after it, it goes on where it stood."""
        try:
            with transaction() as session:
                separate_envelopes(session, actor=COMMAND, round_id=self.election.round_id)
        except Conflict:
            assert self.off or self.told or not self.rolled
        else:
            assert self.rolled
            assert not (self.told)
            assert not (self.off)
            self.apart = True

    @rule()
    def tell_of_separation(self) -> None:
        try:
            with transaction() as session:
                given: dict[str, Any] = {"round_id": self.election.round_id, "now": self.now}
                record_separation(session, actor=COMMAND, **given)
        except Conflict:
            early = not self.rolled or (self.model and not self.apart)
            assert self.off or self.told or early
        else:
            assert self.rolled
            assert not self.off
            assert self.apart or not self.model
            self.told = True

    @rule()
    def open(self) -> None:
        try:
            open_committed_box(self.keys, self.election.round_id, now=self.now)
        except Conflict:
            assert self.off or self.opened or not self.told
        else:
            assert self.told
            assert not (self.opened)
            assert not (self.off)
            self.opened = True

    @rule(voter=voters, spare=st.integers(1, SPARES + 1))
    def replace_a_letter(self, voter: int, spare: int) -> None:
        given = {"round_id": self.election.round_id, "voter_no": voter, "spare_no": spare}
        try:
            with transaction() as session:
                bind_spare(session, pair=TWO, today=OPENS.date(), now=self.now, **given)
        except Conflict:
            return
        assert not self.closed
        self.letters[voter] += 1
        self.reissued.add(voter)

    @rule(voter=voters, choices=CHOICES, back=st.integers(1, 3))
    def vote_by_an_older_letter(self, voter: int, choices: tuple[int, ...], back: int) -> None:
        cast = self.election.cast(voter, *choices)
        self.put(replace(cast, letter=self.letters[voter] - back), choices, wanted=False)

    @rule(voter=voters)
    def take_an_envelope_out(self, voter: int) -> None:
        held = self.live.get(voter)
        digest = held.env_hash if held else b"\x07" * 32
        given = {"round_id": self.election.round_id, "env_hash": digest, "now": self.now}
        try:
            with transaction() as session:
                take_out_envelope(session, pair=TWO, **given)
        except Conflict:
            assert self.off or self.closed or held is None or voter not in self.reissued
            return
        assert not self.closed
        assert voter in self.reissued
        self.taken_out.add(digest)
        del self.live[voter], self.model[voter]

    @rule()
    def add_a_voter_too_late(self) -> None:
        """From the freeze on nobody does, alone."""
        with pytest.raises(Conflict), transaction() as session:
            import_roll(
                session,
                actor=COMMAND,
                round_id=self.election.round_id,
                proofs=[b"p" * 32],
                now=self.now,
            )

    @invariant()
    def box_and_marks_are_the_model(self) -> None:
        db.session.rollback()
        held = {
            row.slot: bytes(row.env_hash)
            for row in db.session.execute(
                select(UrnEnvelope.slot, UrnEnvelope.env_hash).where(
                    UrnEnvelope.round_id == self.election.round_id
                )
            )
        }
        wanted = {slot: cast.env_hash for slot, cast in self.live.items()}
        # From the close on nothing enters or leaves, wherever the closed votes lie.
        apart = db.session.scalars(
            select(SeparatedEnvelope.env_hash).where(
                SeparatedEnvelope.round_id == self.election.round_id
            )
        )
        assert held == ({} if self.apart else wanted)
        assert set(map(bytes, apart)) == (set(wanted.values()) if self.apart else set())
        own = RollEntry.round_id == self.election.round_id
        marked = set(db.session.scalars(select(RollEntry.voter_no).where(own, RollEntry.marked)))
        assert marked == set(self.model)

    @invariant()
    def log_replays_to_the_box(self) -> None:
        """What is in order never names what it replaces before that; nothing follows the close."""
        live: set[str] = set()
        over = False
        for entry in log.all_entries(db.session(), log=f"rounds/{self.election.slug}"):
            if entry.kind == "vote:envelope:taken_out":
                assert not over
                assert entry.told["x"] in live
                live.discard(entry.told["x"])
            if entry.kind == "vote:envelope:cast":
                assert not over
                replaced = entry.told.get("x")
                assert replaced is None or replaced in live
                live.discard(replaced or "")
                live.add(entry.told["h"])
            over = over or entry.kind == "vote:urn:closed"
        assert over == self.closed
        if self.closed:
            assert live == {cast.env_hash.hex() for cast in self.live.values()}

    @invariant()
    def published_ballots_are_the_model_and_only_after_opening(self) -> None:
        own = PublishedBallot.round_id == self.election.round_id
        query = select(PublishedBallot.choices, PublishedBallot.invalid).where(own)
        rows = db.session.execute(query).all()
        counted = sorted(row.choices for row in rows if not row.invalid)
        wanted = [choices for choices in self.model.values() if choices not in ((4, 4), (99,))]
        if not self.opened:
            assert rows == []
            return
        assert len(rows) == len(self.model)
        assert counted == sorted(",".join(map(str, choices)) for choices in wanted)
