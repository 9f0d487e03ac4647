"""What tests of casts share: an instant of the window, votes, struck voters, a replaced letter."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.voting.kinds import Why
from pbplatform.voting.services.cast import Cast, CastReport, cast_ballots
from pbplatform.voting.services.roll import Strike, Who, bind_spare, strike_voters
from tests.factories import COMMAND
from tests.voting.elections import OPENS, TWO, Election

DAY = OPENS + timedelta(days=1)
DURING = ManualClock(DAY)


def put(session: Session, election: Election, *casts: Cast) -> CastReport:
    """Votes into the box."""
    return cast_ballots(session, round_id=election.round_id, sealed=casts, clock=DURING)


def strike(session: Session, election: Election, why: Why, *numbers: int, other: int = 0) -> int:
    """Two people strike voters on the day on which votes come."""
    return strike_voters(
        session,
        who=Who.two(Pair(COMMAND, COMMAND)),
        round_id=election.round_id,
        strike=Strike(numbers, why, other=other),
        seen=None,
        today=DAY.date(),
        now=DAY,
    )


def reissue(session: Session, election: Election, voter: int) -> None:
    """Two people bind the spare letter with the voter's number to the voter."""
    bind_spare(
        session,
        pair=TWO,
        round_id=election.round_id,
        voter_no=voter,
        spare_no=voter,
        today=OPENS.date(),
        now=OPENS,
    )


def sealed_as(cast: Cast) -> dict[str, bytes]:
    return {"envelope": cast.envelope, "env_hash": cast.env_hash}
