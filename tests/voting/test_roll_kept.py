"""How many are on a roll is kept by the acts that change it, and a cast writes nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import KeptCount
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import RollEntry
from pbplatform.voting.queries.roll_history import kept_roll_size, roll_history, roll_size
from pbplatform.voting.services.roll_kept import keep_roll_size, rolls_kept_wrong
from tests.voting.casting import put, strike
from tests.voting.elections import Election, make_election


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    made = make_election(session, tmp_path / "keys")
    session.commit()
    return made


def kept(session: Session, election: Election) -> int | None:
    return session.scalar(select(kept_roll_size(election.round_id)))


def test_size_is_kept_from_the_first_file_on_and_follows_each_strike(
    session: Session, election: Election
) -> None:
    assert kept(session, election) == roll_size(session, election.round_id) == 5
    strike(session, election, Why.DIED, 2, 3)
    round_ = session.get_one(Round, election.round_id)
    # What this transaction changed is counted, not read.
    assert (roll_history(session, round_).now, kept(session, election)) == (3, 5)
    session.commit()
    assert kept(session, election) == roll_history(session, round_).now == 3
    assert rolls_kept_wrong(session) == []


def test_strike_that_is_rolled_back_changes_no_size(session: Session, election: Election) -> None:
    strike(session, election, Why.DIED, 2)
    session.rollback()
    session.commit()
    assert kept(session, election) == 5
    assert rolls_kept_wrong(session) == []


def test_cast_writes_no_number(session: Session, election: Election) -> None:
    before = session.execute(select(KeptCount.__table__)).all()
    session.execute(delete(KeptCount))
    session.commit()
    put(session, election, election.cast(1, 1), election.cast(2, 2))
    session.commit()
    assert len(before) == 1
    assert session.execute(select(KeptCount.__table__)).all() == []


def test_voter_put_in_behind_the_program_is_seen(session: Session, election: Election) -> None:
    """Pages tell the number that was kept; who holds it against the rows sees the difference."""
    row = {"round_id": election.round_id, "voter_no": 99}
    session.connection().execute(insert(RollEntry), [row])
    session.commit()
    assert rolls_kept_wrong(session) == [election.round_id]
    keep_roll_size(session, election.round_id)
    session.commit()
    assert rolls_kept_wrong(session) == []
    assert kept(session, election) == 6
