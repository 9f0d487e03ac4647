"""Slips that say the same are offered and marked, never joined by the machine.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.forums.models import Meeting
from pbplatform.intake.domain.table import Why
from pbplatform.intake.kinds import ContactBy
from pbplatform.intake.models import SlipRow, Written
from pbplatform.intake.queries import wrote_it
from pbplatform.intake.queries.said_again import likes, slips_that_say
from pbplatform.intake.services import erase_row, say_again
from pbplatform.points.models import Point
from pbplatform.points.queries.similar import similar_points
from pbplatform.points.services import publish_point
from tests.browsing import sign_in, sign_out
from tests.conftest import SetClock
from tests.factories import make_person
from tests.intake.tables import publish, save, typed, view
from tests.points.people import CAME, World


def mark(
    world: World, meeting: Meeting, who: ActorRef, n: int, same: str, revision: int = 1
) -> None:
    say_again(
        world.session,
        actor=who,
        meeting_id=meeting.id,
        n=n,
        revision=revision,
        same=same,
        now=CAME,
    )


def offered(world: World, meeting: Meeting, who: ActorRef) -> dict[int, list[str]]:
    rows = [each.row for each in view(world, meeting, who).waiting]
    found = likes(world.session, world.forum, rows, [], of=rows)
    return {n: [each.ref for each in alike] for n, alike in found.items()}


def test_rows_that_say_much_the_same_are_offered_and_no_others(
    world: World, meeting: Meeting
) -> None:
    save(
        world,
        meeting,
        world.bea,
        typed(1, title="A bench on Mill Lane"),
        typed(2, title="Benches in Mill Lane"),
        typed(3, title="The library closes too early"),
    )
    assert offered(world, meeting, world.bea) == {1: ["row:2"], 2: ["row:1"]}


def test_a_slip_said_again_counts_on_the_point_and_is_no_point_of_its_own(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2), typed(3))
    mark(world, meeting, world.bea, 2, "row:1")
    mark(world, meeting, world.bea, 3, "row:1")
    slips = publish(world, meeting, ada)
    assert [each.number for each in slips] == [1, 2, 3]
    assert len({each.path for each in slips}) == 1
    assert len({each.code for each in slips}) == 3
    assert [each.again for each in slips] == [False, True, True]
    assert len(session.scalars(select(Point.id)).all()) == 1
    said = slips_that_say(session, slips[0].path)
    assert [(at.id, count) for at, _forum, count in said] == [(meeting.id, 2)]
    bodies = [bytes(each) for each in session.scalars(select(LogPending.body))]
    assert sum(b"intake:thing:said_again" in each for each in bodies) == 2
    # Whoever typed the words that stand there is their pen; the others' words stand nowhere.
    assert wrote_it(session, {(slips[0].path, world.bea.account_id or 0)})


def test_a_slip_is_not_published_before_the_one_it_says_again(
    world: World, meeting: Meeting, ada: ActorRef
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2))
    save(world, meeting, ada, typed(3), first=5)
    mark(world, meeting, world.bea, 1, "row:3")
    waits = {each.row.n: each.left_out for each in view(world, meeting, ada).waiting}
    assert waits == {1: Why.OTHER, 2: None, 3: Why.YOURS}
    assert [each.number for each in publish(world, meeting, ada)] == [2]
    assert [each.number for each in publish(world, meeting, world.bea)] == [3]
    assert [each.number for each in publish(world, meeting, ada)] == [1]


def test_the_mark_is_taken_away_again_until_it_is_published(
    world: World, meeting: Meeting, ada: ActorRef
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2))
    mark(world, meeting, world.bea, 2, "row:1")
    with pytest.raises(Conflict, match=r"table\.changed_meanwhile"):
        mark(world, meeting, world.bea, 2, "")
    mark(world, meeting, world.bea, 2, "", revision=2)
    assert len({each.path for each in publish(world, meeting, ada)}) == 2


@pytest.mark.parametrize("same", ["row:2", "row:9", "forums/town-forum/points/99"])
def test_a_mark_that_leads_nowhere_keeps_the_row_on_the_table(
    world: World, meeting: Meeting, ada: ActorRef, same: str
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2, same=same))
    faults = view(world, meeting, ada).waiting[1].faults
    assert [(each.field, each.code) for each in faults] == [("same", "table.same_gone")]


def test_a_chain_and_an_erased_row_are_said(world: World, meeting: Meeting, ada: ActorRef) -> None:
    save(world, meeting, world.bea, typed(1), typed(2, same="row:1"), typed(3, same="row:2"))
    faults = [[fault.code for fault in each.faults] for each in view(world, meeting, ada).waiting]
    assert faults == [[], [], ["table.same_gone"]]
    erase_row(world.session, actor=ada, meeting_id=meeting.id, n=1, now=CAME)
    faults = [[fault.code for fault in each.faults] for each in view(world, meeting, ada).waiting]
    assert faults == [["table.same_gone"], ["table.same_gone"]]


def test_whoever_wants_news_keeps_a_row_of_their_own(
    world: World, meeting: Meeting, ada: ActorRef
) -> None:
    wants = typed(2, same="row:1", contact=ContactBy.EMAIL, reach="rosa@example.org")
    save(world, meeting, world.bea, typed(1), wants)
    faults = view(world, meeting, ada).waiting[1].faults
    assert [each.code for each in faults] == ["table.same_wants_news"]


def test_a_public_point_is_offered_and_said_again(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1, title="A bench on Mill Lane"))
    first = publish(world, meeting, ada)[0]
    point = session.get_one(Point, session.get_one(Written, first.path).thing_id)
    assert similar_points(session, world.forum.id, "Benches on Mill Lane") == []
    publish_point(
        session,
        actor=ada_as_facilitator(session, world),
        point_id=point.id,
        title=point.title,
        now=CAME,
    )
    assert similar_points(session, world.forum.id, "Benches on Mill Lane")[0].number == point.number
    save(world, meeting, world.bea, typed(2, title="Benches on Mill Lane"), first=5)
    assert offered(world, meeting, world.bea) == {2: [first.path]}
    mark(world, meeting, world.bea, 2, first.path)
    slip = publish(world, meeting, ada)[0]
    assert (slip.path, slip.again) == (first.path, True)


def ada_as_facilitator(session: Session, world: World) -> ActorRef:
    return make_person(session, "Flo", role="facilitator", scope=world.forum.scope)


@pytest.mark.one_database
def test_the_page_marks_it_the_point_says_it_and_the_code_leads_to_it(
    client: FlaskClient,
    world: World,
    meeting: Meeting,
    ada: ActorRef,
    clock: SetClock,
    session: Session,
) -> None:
    clock.at = CAME
    url = f"/desk/tables/{world.forum.slug}/{meeting.slug}"
    save(world, meeting, world.bea, typed(1, title="A bench on Mill Lane"))
    save(world, meeting, world.bea, typed(2, title="Benches on Mill Lane"), first=5)
    session.commit()
    sign_in(client, world.bea, CAME)
    assert "Looks like:" in client.get(url).text
    page = client.get(f"{url}/2/same").text
    assert "Slip 1: A bench on Mill Lane" in page
    bad = client.post(f"{url}/2/same", data={"revision": "1", "same": "row:77"})
    assert bad.status_code == 422
    done = client.post(f"{url}/2/same", data={"revision": "1", "same": "row:1"})
    assert done.status_code == 302
    assert "Says the same as: Slip 1" in client.get(url).text
    sign_out(client)
    sign_in(client, ada, CAME)
    assert "It counts as said again." in client.get(f"{url}/publish").text
    slips = publish(world, meeting, ada)
    session.commit()
    sheet = session.scalars(select(SlipRow).where(SlipRow.again)).one()
    assert sheet.path == slips[0].path
    sign_out(client)
    sign_in(client, world.rosa, CAME)
    led = client.post("/claim", data={"code": slips[1].code})
    assert led.headers["Location"] == f"/follow/{slips[0].path}"
