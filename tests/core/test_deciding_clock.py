"""The clock that decides, on both databases. docs/rules/voting.md section 8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from pbplatform import create_app
from pbplatform.audit import services as audit
from pbplatform.core import clock as clocks
from pbplatform.core.clock import DatabaseNow, clock_of
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import DatabaseClock
from pbplatform.core.errors import Conflict
from pbplatform.core.host_clock import MOST_SKEW, HostClock, host_time
from pbplatform.places.kinds import PlaceLog
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.web.clock import now
from tests.conftest import NOON, TICK, SetClock
from tests.factories import COMMAND
from tests.voting.elections import make_election


@dataclass
class Machine:
    """A host whose clock somebody sets, and seconds that nobody can."""

    shows: datetime = NOON
    seconds: float = 1000.0

    def pass_by(self, seconds: float, *, shown: float | None = None) -> None:
        self.seconds += seconds
        self.shows += timedelta(seconds=seconds if shown is None else shown)

    @property
    def clock(self) -> HostClock:
        return HostClock(wall=lambda: self.shows, steady=lambda: self.seconds)


def test_clock_that_goes_on_as_time_does_decides() -> None:
    machine = Machine()
    clock = machine.clock
    for seconds in (0.0, 0.5, 3600.0):
        machine.pass_by(seconds)
        assert clock.decide() == machine.shows


@pytest.mark.parametrize(
    ("passed", "shown"),
    [(10.0, 10.0 - 2.01), (10.0, -3600.0), (5.0, 0.0), (3.0, 0.99)],
    ids=["a little", "an hour back", "stood still", "slow"],
)
def test_clock_that_went_back_or_stood_still_decides_nothing(passed: float, shown: float) -> None:
    machine = Machine()
    clock = machine.clock
    clock.decide()
    machine.pass_by(passed, shown=shown)
    with pytest.raises(Conflict, match="went_back"):
        clock.decide()


@pytest.mark.parametrize("shown", [8.0, 9.0, 10.0, 600.0])
def test_clock_that_is_a_little_off_or_went_forward_decides(shown: float) -> None:
    machine = Machine()
    clock = machine.clock
    clock.decide()
    machine.pass_by(10.0, shown=shown)
    assert clock.decide() == machine.shows


@pytest.mark.parametrize("every", [10.0, 3600.0], ids=["a vote every ten seconds", "every hour"])
def test_small_corrections_of_a_time_server_never_add_up_to_a_refusal(every: float) -> None:
    """A crystal that runs fast by 100 parts in a million: 8.6 seconds in a day, for a fortnight."""
    machine = Machine()
    clock = machine.clock
    for _time in range(int(14 * 86_400 / every) if every > 60 else 20_000):
        machine.pass_by(every, shown=every * (1 - 0.0001))
        assert clock.decide() == machine.shows


def test_laptop_that_slept_decides_when_it_wakes() -> None:
    """The steady clock counts the sleep on some systems and not on others."""
    for counted in (0.0, 8 * 3600.0):
        machine = Machine()
        clock = machine.clock
        clock.decide()
        machine.pass_by(counted, shown=8 * 3600.0)
        assert clock.decide() == machine.shows


def test_clock_set_forward_and_back_again_decides_nothing() -> None:
    machine = Machine()
    clock = machine.clock
    machine.pass_by(1.0, shown=3600.0)
    clock.decide()
    machine.pass_by(1.0, shown=-3600.0)
    with pytest.raises(Conflict, match="went_back"):
        clock.decide()


@pytest.fixture
def is_postgresql(settings: Settings) -> bool:
    return settings.database_url.startswith("postgresql")


@pytest.mark.parametrize("skew", [-50 * 60, -3, -1, 0, 1, 3, 50 * 60])
def test_host_and_database_that_differ_decide_nothing(
    session: Session, is_postgresql: bool, skew: int
) -> None:
    host = HostClock(wall=lambda: host_time() + timedelta(seconds=skew))
    clock = DatabaseClock(host)
    if not is_postgresql:
        assert abs(clock.decide(session) - host.wall()) < timedelta(seconds=1)
    elif abs(timedelta(seconds=skew)) > MOST_SKEW:
        with pytest.raises(Conflict, match=r"clock\.differs"):
            clock.decide(session)
    else:
        # The database's time, not the host's.
        assert abs(clock.decide(session) - host_time()) < timedelta(seconds=0.9)


def test_no_vote_is_taken_by_clocks_that_differ(
    session: Session, tmp_path: Path, is_postgresql: bool
) -> None:
    election = make_election(session, tmp_path / "keys")
    skewed = DatabaseClock(HostClock(wall=lambda: host_time() - timedelta(minutes=50)))
    # The window lies in another year than the database's own time, so a clock that decided would
    # have said so.
    expected = r"clock\.differs" if is_postgresql else r"vote\."
    with pytest.raises(Conflict, match=expected):
        cast_ballots(
            session, round_id=election.round_id, sealed=[election.cast(1, 4)], clock=skewed
        )


@pytest.mark.parametrize(("ahead", "refused"), [(MOST_SKEW, False), (MOST_SKEW + TICK, True)])
@pytest.mark.parametrize("folded", [True, False])
def test_act_is_refused_by_a_clock_behind_the_newest_entry_of_the_log(
    session: Session, clock: SetClock, ahead: timedelta, refused: bool, folded: bool
) -> None:
    clock.at = NOON
    audit.record(
        session, PlaceLog.TEAM_ADDED, actor=COMMAND, subject="place/teams/parks", now=NOON + ahead
    )
    session.flush()
    if folded:
        audit.fold(session, audit.ensure_log(session, "site"))
    if not refused:
        assert act_now(session) == NOON
        return
    with pytest.raises(Conflict, match="behind_log"):
        act_now(session)


@pytest.fixture
def real_app(settings: Settings) -> Iterator[Flask]:
    """An application with the clocks of a real place."""
    app = create_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_pages_go_by_the_databases_time_whatever_the_host_shows(
    real_app: Flask, monkeypatch: pytest.MonkeyPatch, is_postgresql: bool
) -> None:
    monkeypatch.setattr(clocks, "host_time", lambda: datetime.now(UTC) + timedelta(minutes=50))
    with real_app.app_context():
        told = now()
    off = abs(told - datetime.now(UTC))
    assert off < timedelta(seconds=2) if is_postgresql else off > timedelta(minutes=49)


@pytest.mark.only_on("postgresql")
def test_pages_ask_the_database_for_its_time_once_in_a_while_only(real_app: Flask) -> None:
    machine = Machine()
    tell = DatabaseNow(steady=lambda: machine.seconds)
    with real_app.app_context():
        first = tell()
        machine.pass_by(4.0)
        assert tell() == first + timedelta(seconds=4)  # carried on, not asked
        machine.pass_by(4.0)
        assert tell() < first + timedelta(seconds=5)  # asked again
        db.engine.dispose()


def test_every_kind_of_installation_has_its_clock() -> None:
    assert isinstance(clock_of("postgresql+psycopg://x/y", row_clock=False), DatabaseNow)
    assert clock_of("sqlite:///x.db", row_clock=False) is clocks.system_now
    assert clock_of("sqlite:///x.db", row_clock=True) is clocks.row_now
