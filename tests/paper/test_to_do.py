"""What of papers waits at whose desk, and when a round says that papers are next.

Source: docs/rules/paper.md sections 3 to 5.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.kinds import AsideOutcome, AsideWhy
from pbplatform.paper.models.handing import PaperAside
from pbplatform.paper.services.aside import set_aside
from tests.browsing import counted_queries
from tests.factories import make_person
from tests.pages import confirm
from tests.paper.room import DESK, Room
from tests.paper.rounds import SCOPE
from tests.voting.elections import CLOSES

pytestmark = pytest.mark.one_database
CLERK, AUDITOR = "/desk/clerk", "/desk/auditor"
WAITS = "Papers that wait for you"


def sees(room: Room, person: ActorRef, desk: str = CLERK) -> str:
    answer = room.who(person).get(desk)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_each_step_of_a_batch_waits_for_those_who_may_do_it(room: Room) -> None:
    assert WAITS not in sees(room, room.one)
    room.receive(room.one, 1)
    both = "Two clerks enter it, each without seeing what the other types."
    assert both in sees(room, room.one)
    assert WAITS not in sees(room, room.ada, AUDITOR)  # an auditor enters none
    room.enter(room.one, "4")
    assert WAITS not in sees(room, room.one)
    assert "One clerk is done. A second one enters it" in sees(room, room.two)
    room.enter(room.two, "7")
    for person, desk in ((room.one, CLERK), (room.ada, AUDITOR)):
        assert "Somebody looks at the papers a third time" in sees(room, person, desk)
    room.who(room.one).post(f"{DESK}/1/look", data={"sheet_1": "4"})
    assert WAITS not in sees(room, room.one)
    assert "Another person looks at the papers too" in sees(room, room.ada, AUDITOR)
    room.who(room.two).post(f"{DESK}/1/confirm", data={"action": "stands"})
    assert "Somebody asks to seal it." in sees(room, room.one)
    confirm(room.who(room.one), f"{DESK}/1/seal")
    assert WAITS not in sees(room, room.one)
    assert "Another person seals it." in sees(room, room.ada, AUDITOR)
    confirm(room.who(room.two), f"{DESK}/1/seal")
    for person in (room.one, room.two):
        assert WAITS not in sees(room, person)


def test_third_clerk_is_not_asked_to_enter_what_two_have_begun(room: Room) -> None:
    room.receive(room.one, 2)
    room.enter(room.one, "4", "", action="save")
    room.enter(room.two, "4", "", action="save")
    with room.app.app_context(), transaction() as session:
        third = make_person(session, "Eve", role="clerk", scope=SCOPE)
        other = make_person(session, "Otto", role="clerk", scope="round:other")
    for person in (third, other):
        assert WAITS not in sees(room, person)
    assert WAITS in sees(room, room.two)


def test_asked_refusal_waits_for_another_person(room: Room) -> None:
    room.receive(room.one, 1)
    confirm(room.who(room.one), f"{DESK}/1/refuse", reason="The seal was broken.")
    assert WAITS not in sees(room, room.one)
    for person, desk in ((room.two, CLERK), (room.ada, AUDITOR)):
        assert "Another person confirms that it is refused" in sees(room, person, desk)


def put_aside(room: Room) -> int:
    with room.app.app_context(), transaction() as session:
        return set_aside(
            session,
            actor=room.one,
            round_id=room.election.round_id,
            why=AsideWhy.SIGNED,
            today=room.clock.at.date(),
            now=room.clock.at,
        )


def test_paper_set_aside_waits_with_its_two_days_and_then_for_a_batch(room: Room) -> None:
    put_aside(room)
    for person, desk in ((room.two, CLERK), (room.ada, AUDITOR)):
        page = sees(room, person, desk)
        assert "Paper 1 set aside" in page
        assert "Decide with a second person" in page
    with room.app.app_context(), transaction() as session:
        row = session.get_one(PaperAside, (room.election.round_id, 1))
        row.outcome, row.decided_on = AsideOutcome.COUNTS, room.clock.at.date()
    assert "it counts. Log it in a batch with others." in sees(room, room.two)
    assert WAITS not in sees(room, room.ada, AUDITOR)


def test_desk_asks_no_more_with_many_papers(room: Room) -> None:
    counts = []
    for number in (1, 6):
        for _each in range(number):
            put_aside(room)
            room.receive(room.one, 1)
        client = room.who(room.two)
        with room.app.app_context(), counted_queries(room.app) as sent:
            assert client.get(CLERK).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


def test_round_says_that_its_papers_are_next_while_they_stop_the_close(room: Room) -> None:
    page = "/rounds/neighbour-fund"
    room.receive(room.one, 1)
    put_in = "They put all votes on paper that came in time into the box."
    assert put_in not in sees(room, room.one, page)
    room.clock.at = CLOSES
    assert put_in in sees(room, room.one, page)
    assert "By " in sees(room, room.two)
    room.clock.at = CLOSES + timedelta(days=366)
    assert put_in in sees(room, room.one, page)
    confirm(room.who(room.one), f"{DESK}/1/refuse", reason="The seal was broken.")
    confirm(room.who(room.two), f"{DESK}/1/refuse")
    assert put_in not in sees(room, room.one, page)
    assert "They confirm the same numbers of the box." in sees(room, room.one, page)
    with room.app.app_context():
        assert db.session().is_active
