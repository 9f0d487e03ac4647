"""A forum's bundle is right where everything is, whatever people did. docs/rules/audit.md 12."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pbplatform.audit.domain.bundle import SUMS
from pbplatform.core.errors import DomainError
from pbplatform.forums.domain.programs import PART, VERIFIER, verifier_hash
from pbplatform.points import services
from pbplatform.points.models import Point
from tests.conftest import SetClock
from tests.points.bundles import check, write_forum_bundle
from tests.points.people import CAME, YES, World
from tests.points.walking import acts
from tests.results.bundles import files_of

pytestmark = pytest.mark.one_database


def test_true_bundle_of_a_new_forum_is_right(world: World, tmp_path: Path) -> None:
    told = check(write_forum_bundle(world.session, tmp_path, now=CAME))
    assert told.code == 0, told.text


def test_true_bundle_of_an_answered_point_is_right(world: World, tmp_path: Path) -> None:
    point = world.point()
    world.answer(point, text=YES)
    world.says(world.rosa, point, "no")
    told = check(write_forum_bundle(world.session, tmp_path, now=CAME + timedelta(days=60)))
    assert told.code == 0, told.text


def test_page_offers_the_bundle_the_program_and_its_part(
    world: World, client: FlaskClient, clock: SetClock, tmp_path: Path
) -> None:
    write_forum_bundle(world.session, tmp_path, now=CAME)  # puts the log in order
    world.session.commit()
    clock.at = CAME
    page = client.get("/forums/town-forum/check").text
    assert verifier_hash() in page.replace("<wbr>", "")
    assert "python -I verify_forum.py town-forum-bundle.zip" in page
    for address, program in (("verify-forum.py", VERIFIER), ("check-forum-log.py", PART)):
        assert f'href="/forums/town-forum/{address}"' in page
        assert client.get(f"/forums/town-forum/{address}").data == program.read_bytes()
        assert client.get(f"/forums/nowhere/{address}").status_code == 404
    taken = tmp_path / "taken.zip"
    taken.write_bytes(client.get("/forums/town-forum/bundle.zip").data)
    assert check(taken).code == 0
    files = files_of(taken)
    for program in (VERIFIER, PART):
        assert files[program.name] == program.read_bytes()
        assert f"  {program.name}\n".encode() in files[SUMS]
        assert f"`{program.name}`" in files["README.md"].decode()


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
            "promise": lambda point=point, now=now: world.answer(point, text=YES, now=now),
            "second": lambda point=point, now=now: world.answer(point, by=world.ruth, now=now),
            "no": lambda point=point, now=now: world.says(world.rosa, point, "no", now=now),
            "yes": lambda point=point, now=now: world.says(world.rosa, point, "yes", now=now),
        }
        with suppress(DomainError):  # refused before anything is written
            do[chance.choice(list(do))]()
    told = check(write_forum_bundle(world.session, tmp_path, now=now))
    assert told.code == 0, told.text
