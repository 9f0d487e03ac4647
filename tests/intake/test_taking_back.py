"""Whoever published slips by mistake takes them back in a day. Source: docs/rules/intake.md 5."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Contact
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.forums.models import Meeting
from pbplatform.intake.kinds import ContactBy
from pbplatform.intake.models import SlipBatch, SlipRow, TakenBack, Written
from pbplatform.intake.queries.taking_back import Publication, publication
from pbplatform.intake.services import Slip, claim, forget_published_words, say_again, take_back
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point
from pbplatform.points.services import publish_point
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from tests.browsing import sign_in, sign_out
from tests.conftest import SetClock
from tests.factories import make_person, make_round
from tests.intake.tables import publish, save, typed, view
from tests.points.people import CAME, World

DAY = timedelta(hours=24)


def published(session: Session, meeting: Meeting, batch: int = 1) -> Publication:
    return publication(session, session.get_one(SlipBatch, (meeting.id, batch)))


def back(
    session: Session,
    meeting: Meeting,
    who: ActorRef,
    *rows: int,
    later: timedelta = timedelta(hours=1),
    seen: str | None = None,
) -> int:
    facts = published(session, meeting).facts
    return take_back(
        session,
        actor=who,
        meeting_id=meeting.id,
        batch=1,
        rows=rows,
        seen=seal(facts) if seen is None else seen,
        now=CAME + later,
    )


def point_of(session: Session, slip: Slip) -> Point:
    return session.get_one(Point, session.get_one(Written, slip.path).thing_id)


def test_a_point_goes_back_as_it_was_typed_and_leaves_no_word(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    by_mail = typed(2, name="Rosa M.", contact=ContactBy.EMAIL, reach="rosa@example.org")
    save(world, meeting, world.bea, typed(1), by_mail)
    slips = publish(world, meeting, ada)
    point = point_of(session, slips[1])
    assert session.scalars(select(Contact)).all()
    assert back(session, meeting, ada, 2) == 1
    row = session.scalars(select(SlipRow).where(SlipRow.n == 2)).one()
    assert (row.title, row.name, row.contact) == ("Bench 2 on Mill Lane", "Rosa M.", "email")
    assert row.sealed_reach
    assert (row.published_at, row.path, row.sealed_row) == (None, "", "")
    assert point.state == PointState.WITHDRAWN
    assert not point.is_public
    assert "Bench" not in point.title + point.verbatim + point.raised_as
    assert session.get(Written, slips[1].path) is None
    assert session.get_one(TakenBack, slips[1].path).at == CAME + timedelta(hours=1)
    assert not session.scalars(select(Contact)).all()
    bodies = b" ".join(bytes(each) for each in session.scalars(select(LogPending.body)))
    assert b"intake:thing:taken_back" in bodies
    assert b"intake:table:taken_back" in bodies
    with pytest.raises(Conflict, match=r"intake\.no_such_code"):
        claim(session, actor=world.rosa, code=slips[1].code, now=CAME)
    again = publish(world, meeting, ada)
    assert [each.number for each in again] == [2]
    assert again[0].path != slips[1].path
    assert session.scalars(select(Contact)).all()


def test_an_idea_goes_back_too(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    round_ = make_round(session, opens_at=CAME + timedelta(days=100))
    save(world, meeting, world.bea, typed(7, goes=f"idea:{round_.id}", place="By the mill"))
    publish(world, meeting, ada)
    back(session, meeting, ada, 1)
    idea = session.scalars(select(Idea)).one()
    assert idea.state == IdeaState.WITHDRAWN
    assert "Bench" not in idea.title + idea.text + idea.spot
    row = session.scalars(select(SlipRow)).one()
    assert (row.title, row.place) == ("Bench 7 on Mill Lane", "By the mill")


def test_only_whoever_published_and_for_a_day(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    publish(world, meeting, ada)
    with pytest.raises(NotAllowed, match=r"table\.only_its_publisher"):
        back(session, meeting, world.bea, 1)
    with pytest.raises(Conflict, match=r"table\.too_late"):
        back(session, meeting, ada, 1, later=DAY)
    assert back(session, meeting, ada, 1, later=DAY - timedelta(seconds=1)) == 1


def test_what_somebody_touched_stays_and_is_named(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2), typed(3))
    slips = publish(world, meeting, ada)
    flo = make_person(session, "Flo", role="facilitator", scope=world.forum.scope)
    read = point_of(session, slips[0])
    publish_point(session, actor=flo, point_id=read.id, title=read.title, now=CAME)
    claim(session, actor=world.rosa, code=slips[1].code, now=CAME)
    found = published(session, meeting)
    assert [each.why_not for each in found.rows] == ["table.touched", "table.touched", ""]
    with pytest.raises(Conflict, match=r"table\.choose_rows"):
        back(session, meeting, ada, 1, 3)
    assert point_of(session, slips[2]).state == PointState.RAISED


def test_what_changed_since_it_was_shown_takes_nothing_back(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2))
    slips = publish(world, meeting, ada)
    seen = seal(published(session, meeting).facts)
    claim(session, actor=world.rosa, code=slips[0].code, now=CAME)
    with pytest.raises(ChangedMeanwhile):
        back(session, meeting, ada, 2, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        back(session, meeting, ada, 2, seen="")


def test_slips_that_say_the_same_go_back_with_it(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2))
    at = {"meeting_id": meeting.id, "revision": 1, "now": CAME}
    say_again(session, actor=world.bea, n=2, same="row:1", **at)  # type: ignore[arg-type]
    publish(world, meeting, ada)
    with pytest.raises(Conflict, match=r"table\.with_its_repeats"):
        back(session, meeting, ada, 1)
    assert back(session, meeting, ada, 1, 2) == 2
    rows = view(world, meeting, ada).waiting
    assert [(each.row.same, each.row.again) for each in rows] == [("", False), ("row:1", False)]
    assert len(publish(world, meeting, ada)) == 2


def test_a_later_slip_that_says_the_same_keeps_it_public(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    publish(world, meeting, ada)
    save(world, meeting, world.bea, typed(2, same="row:1"), first=5)
    publish(world, meeting, ada)
    assert published(session, meeting).rows[0].why_not == "table.said_again_since"
    assert published(session, meeting, 2).rows[0].why_not == ""


def test_after_a_day_the_table_keeps_no_word(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    publish(world, meeting, ada)
    forget_published_words(session, now=CAME + DAY - timedelta(seconds=1))
    assert session.scalars(select(SlipRow.sealed_row)).one()
    forget_published_words(session, now=CAME + DAY)
    assert session.scalars(select(SlipRow.sealed_row)).one() == ""


@pytest.mark.one_database
def test_the_page_takes_back_and_a_page_in_its_place_says_so(
    client: FlaskClient,
    world: World,
    meeting: Meeting,
    ada: ActorRef,
    clock: SetClock,
    session: Session,
) -> None:
    clock.at = CAME
    url = f"/desk/tables/{world.forum.slug}/{meeting.slug}"
    save(world, meeting, world.bea, typed(1), typed(2))
    slips = publish(world, meeting, ada)
    session.commit()
    sign_in(client, ada, CAME)
    assert (
        "within 24 hours" in client.get(f"{url}/publish").text
        or not view(world, meeting, ada).ready
    )
    assert f"{url}/published/1" in client.get(url).text
    page = client.get(f"{url}/published/1").text
    seen = re.search(r'name="seen"[^>]* value="([^"]*)"', page)
    assert seen
    none = client.post(f"{url}/published/1", data={"seen": seen[1]})
    assert "Choose the slips that go back." in none.text
    done = client.post(f"{url}/published/1", data={"seen": seen[1], "rows": ["1"]})
    assert done.status_code == 302
    assert "Bench 1 on Mill Lane" in client.get(url).text
    sign_out(client)
    place = client.get(f"/{slips[0].path}")
    assert place.status_code == 410
    assert "published this by mistake" in place.text
    assert "Bench" not in place.text
    assert client.get(f"/{slips[1].path}").status_code == 404
    clock.at = CAME + DAY
    sign_in(client, ada, clock.at)
    late = client.get(f"{url}/published/1").text
    assert "more than 24 hours ago" in late
    assert "What is left:" in late
    assert f"{url}/published/1" not in client.get(url).text
    assert client.get(f"{url}/published/9").status_code == 404
