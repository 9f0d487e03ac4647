"""Honest votes in any order: whatever people kept meanwhile, nobody raises an alarm."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from pbplatform.core.errors import DomainError
from pbplatform.rounds.domain.amendments import Outage
from pbplatform.voting.domain.receipt_file import read_receipt
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.queries.receipts import judged as receipt_judged
from pbplatform.voting.services.amending import extend_voting, withdraw_project
from pbplatform.voting.services.roll import bind_spare, take_out_envelope
from pbplatform.voting.services.roll.striking import Strike, Who, put_voters_back, strike_voters
from tests.audit.attacks.asking import everybody_asks
from tests.audit.attacks.outsider import judged_with
from tests.audit.attacks.place import VOTERS, Place
from tests.voting.elections import CLOSES, OPENS, SPARES, TWO

CHOICES = ((4,), (7,), (9,), (15,), (4, 15), (7, 9), (), (4, 4), (99,))
MOST_STEPS, MOST_RECEIPTS = 14, 4


@dataclass
class History:
    """One vote, as chance has it.

    Attributes:
        done: how often each act was done; a refused one is not.
        alarms: what somebody wrongly said.
    """

    place: Place
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    pins: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.at = OPENS

    # What people do while voting runs

    def vote(self, *, presses: int = 1) -> None:
        voter, choices = self.chance.randint(1, VOTERS), self.chance.choice(CHOICES)
        self.place.cast(voter, choices, self.at, presses=presses)

    def send_again(self) -> None:
        """One press too many: the same envelope of the same voter."""
        self.vote(presses=2)

    def ask(self) -> None:
        """Some ask whether anybody voted in their name."""
        some = self.chance.sample(range(1, VOTERS + 1), 2)
        self.alarms += everybody_asks(self.place, some)

    def sign_and_keep(self) -> None:
        """The worker comes by; somebody keeps what it signed."""
        self.place.sign()
        for name, note in self.place.pins().items():
            self.pins[f"{name}-{len(self.pins)}"] = note

    def withdraw(self) -> None:
        number = self.chance.choice((4, 7, 9, 15))
        withdraw_project(
            self.place.session, pair=TWO, round_id=self.place.election.round_id, number=number,
            reason="The land is not ours.", now=self.at,
        )  # fmt: skip

    def extend(self) -> None:
        until = self.place.ends - timedelta(hours=1)
        outage = Outage(until - timedelta(hours=2), until)
        to = self.place.ends + timedelta(hours=self.chance.randint(1, 2))
        extend_voting(
            self.place.session, pair=TWO, round_id=self.place.election.round_id, outage=outage,
            closes_at=to, reason="The server was down.", now=max(self.at, until),
        )  # fmt: skip
        self.place.ends, self.at = to, max(self.at, until)

    def strike(self) -> None:
        voter, why = self.chance.randint(1, VOTERS), self.chance.choice((Why.MOVED, Why.DIED))
        strike_voters(
            self.place.session, who=Who.two(TWO), round_id=self.place.election.round_id,
            strike=Strike((voter,), why), seen=None, today=self.at.date(), now=self.at,
        )  # fmt: skip
        if not why.keeps_vote:
            self.place.kept.receipts.pop(voter, None)

    def put_back(self) -> None:
        put_voters_back(
            self.place.session, who=Who.two(TWO), round_id=self.place.election.round_id,
            numbers=(self.chance.randint(1, VOTERS),), reason="By mistake.", seen=None,
            today=self.at.date(), now=self.at,
        )  # fmt: skip

    def replace_letter(self) -> None:
        bind_spare(
            self.place.session, pair=TWO, round_id=self.place.election.round_id,
            voter_no=self.chance.randint(1, VOTERS), spare_no=self.chance.randint(1, SPARES),
            today=self.at.date(), now=self.at,
        )  # fmt: skip

    def take_out(self) -> None:
        voter = self.chance.randint(1, VOTERS)
        query = select(UrnEnvelope.env_hash).where(UrnEnvelope.slot == voter)
        digest = self.place.session.scalar(query)
        if digest is None:
            return
        take_out_envelope(
            self.place.session, pair=TWO, round_id=self.place.election.round_id,
            env_hash=bytes(digest), now=self.at,
        )  # fmt: skip
        self.place.kept.receipts.pop(voter, None)

    # One history

    def run(self) -> None:
        """From the frozen ballot to the published count, and then everybody looks."""
        self.place.restore("frozen")
        self.place.ends = CLOSES
        acts: list[tuple[Callable[[], None], int]] = [
            (self.vote, 12), (self.sign_and_keep, 4), (self.send_again, 1), (self.withdraw, 1),
            (self.extend, 1), (self.strike, 1), (self.put_back, 1), (self.replace_letter, 1),
            (self.take_out, 1), (self.ask, 1),
        ]  # fmt: skip
        names, weights = [act for act, _ in acts], [weight for _, weight in acts]
        for _step in range(self.chance.randint(2, MOST_STEPS)):
            self.at += timedelta(minutes=self.chance.randint(1, 600))
            self.place.clock.at = self.at
            self._act(self.chance.choices(names, weights)[0])
        for name in ("apart", "opened", "counted"):
            self.place.step(name)
            if self.chance.random() < 0.3:
                self._act(self.sign_and_keep)
        self._everybody_looks()

    def _act(self, act: Callable[[], None]) -> None:
        try:
            act()
            self.place.session.commit()
        except DomainError:
            self.place.session.rollback()
        else:
            self.done[act.__name__] += 1

    def _everybody_looks(self) -> None:
        self.alarms += [f"check: {code}" for code in self.place.findings()]
        held = self.place.kept.receipts
        some = self.chance.sample(sorted(held), min(MOST_RECEIPTS, len(held)))
        told = judged_with(self.place.bundle(), self.pins, {str(one): held[one] for one in some})
        if told.code:
            self.alarms += told.lines
        self.ask()
        for voter in some[:1]:
            receipt, now = read_receipt(held[voter]), self.place.clock.at
            if receipt_judged(self.place.session, receipt, now=now).is_evidence:
                self.alarms.append(f"the page of receipts, voter {voter}")
