"""A forum's bundle is right where everything is, whatever people did. docs/rules/audit.md 12."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from pbplatform.core.errors import DomainError
from pbplatform.points import services
from pbplatform.points.models import Point
from tests.points.bundles import check, write_forum_bundle
from tests.points.people import CAME, World
from tests.points.walking import acts

pytestmark = pytest.mark.one_database


def test_true_bundle_of_a_new_forum_is_right(world: World, tmp_path: Path) -> None:
    told = check(write_forum_bundle(world.session, tmp_path, now=CAME))
    assert told.code == 0, told.text


def test_true_bundle_of_an_answered_point_is_right(world: World, tmp_path: Path) -> None:
    point = world.point()
    world.answer(point)
    world.says(world.rosa, point, "no")
    told = check(write_forum_bundle(world.session, tmp_path, now=CAME + timedelta(days=60)))
    assert told.code == 0, told.text


def _join(world: World, point: Point, stays: Point, now: datetime) -> None:
    ids = {"point_id": point.id, "stays_id": stays.id}
    services.join_points(world.session, actor=world.bea, reason="x", now=now, **ids)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_do_the_bundle_is_right(world: World, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    points, now = [world.point()], CAME
    for step in range(60):
        now += timedelta(days=chance.choice([0, 0, 1, 1, 2, 4]), seconds=step + 1)
        point = chance.choice(points)
        other = chance.choice(points)
        do = {
            **acts(world, point, now),
            "join": partial(_join, world, other, point, now),
            "raise": lambda now=now: points.append(world.point(now=now)),
            "answer": lambda point=point, now=now: world.answer(point, now=now),
            "second": lambda point=point, now=now: world.answer(point, by=world.ruth, now=now),
            "no": lambda point=point, now=now: world.says(world.rosa, point, "no", now=now),
            "yes": lambda point=point, now=now: world.says(world.rosa, point, "yes", now=now),
        }
        with suppress(DomainError):  # refused before anything is written
            do[chance.choice(list(do))]()
    told = check(write_forum_bundle(world.session, tmp_path, now=now))
    assert told.code == 0, told.text
