"""Random orders of everything people can do, through the services: no path cheats the clock."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from pbplatform.core.errors import DomainError
from pbplatform.points.kinds import Stand
from tests.points.people import CAME, World
from tests.points.walking import acts

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

MAY_MOVE_LATER = {"more_time": 10, "ask": 11}  # working days; a stop may end on a day off


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_no_order_of_acts_makes_an_overdue_point_look_in_time(world: World, seed: int) -> None:
    chance = random.Random(seed)
    point = world.point()
    now = CAME
    due = world.standing(point, now).due
    moved: set[str] = set()
    overdue = False
    for _step in range(25):
        now += timedelta(days=chance.choice([0, 0, 1, 1, 2, 4]))
        name = chance.choice(list(acts(world, point, now)))
        try:
            with world.session.begin_nested():
                acts(world, point, now)[name]()
        except DomainError:
            pass
        view = world.view(point, now)
        if view.standing.due > due:
            assert name in MAY_MOVE_LATER, name
            assert name not in moved, name
            moved.add(name)
            assert view.days.between(due, view.standing.due) <= MAY_MOVE_LATER[name]
        due = view.standing.due
        today: date = view.days.day_of(now)
        overdue = overdue or today > due
        assert (view.standing.stand in (Stand.LATE, Stand.VERY_LATE)) is overdue
