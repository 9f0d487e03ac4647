"""A box in a separated state and its export, for tests of an opening away from the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from pbplatform.audit.domain.bundle import zipped
from pbplatform.audit.domain.log_key import make_log_key
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.shares import Dealt, Share, deal
from pbplatform.voting.services.cast import Cast, cast_ballots
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, make_election

NAMES = ("Ada", "Ben", "Cy")
PROMISED = CLOSES + timedelta(days=3)


@dataclass(frozen=True)
class Box:
    """A separated box: who holds its key, and what was put in."""

    election: Election
    dealt: Dealt
    shares: list[Share]


def separated_box(session: Session, folder: Path, *, need: int = 2, damaged: int = 0) -> Box:
    """Four votes, one for a project that is not on the ballot, and some that do not open."""
    dealt, shares = deal(need, NAMES)
    election = make_election(session, folder, dealt=dealt, voters=4 + damaged)
    votes = [(1, 4), (2, 7, 9), (3,), (4, 99)]
    casts = [election.cast(voter, *choices) for voter, *choices in votes]
    casts += [damaged_vote(election, 5 + n) for n in range(damaged)]
    at = ManualClock(OPENS + timedelta(days=1))
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=at)
    close_and_roll(session, election.round_id, now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    return Box(election, dealt, shares)


def damaged_vote(election: Election, voter: int) -> Cast:
    whole = election.cast(voter, 4)
    spoiled = whole.envelope[:-1] + bytes([whole.envelope[-1] ^ 1])
    return Cast.of(voter, spoiled, whole.nonce_hash, None)


def exported(session: Session, round_id: int, path: Path) -> Path:
    """The export of this box, written into a file."""
    round_ = session.get_one(Round, round_id)
    path.write_bytes(b"".join(zipped(export_parts(session, round_))))
    return path


__all__ = ["NAMES", "PROMISED", "Box", "exported", "make_log_key", "separated_box"]
