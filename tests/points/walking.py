"""Everything people can do to a point, by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pbplatform.points import services
from pbplatform.points.models import Point
from tests.points.people import World


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
