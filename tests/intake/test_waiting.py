"""Typists and publishers hear what waits, and nobody meets a dead end. Source: intake.md 5."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.models import RoleGrant
from pbplatform.core.actor import ActorRef
from pbplatform.core.outbox import OutboxRow
from pbplatform.forums.models import Meeting
from pbplatform.intake.queries.waiting import waiting_tables
from pbplatform.intake.services import give_back
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_person
from tests.intake.tables import publish, save, typed
from tests.people import counted_queries
from tests.points.people import CAME, World


def told(session: Session, kind: str) -> list[str]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
    return sorted(str(each.payload["to"]) for each in rows)


def return_first(session: Session, meeting: Meeting, who: ActorRef) -> None:
    at = {"meeting_id": meeting.id, "n": 1, "revision": 1, "now": CAME}
    give_back(session, actor=who, reason="Which lane?", **at)  # type: ignore[arg-type]


def test_the_other_staff_hear_of_the_first_slip_and_again_once_the_table_was_empty(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    first = told(session, "intake:rows_wait")
    assert first
    assert "bea@example.org" not in first
    save(world, meeting, world.bea, typed(2), first=5)
    assert told(session, "intake:rows_wait") == first
    publish(world, meeting, ada)
    save(world, meeting, world.bea, typed(3), first=9)
    assert len(told(session, "intake:rows_wait")) == 2 * len(first)


def test_typists_hear_that_a_row_was_given_back(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    return_first(session, meeting, ada)
    assert told(session, "intake:row_given_back") == ["bea@example.org"]


def test_what_waits_is_counted_for_each_person_in_one_read(
    world: World, meeting: Meeting, ada: ActorRef, session: Session, app: Flask
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2), typed(3, title=""))
    bea, clerk = world.bea.account_id or 0, ada.account_id or 0
    assert waiting_tables(session, bea) == []
    assert [(each.given_back, each.to_read) for each in waiting_tables(session, clerk)] == [(0, 2)]
    return_first(session, meeting, ada)
    assert [(each.given_back, each.to_read) for each in waiting_tables(session, bea)] == [(1, 0)]
    assert [(each.given_back, each.to_read) for each in waiting_tables(session, clerk)] == [(0, 1)]
    with counted_queries(app) as asked:
        waiting_tables(session, clerk)
    assert len(asked) == 1


@pytest.mark.one_database
def test_the_desk_says_it_and_leads_there(
    client: FlaskClient,
    world: World,
    meeting: Meeting,
    ada: ActorRef,
    clock: SetClock,
    session: Session,
) -> None:
    clock.at = CAME
    flo = make_person(session, "Flo", role="facilitator", scope=world.forum.scope)
    save(world, meeting, world.bea, typed(1), typed(2))
    session.commit()
    sign_in(client, flo, CAME)
    desk = client.get("/desk/facilitator").text
    assert "2 typed slips to read and publish, the oldest waiting since" in desk
    assert f"/desk/tables/town-forum/{meeting.slug}/publish" in desk
    return_first(session, meeting, ada)
    session.commit()
    sign_in(client, world.bea, CAME)
    assert "1 slip that you typed was given back" in client.get("/desk/facilitator").text


@pytest.mark.one_database
def test_whoever_typed_reads_who_can_publish_or_who_can_appoint_somebody(
    client: FlaskClient,
    world: World,
    meeting: Meeting,
    ada: ActorRef,
    clock: SetClock,
    session: Session,
) -> None:
    clock.at = CAME
    url = f"/desk/tables/{world.forum.slug}/{meeting.slug}/publish"
    save(world, meeting, world.bea, typed(1))
    session.commit()
    sign_in(client, world.bea, CAME)
    page = client.get(url).text
    assert "These look after the forum and can:" in page
    assert "Ada" in page
    others = RoleGrant.account_id != world.bea.account_id
    session.execute(update(RoleGrant).where(others).values(expires_at=CAME))
    session.commit()
    alone = client.get(url).text
    assert "Nobody else looks after this forum" in alone
    assert 'href="/desk/facilitator/roles#give"' in alone or "can appoint somebody" in alone
