"""What is kept of points is written with their acts, and can be held against them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

import pbplatform
from pbplatform.core.before_commit import settle_all
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.points import queries
from pbplatform.points.commands import check_points
from pbplatform.points.domain.stretches import NEVER
from pbplatform.points.models import Point
from pbplatform.points.models.kept import PointCount, PointMark, PointStretch, scope_of
from pbplatform.points.queries.standings import cells_of
from pbplatform.points.queries.summary import summary
from pbplatform.points.services import keeping
from pbplatform.points.services.keeping import (
    ids_of_all,
    keep_points,
    numbers_kept_wrong,
    points_kept_wrong,
)
from pbplatform.points.services.withdrawing import withdraw_point
from tests.factories import make_point, make_team
from tests.points.people import CAME, DUE, World, noon


def late_now(session: Session) -> int:
    cells = cells_of(session, "all", today=DUE.replace(day=5))
    return sum(number for cell, number in cells.items() if cell.is_late)


def test_each_day_has_one_row_of_each_public_point(world: World) -> None:
    point = world.point()
    raised = make_point(world.session, world.forum, world.rosa, now=CAME, published=False)
    world.session.commit()
    rows = list(
        world.session.scalars(
            select(PointStretch)
            .where(PointStretch.point_id == point.id)
            .order_by(PointStretch.first_day)
        )
    )
    assert [row.end_day for row in rows] == [*(row.first_day for row in rows[1:]), NEVER]
    kept = set(world.session.scalars(select(PointMark.point_id)))
    assert point.id in kept
    assert raised.id not in kept


def test_point_is_late_the_day_after_its_day_without_any_work_by_night(world: World) -> None:
    world.point()
    world.session.commit()
    assert summary(world.session, now=noon(DUE)).counts.waiting_late == 0
    told = summary(world.session, now=noon(DUE.replace(day=DUE.day + 1)))
    assert told.counts.waiting_late == 1
    assert told.worst is not None
    assert told.worst.days_late == 1


def test_act_that_is_rolled_back_changes_nothing_that_is_kept(world: World) -> None:
    world.point()
    world.session.commit()
    before = cells_of(world.session, scope_of(world.forum.id), today=DUE)
    world.point()
    settle_all(world.session)
    assert sum(cells_of(world.session, scope_of(world.forum.id), today=DUE).values()) == 2
    world.session.rollback()
    assert cells_of(world.session, scope_of(world.forum.id), today=DUE) == before


def test_statement_about_many_points_is_seen_too(world: World) -> None:
    point = world.point()
    world.session.commit()
    world.session.execute(update(Point).values(answer_days=1))
    world.session.commit()
    standing = queries.view_of(world.session, point.id, now=noon(DUE)).standing
    assert standing.is_late
    assert summary(world.session, now=noon(DUE)).counts.waiting_late == 1


def test_forum_that_gets_another_name_costs_no_look_at_its_points(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.point()
    world.session.commit()
    looked: list[Sequence[int]] = []
    monkeypatch.setattr(keeping, "keep_points", lambda _session, ids: looked.append(ids))
    world.forum.name = "Another name"
    world.session.commit()
    assert looked == []
    world.forum.lead_team_id = make_team(world.session, name="Parks").id
    world.session.commit()
    assert len(looked) == 1


@pytest.mark.one_database
def test_nobody_changes_rows_about_points_by_a_statement_over_many() -> None:
    """Of such a statement nobody knows which points it is about: all are looked at anew."""
    names = "Point|PointTurn|Answer|Assignment|Commitment|CitizenCheck|Meeting|ForumSeries"
    many = re.compile(rf"\b(?:update|delete|insert)\((?:{names})\)")
    found = [
        f"{path.name}: {one}"
        for path in Path(pbplatform.__file__).parent.rglob("*.py")
        for one in many.findall(path.read_text())
    ]
    assert found == []


def test_withdrawn_point_waits_no_more_in_any_number(world: World) -> None:
    point = world.point()
    world.session.commit()
    withdraw_point(world.session, actor=world.rosa, point_id=point.id, why="", now=CAME)
    world.session.commit()
    assert summary(world.session, now=noon(DUE)).counts.to_answer == 0
    assert late_now(world.session) == 0


@pytest.mark.parametrize("what", ["rows", "numbers"])
def test_operator_sees_what_is_kept_wrong_and_mends_it(app: Flask, world: World, what: str) -> None:
    world.point()
    world.session.commit()
    with transaction() as session:
        if what == "rows":
            session.execute(update(PointMark).values(mark="w,1,2027-01-01,2027-01-01,"))
            session.execute(delete(PointStretch).where(PointStretch.end_day == NEVER))
        else:
            session.execute(update(PointCount).values(number=PointCount.number + 1))

    def run(*given: str) -> tuple[int, str]:
        told = CliRunner().invoke(check_points, given, obj=lambda: app)
        return told.exit_code, told.output

    assert run()[0] == 1
    code, told = run("--mend")
    assert code == 0, told
    assert "Mended." in told
    assert run() == (0, run()[1])
    assert points_kept_wrong(db.session()) == numbers_kept_wrong(db.session()) == []


def test_database_of_before_is_filled_in(world: World) -> None:
    world.point()
    world.session.commit()
    for model in (PointStretch, PointMark, PointCount):
        world.session.execute(delete(model))
    world.session.commit()
    for ids in ids_of_all(world.session):
        assert keep_points(world.session, ids) == 1
    world.session.commit()
    assert world.session.scalar(select(func.count()).select_from(PointMark)) == 1
    assert summary(world.session, now=noon(DUE)).counts.in_wait == 1


def test_acts_on_many_points_at_once_lose_no_number(app: Flask, world: World) -> None:
    """Everybody adds to the same numbers; they wait for each other, and never crosswise."""
    points = [world.point().id for _ in range(8)]
    world.session.commit()

    def withdraw(point_id: int) -> None:
        with app.app_context():
            try:
                with transaction() as session:
                    withdraw_point(session, actor=world.rosa, point_id=point_id, why="", now=CAME)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(withdraw, points))
    world.session.expire_all()
    cells = cells_of(world.session, scope_of(world.forum.id), today=DUE)
    assert {cell.stand: number for cell, number in cells.items()} == {"withdrawn": 8}
    assert numbers_kept_wrong(world.session) == []
