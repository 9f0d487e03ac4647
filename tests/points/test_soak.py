"""Random orders of all that can happen to a point; `make soak` walks a million."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.points import policies
from pbplatform.points.domain import clock
from pbplatform.points.kinds import Stand
from tests.points import soak

SAMPLE = 3_000


def test_no_order_wins_a_day_or_loses_a_point() -> None:
    reached, done = set(), set()
    for seed in range(SAMPLE):
        order = soak.walk(seed)
        reached.add(order.standing.stand)
        done.update(order.told)
    assert set(Stand) - reached == {Stand.CHECKING}  # of promises: tests/promises walk those
    assert set(soak.ACTS) - done == set()


def test_fast_days_are_the_working_days() -> None:
    plain = WorkingDays(
        soak.SPRING.holidays, soak.SPRING.weekend, soak.SPRING.timezone, soak.SPRING.version
    )
    for n in range(120):
        day = date(2027, 2, 1) + timedelta(days=n)
        assert soak.SPRING.after(day, n % 25) == plain.after(day, n % 25)
        assert soak.SPRING.between(day, day + timedelta(days=n % 40)) == plain.between(
            day, day + timedelta(days=n % 40)
        )


def broken_by(seeds: int = SAMPLE) -> str:
    for seed in range(seeds):
        try:
            soak.walk(seed)
        except AssertionError as broken:
            return str(broken)
    return ""


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (clock, "EXTENSION_DAYS", 30),
        (clock, "PAUSE_DAYS", 15),
        (clock, "_stop", lambda reading, _day, _days: reading),
        (clock, "_go_on", lambda reading, _day, _days: reading),
        (policies, "refuse_to_extend", lambda _actor, _view: None),
        (policies, "refuse_to_ask", lambda _actor, _view: None),
        (policies, "refuse_to_join", lambda _actor, _view, _stays: None),
    ],
)
def test_walk_sees_a_broken_rule(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object
) -> None:
    monkeypatch.setattr(module, name, value)
    assert broken_by() != "", name
