"""A small election for tests: frozen, with a roll, made through the services."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.actor import ActorRef
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.public_file import write_public_file
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.services import name_trustees
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import PlainBallot, SealingKey, new_tracker, seal
from pbplatform.voting.services.cast import Cast
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import import_roll, proof_hash
from tests.factories import BEGIN, COMMAND, make_place, make_round

OPENS = BEGIN + timedelta(days=150)
CLOSES = OPENS + timedelta(days=9)
CODE_KEY = b"a key of tests"
SPARES = 6
CARLA = ActorRef("account", "1", "clerk", "round:neighbour-fund", "Carla")
ADA = ActorRef("account", "2", "auditor", "place", "Ada")
TWO = Pair(CARLA, ADA)  # two people of whom the rule was asked
Projects = tuple[tuple[int, int], ...]  # number and cost in minor units
PROJECTS: Projects = ((4, 1_800_000), (7, 4_200_000), (9, 9_600_000), (15, 24_000_000))


@dataclass(frozen=True)
class Election:
    """What a test needs to vote: ids, never loaded rows."""

    round_id: int
    slug: str
    key: SealingKey
    codes: tuple[str, ...]
    spare_codes: tuple[str, ...] = ()

    def cast(
        self,
        voter: int,
        *choices: int,
        tracker: str = "",
        nonce: str = "",
        expected: bytes | None = None,
    ) -> Cast:
        """A sealed vote of a voter."""
        tracker = tracker or new_tracker()
        envelope = seal(self.key, PlainBallot(Approval(choices), tracker))
        nonce_hash = hashlib.sha256((nonce or tracker).encode()).digest()
        return Cast.of(voter, envelope, nonce_hash, expected)


def make_election(
    session: Session,
    folder: Path,
    *,
    voters: int = 5,
    projects: Projects = (),
    most: int = 2,
    dealt: Dealt | None = None,
) -> Election:
    """Hackford's round with four projects, up to two choices, voters 1 to `voters`."""
    make_place(session)
    return add_election(
        session,
        folder,
        name="Neighbour Fund",
        voters=voters,
        projects=projects,
        most=most,
        dealt=dealt,
    )


def add_election(
    session: Session,
    folder: Path,
    *,
    name: str,
    voters: int,
    projects: Projects = (),
    most: int = 2,
    dealt: Dealt | None = None,
) -> Election:
    """Another such round in the same place.

    Args:
        dealt: the trustees who hold its key; None for a key in `folder`.
    """
    round_: Round = make_round(session, name=name, opens_at=OPENS, max_choices=most)
    for number, cost in projects or PROJECTS:
        facts = rounds.ProjectFacts(number=number, title=f"Project {number}", cost_minor=cost)
        rounds.put_on_ballot(session, round_id=round_.id, facts=facts)
    codes = tuple(f"CODE{number:010}" for number in range(1, voters + 1))
    proofs = [proof_hash(CODE_KEY, round_.slug, code) for code in codes]
    spare_codes = tuple(f"SPARE{number:09}" for number in range(1, SPARES + 1))
    spares = [proof_hash(CODE_KEY, round_.slug, code) for code in spare_codes]
    import_roll(session, actor=COMMAND, round_id=round_.id, proofs=proofs, spares=spares, now=BEGIN)
    if dealt is not None:
        raw = write_public_file(dealt)
        name_trustees(session, actor=COMMAND, round_id=round_.id, raw=raw, seen=None, now=BEGIN)
    freeze_and_open(
        session,
        actor=COMMAND,
        round_id=round_.id,
        urn_key=dealt.key if dealt else KeyStore(folder).make(round_.slug),
        now=OPENS - timedelta(days=1),
    )
    session.flush()
    return Election(
        round_.id, round_.slug, queries.sealing_key(session, round_), codes, spare_codes
    )
