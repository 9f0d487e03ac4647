"""Random orders of everything people can do, through the services: no path cheats the clock."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from pbplatform.core.errors import DomainError
from pbplatform.points import services
from pbplatform.points.kinds import Stand
from pbplatform.points.models import Point
from tests.points.people import CAME, World

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

MAY_MOVE_LATER = {"more_time": 10, "ask": 11}  # working days; a stop may end on a day off


def acts(world: World, point: Point, now: datetime) -> dict[str, Callable[[], object]]:
    given = {"point_id": point.id, "now": now}
    team = {"actor": world.leena, **given}
    return {
        "more_time": lambda: services.take_more_time(
            world.session, days=now.day % 10 + 1, reason="x", **team
        ),
        "ask": lambda: services.ask_the_asker(world.session, question="x", **team),
        "reply": lambda: services.reply_to_question(
            world.session, actor=world.rosa, reply="x", **given
        ),
        "note": lambda: services.write_note(world.session, text="x", **team),
        "pass_on": lambda: services.pass_on(world.session, team_slug="homes", reason="x", **team),
        "take": lambda: services.take(world.session, actor=world.ali, **given),
        "send_back": lambda: services.send_back(
            world.session, actor=world.ali, reason="x", **given
        ),
        "assign": lambda: services.assign(
            world.session, actor=world.bea, team_slug="environment", reason="x", **given
        ),
        "kind": lambda: services.change_kind(
            world.session, actor=world.bea, kind="question", reason="x", **given
        ),
        "support": lambda: services.support(world.session, actor=world.sam, **given),
        "join": lambda: services.join_points(
            world.session,
            actor=world.bea,
            point_id=world.point(now=now).id,
            stays_id=point.id,
            reason="x",
            now=now,
        ),
        "remind": lambda: services.remind_teams(world.session, now=now),
    }


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
