"""Everything announced about points has its words and its address."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.outbox import OutboxRow
from pbplatform.notices.words import Letterhead, mail_kinds, render
from pbplatform.places.kinds import Reads
from pbplatform.places.models import ONLY, Place
from pbplatform.points import services
from pbplatform.points.models import Point
from tests.factories import make_point
from tests.points.people import CAME, YES, World, noon

HEAD = Letterhead(place="Hackford", public_url="https://hackford.example")


def everything_happens(world: World) -> None:
    session, now = world.session, CAME
    refused = make_point(session, world.forum, world.rosa, now=now, published=False)
    services.refuse_point(session, actor=world.bea, point_id=refused.id, reason="A child", now=now)
    point, other, third = world.point(), world.point(), world.point()
    services.support(session, actor=world.sam, point_id=point.id, now=now)
    team = {"actor": world.tom, "point_id": point.id, "now": now}
    services.take_more_time(session, days=1, reason="Parts", **team)
    services.ask_the_asker(session, question="Which bins?", **team)
    services.reply_to_question(session, actor=world.rosa, point_id=point.id, reply="Green", now=now)
    services.pass_on(session, team_slug="homes", reason="A flat", **team)
    services.send_back(session, actor=world.ali, point_id=point.id, reason="Yours", now=now)
    services.join_points(
        session, actor=world.bea, point_id=other.id, stays_id=third.id, reason="Same", now=now
    )
    session.commit()  # where points stand is kept with the commit
    services.remind_teams(session, now=noon(date(2027, 3, 3)))
    world.answer(point, text=YES, now=now)
    world.says(world.rosa, point, "no", now=now + timedelta(days=1))
    promise = world.view(point).promises[0]
    services.correct_answer(
        session,
        actor=world.tom,
        point_id=point.id,
        n=1,
        text=services.CorrectionText(wrong="The day", text="It is Friday"),
        now=now + timedelta(days=1),
    )
    everybody_of_homes_leaves(world, third, now)
    services.give_up_promise(
        session, actor=world.tom, promise_id=promise.id, reason="Money", now=now
    )
    session.flush()
    read_afterwards(world)
    hurried = world.point()
    services.support(world.session, actor=world.sam, point_id=hurried.id, now=CAME)
    services.withdraw_point(world.session, actor=world.rosa, point_id=hurried.id, why="", now=CAME)
    services.go_on_with_point(world.session, actor=world.sam, point_id=hurried.id, now=CAME)


def read_afterwards(world: World) -> None:
    place = world.session.get_one(Place, ONLY)
    place.reads_points = Reads.AFTER
    make_point(world.session, world.forum, world.rosa, now=CAME, published=False)
    place.reads_points = Reads.BEFORE


def everybody_of_homes_leaves(world: World, point: Point, now: datetime) -> None:
    services.assign(
        world.session,
        actor=world.bea,
        point_id=point.id,
        team_slug="homes",
        reason="A flat",
        now=now,
    )
    grant = select(RoleGrant).where(RoleGrant.account_id == world.ali.account_id)
    world.session.scalars(grant).one().ended_at = now + timedelta(days=1)
    world.session.flush()
    assert services.tell_where_it_went(
        world.session, point_id=point.id, now=now + timedelta(days=2)
    )


@pytest.mark.parametrize("page", ["/", "/?lang=qps"])
def test_every_fact_about_points_is_a_mail_to_somebody(app: Flask, world: World, page: str) -> None:
    with app.test_request_context(page):
        everything_happens(world)
    rows = world.session.scalars(
        select(OutboxRow).where(
            OutboxRow.kind.startswith("forums:point") | OutboxRow.kind.startswith("responses:")
        )
    ).all()
    with app.test_request_context():
        about_points = {
            kind for kind in mail_kinds() if kind.startswith(("forums:point", "responses:"))
        }
        assert {row.kind for row in rows} == about_points
        for row in rows:
            mail = render(row.kind, row.payload, key16=row.key16, head=HEAD)
            assert "https://hackford.example/forums/town-forum/points/" in mail.body
            assert "ɱ" not in mail.subject + mail.body


def test_answer_is_mailed_to_the_asker_and_each_supporter(world: World) -> None:
    everything_happens(world)
    told = world.session.scalars(
        select(OutboxRow).where(OutboxRow.kind == "responses:answered")
    ).all()
    assert {row.payload["to"] for row in told} == {"rosa@example.org", "sam@example.org"}


def test_team_without_an_address_is_not_said_to_be_reminded(world: World) -> None:
    point = world.point()
    for account in world.session.scalars(select(Account)):
        account.email = None
    world.session.commit()
    assert services.remind_teams(world.session, now=noon(date(2027, 3, 10))) == 0
    assert not world.view(point).was_reminded("late:1")
