"""More papers came back than were given out. Source: docs/rules/paper.md section 6."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.core.undecided import PaperNumbers
from pbplatform.paper.kinds import AsideOutcome, AsideWhy, PaperLog
from pbplatform.paper.models.handing import PaperAside, PaperMore
from pbplatform.paper.queries.numbers import papers_of_round
from pbplatform.paper.services.aside import set_aside
from pbplatform.results.domain.channels import Channels
from pbplatform.rounds.models import Round
from pbplatform.voting.queries.box import close_entry
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.close import close_urn
from tests.factories import make_person
from tests.logged import waiting_entries
from tests.pages import confirm, hidden_field
from tests.paper.room import DESK, RECEIPT, Room
from tests.paper.rounds import DURING
from tests.paper.rounds import online as vote_online
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES

pytestmark = pytest.mark.one_database
PAPER = "/desk/clerk/rounds/neighbour-fund/paper"
PUBLIC = "/rounds/neighbour-fund/paper"
WHY = "Carla gave one at the counter and forgot to note it."


def words(page: str) -> str:
    return " ".join(page.split())


def numbers(room: Room) -> PaperNumbers:
    with room.app.app_context():
        return papers_of_round(db.session(), room.election.round_id)


def close(room: Room) -> None:
    with room.app.app_context(), transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=room.election.round_id, now=room.clock.at)


def log_eleven(room: Room) -> None:
    """Ten papers are out, and eleven sheets lie in the box; both clerks enter them."""
    typed = {**RECEIPT, "sheets": "11"}
    asked = room.who(room.one).post(DESK, data=typed)
    assert asked.status_code == 422
    assert "More came back than were given out: 1." in words(asked.text)
    assert 'value="Library"' in asked.text
    assert room.client.post(DESK, data={**typed, "beyond": "y"}).status_code == 302
    for person in (room.one, room.two):
        assert room.enter(person, *(["4"] * 11)).status_code == 302


def two_decide(room: Room, outcome: str, first: ActorRef, second: ActorRef) -> str:
    """Asks by the page and confirms by the page of two people; what the second one saw after."""
    asked = room.who(first).post(f"{PAPER}/more", data={"outcome": outcome, "reason": WHY})
    assert asked.status_code == 302, words(asked.text)
    page = room.who(second).get("/desk/two-people").text
    assert WHY in page
    pressed = {name: hidden_field(page, name) for name in ("act", "seen")}
    room.client.post("/desk/two-people", data={**pressed, "choice": "confirm"})
    return words(room.client.get(f"{PAPER}/more").text)


def test_eleven_sheets_of_ten_hand_outs_reach_the_close_and_the_public_account(room: Room) -> None:
    log_eleven(room)
    assert (numbers(room).more_open, numbers(room).not_returned) == (1, 0)
    public = words(room.client.get(PUBLIC).text)
    assert "More than were given out, and not decided" in public
    assert "More papers came back than were given out. Two people decide" in public
    room.clock.at = CLOSES
    refused = room.seal()
    assert refused.status_code == 409
    assert "at most 10 can be" in words(refused.text)
    assert room.in_box() == 0
    assert "More papers than were given out" in words(room.who(room.ada).get(PAPER).text)
    assert "As many as that may be in the box too" in two_decide(room, "counts", room.one, room.ada)
    assert numbers(room).out == 11
    # Carla asked for it before, and somebody else does it.
    assert confirm(room.who(room.two), f"{DESK}/1/seal").status_code == 302
    assert room.in_box() == 11
    close(room)
    with room.app.app_context():
        round_ = db.session.get_one(Round, room.election.round_id)
        told = close_entry(db.session(), round_)
        assert (told["paper_issued"], told["paper_more"], told["paper_more_counted"]) == (10, 1, 1)
        assert told["paper_returned"] == 11
        assert round_findings(db.session(), round_) == []
    for later in (timedelta(0), timedelta(days=366)):
        room.clock.at = CLOSES + later
        public = words(room.client.get(PUBLIC).text)
        assert "More than were given out, as two people decided" in public
        assert "Given out + more than were given out = spoiled" in public
        assert WHY in public
        assert "not decided" not in public
    assert "All paper of this round is in or refused" in words(
        room.who(room.ada).get(f"{PAPER}/more").text
    )


def test_box_waits_for_two_people_while_more_came_back(room: Room) -> None:
    """Papers that were set aside and refused are beyond what was given out, too."""
    log_eleven(room)
    room.clock.at = CLOSES
    refuse_batch(room, "Nobody knows which one is too many.")
    with room.app.app_context():
        for _sheet in range(11):
            put_aside(room, AsideWhy.NO_STAMP)
        with transaction() as session:
            session.execute(update(PaperAside).values(outcome=AsideOutcome.REFUSED))
    assert numbers(room).more_open == 1
    with pytest.raises(Conflict, match=r"urn\.more_paper_came_back"):
        close(room)
    page = words(room.who(room.ada).get("/desk/facilitator/rounds/neighbour-fund/box/close").text)
    assert "More ballot papers came back than were given out: 1." in page
    two_decide(room, "refused", room.ada, room.one)
    close(room)
    public = words(room.client.get(PUBLIC).text)
    assert "They do not count, and are set aside" in public


def refuse_batch(room: Room, reason: str, n: int = 1) -> None:
    page = f"{DESK}/{n}/refuse"
    assert confirm(room.who(room.one), page, reason=reason).status_code == 302
    assert confirm(room.who(room.two), page).status_code == 302


def put_aside(room: Room, why: AsideWhy) -> int:
    """One paper set aside by a clerk, at the time of the room."""
    with transaction() as session:
        return set_aside(
            session,
            actor=room.one,
            round_id=room.election.round_id,
            why=why,
            today=room.clock.at.date(),
            now=room.clock.at,
        )


def test_sheets_that_do_not_count_leave_the_bound_and_the_last_batch_waits(room: Room) -> None:
    log_eleven(room)
    room.clock.at = CLOSES
    two_decide(room, "refused", room.one, room.ada)
    assert (numbers(room).more, numbers(room).out) == (1, 10)
    assert room.seal().status_code == 409
    refuse_batch(room, "One sheet in it has no stamp.")
    assert (numbers(room).more, numbers(room).not_returned) == (0, 10)  # nothing is beyond now
    assert "More than were given out" not in words(room.client.get(PUBLIC).text)


def test_decision_is_used_only_as_far_as_there_is_something_beyond(room: Room) -> None:
    told = PaperNumbers(issued=10, returned=11, said_to_count=2, said_not_to_count=1)
    assert (told.more, told.more_counted, told.more_open, told.out) == (1, 1, 0, 11)
    more = PaperNumbers(issued=10, spoiled=1, returned=13, said_to_count=1)
    assert (more.beyond, more.more, more.more_open, more.out) == (4, 1, 3, 10)
    for each in (told, more):
        assert each.issued + each.more + each.more_open == each.spoiled + each.returned
        assert PaperNumbers.read(each.told).more == each.more
    none = PaperNumbers(issued=10, returned=9, said_to_count=2)
    assert (none.more, none.out, none.not_returned) == (0, 10, 1)


@pytest.mark.parametrize(
    ("outcome", "at", "online", "said"),
    [
        ("counts", DURING, 0, "Voting goes on."),
        ("counts", CLOSES, 2, "There would be more votes than voters on the roll: 1 more."),
        ("", CLOSES, 0, "Choose what becomes of them"),
    ],
)
def test_what_cannot_be_decided_is_said_beside_the_field(
    room: Room, outcome: str, at: datetime, online: int, said: str
) -> None:
    """Twelve voters: eleven papers and two votes online would be one too many."""
    log_eleven(room)
    if online:
        with room.app.app_context():
            vote_online(db.session(), room.election, 11, 12)
            db.session.commit()
    room.clock.at = at
    asked = room.who(room.one).post(f"{PAPER}/more", data={"outcome": outcome, "reason": WHY})
    assert asked.status_code == 422
    assert said in words(asked.text)
    assert WHY in asked.text


def test_second_person_decides_about_the_numbers_that_the_first_one_saw(room: Room) -> None:
    log_eleven(room)
    room.clock.at = CLOSES
    room.who(room.one).post(f"{PAPER}/more", data={"outcome": "counts", "reason": WHY})
    with room.app.app_context():
        put_aside(room, AsideWhy.SIGNED)
    page = room.who(room.ada).get("/desk/two-people").text
    pressed = {name: hidden_field(page, name) for name in ("act", "seen")}
    answer = room.client.post("/desk/two-people", data={**pressed, "choice": "confirm"})
    assert "The numbers of the papers changed meanwhile." in words(answer.text)
    with room.app.app_context():
        assert db.session.scalars(select(PaperMore)).all() == []


def test_entries_tell_how_many_there_are_and_name_no_voter(room: Room) -> None:
    log_eleven(room)
    room.clock.at = CLOSES
    two_decide(room, "counts", room.one, room.ada)
    with room.app.app_context():
        told = {each["kind"]: each["data"] for each in waiting_entries(db.session())}
    assert told[PaperLog.BATCH_RECEIVED]["beyond"] == 1
    assert told[PaperLog.MORE_DECIDED] == {
        "sheets": 1,
        "outcome": "counts",
        "reason": WHY,
        "first": "Carla",
        "second": "Ada",
        "first_role": "clerk",
        "second_role": "auditor",
    }


def test_nothing_is_to_decide_where_papers_agree(room: Room) -> None:
    room.receive(room.one, 4)
    page = words(room.client.get(f"{PAPER}/more").text)
    assert "No more papers came back than were given out." in page
    answer = room.client.post(f"{PAPER}/more", data={"outcome": "counts", "reason": WHY})
    assert answer.status_code == 409
    with room.app.app_context(), transaction() as session:
        otto = make_person(session, "Otto", role="clerk", scope="round:other")
        rosa = make_person(session, "Rosa")
    for person in (otto, rosa):
        assert room.who(person).get(f"{PAPER}/more").status_code == 403


def test_sheets_are_counted_again_beyond_what_is_out_only_by_who_says_so(room: Room) -> None:
    room.receive(room.one, 10)
    again = room.client.post(f"{DESK}/1/sheets", data={"sheets": "12"})
    assert again.status_code == 422
    assert "More came back than were given out: 2." in words(again.text)
    right = room.client.post(f"{DESK}/1/sheets", data={"sheets": "12", "beyond": "y"})
    assert right.status_code == 302
    assert numbers(room).more_open == 2
    assert room.client.post(f"{DESK}/1/sheets", data={"sheets": "10"}).status_code == 302
    assert numbers(room).more_open == 0


def test_result_has_a_line_for_them_and_still_adds_up() -> None:
    papers = PaperNumbers(
        issued=10,
        unused=1,
        returned=11,
        set_aside=1,
        conditional=2,
        conditional_counted=1,
        conditional_refused=1,
        said_to_count=1,
        said_not_to_count=1,
    )
    channels = Channels(closed=12, on_paper=10, valid=12, invalid=0, papers=papers)
    assert channels.adds_up
    lines = {what: number for what, number, _of, _by in channels.lines}
    parts = Counter[tuple[str, str]]()
    for _what, number, of, by in channels.lines:
        if of:
            parts[of, by] += number
    assert all(lines[of] == number for (of, _by), number in parts.items())
    assert lines["papers_beyond_those_given_out"] == 2
    assert lines["papers_given_under_a_condition_that_do_not_count"] == 1
    assert not replace(channels, papers=replace(papers, said_to_count=0)).adds_up
    assert not replace(channels, papers=replace(papers, conditional_refused=0)).adds_up
