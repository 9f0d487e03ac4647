"""What tests of casts share: an instant of the window, a replaced letter, another's envelope."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import ManualClock
from pbplatform.voting.services.cast import Cast
from pbplatform.voting.services.roll import bind_spare
from tests.voting.elections import OPENS, TWO, Election

DURING = ManualClock(OPENS + timedelta(days=1))


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
