"""Batches by pages: received, entered twice, looked at again, sealed.

Source: docs/rules/paper.md section 3.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.domain.closed_entry import tracker_of
from pbplatform.paper.models.batches import PaperEntry
from pbplatform.paper.queries.checking import found_in_check, handled_a_drawn_batch
from pbplatform.paper.queries.numbers import papers_of_round
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.models import PublishedBallot
from tests.factories import make_person
from tests.pages import confirm, hidden_field
from tests.paper.room import DESK, RECEIPT, Room
from tests.paper.rounds import clerk
from tests.voting.ceremony_acts import close_and_roll, open_committed_box, separate_box
from tests.voting.elections import CLOSES

pytestmark = pytest.mark.one_database


def test_a_batch_from_receipt_to_the_public_list(room: Room) -> None:
    assert room.receive(room.one, 4).location.endswith("/batches/1")
    assert room.enter(room.one, "4 9", "7", "0", "u").location.endswith("/batches/1")
    assert room.enter(room.two, "9,4", " 7 ", "0", "U").location.endswith("/batches/1")
    assert room.batch().state == "agreed"
    assert room.seal().location.endswith("/1/slip")
    slip = room.client.get(f"{DESK}/1/slip").text
    key = KeyStore(room.keys).batch_key("neighbour-fund", 1)
    assert key is not None
    trackers = [tracker_of(key, "neighbour-fund", 1, sheet) for sheet in (1, 2, 3, 4)]
    assert all("-".join(t[i : i + 4] for i in range(0, 16, 4)) in slip for t in trackers)
    printed = room.client.get(f"{DESK}/1/slip.pdf")
    assert printed.mimetype == "application/pdf"
    public = room.client.get("/rounds/neighbour-fund/paper").text
    assert "Sealed into the box" in public
    assert room.in_box() == 4
    with room.app.app_context():
        assert db.session.scalars(select(PaperEntry.closed)).all() == [b"", b""]
    with room.app.app_context(), transaction() as session:
        close_and_roll(session, room.election.round_id, now=CLOSES)
    with room.app.app_context(), transaction() as session:
        separate_box(session, room.election.round_id, now=CLOSES)
    with room.app.app_context():
        open_committed_box(room.keys, room.election.round_id, now=CLOSES)
        rows = db.session.execute(
            select(PublishedBallot.tracker, PublishedBallot.choices, PublishedBallot.invalid)
        ).all()
    listed = {row.tracker: (row.choices, row.invalid) for row in rows}
    assert [listed[tracker] for tracker in trackers] == [
        ("4,9", ""),
        ("7", ""),
        ("", ""),
        ("", "unreadable"),
    ]


def test_who_entered_a_batch_that_is_sealed_does_not_compare_it(room: Room) -> None:
    """Source: docs/rules/paper.md section 5.2."""
    room.receive(room.one, 2)
    room.enter(room.one, "4", "7")
    room.enter(room.two, "4", "7")
    room.seal()
    with room.app.app_context(), transaction() as session:
        close_and_roll(session, room.election.round_id, now=CLOSES)
    with room.app.app_context(), transaction() as session:
        separate_box(session, room.election.round_id, now=CLOSES)
    with room.app.app_context():
        open_committed_box(room.keys, room.election.round_id, now=CLOSES)
        found = found_in_check(db.session(), db.session.get_one(Round, room.election.round_id))
        assert len(found.drawn) == 2
        asked = [
            handled_a_drawn_batch(
                db.session(), room.election.round_id, found.drawn, person.account_id
            )
            for person in (room.one, room.two, room.ada)
        ]
    assert asked == [True, True, False]


def test_over_votes_are_sealed_as_they_stand_and_never_shortened(room: Room) -> None:
    room.receive(room.one, 2)
    asked = room.enter(room.one, "4 7 9 15", "4 4")
    assert asked.status_code == 422
    assert "It stands so on sheet 1" in asked.text
    assert 'value="4 7 9 15"' in asked.text
    sure = {"stands_1": "y", "stands_2": "y"}
    assert room.enter(room.one, "4 7 9 15", "4 4", **sure).status_code == 302
    assert room.enter(room.two, "4 7 9 15", "4 4", **sure).status_code == 302
    page = room.who(room.one).get(f"{DESK}/1/seal").text
    assert "it names too many projects" in page
    assert "it names a project twice" in page
    room.seal()
    with room.app.app_context(), transaction() as session:
        close_and_roll(session, room.election.round_id, now=CLOSES)
    with room.app.app_context(), transaction() as session:
        separate_box(session, room.election.round_id, now=CLOSES)
    with room.app.app_context():
        open_committed_box(room.keys, room.election.round_id, now=CLOSES)
        found = db.session.scalars(select(PublishedBallot.invalid).order_by("invalid")).all()
    assert found == ["named-twice", "too-many"]


def test_what_differs_is_looked_at_and_confirmed_by_another_person(room: Room) -> None:
    room.receive(room.one, 3)
    room.enter(room.one, "4", "7", "9")
    room.enter(room.two, "4", "15", "9")
    assert room.batch().state == "differs"
    look = f"{DESK}/1/look"
    shown = room.who(room.one).get(look).text
    assert "Sheet 1" not in shown
    assert "Sheet 2: one clerk read" in shown
    assert "Sheet 3: both clerks read" in shown
    assert room.client.post(look, data={"sheet_2": "15"}).status_code == 422
    assert room.client.post(look, data={"sheet_2": "15", "sheet_3": "9"}).status_code == 302
    assert room.client.post(f"{DESK}/1/confirm", data={"action": "stands"}).status_code == 409
    assert room.who(room.ada).get(f"{DESK}/1/confirm").status_code == 200
    assert room.client.post(f"{DESK}/1/confirm", data={"action": "again"}).status_code == 302
    assert room.batch().state == "differs"
    room.who(room.one).post(look, data={"sheet_2": "15", "sheet_3": "9"})
    room.who(room.ada).post(f"{DESK}/1/confirm", data={"action": "stands"})
    assert room.batch().state == "agreed"
    assert room.seal().status_code == 302
    assert room.in_box() == 3


def test_a_clerk_never_sees_what_another_one_typed(room: Room) -> None:
    room.receive(room.one, 2)
    room.enter(room.one, "4 9", "", action="save")
    for page in ("", "/enter"):
        shown = room.who(room.two).get(f"{DESK}/1{page}").text
        assert "4 9" not in shown
        assert "Project 9" not in shown
    assert 'value="4 9"' in room.who(room.one).get(f"{DESK}/1/enter").text


def test_no_third_clerk_enters_and_nobody_enters_twice(room: Room) -> None:
    room.receive(room.one, 1)
    room.enter(room.one, "4", action="save")
    room.enter(room.two, "4", action="save")
    with room.app.app_context(), transaction() as session:
        third = clerk(session, "Eve")
    refused = room.enter(third, "4")
    assert "Two other clerks enter this batch" in refused.text
    dropped = confirm(room.who(third), f"{DESK}/1/drop")
    assert dropped.status_code == 302
    assert room.enter(third, "4").status_code == 302
    assert room.who(third).get(f"{DESK}/1/enter").status_code == 302  # whole: nothing is shown


def test_a_window_that_is_behind_overwrites_nothing(room: Room) -> None:
    room.receive(room.one, 1)
    page = f"{DESK}/1/enter"
    old = hidden_field(room.who(room.one).get(page).text, "seen")
    room.enter(room.one, "7", action="save")
    late = room.client.post(page, data={"sheet_1": "9", "seen": old, "action": "save"})
    assert late.status_code == 409
    assert 'value="9"' in late.text
    assert 'value="7"' in room.client.get(page).text


@pytest.mark.parametrize(
    "typed", ["seven", "-4", "4.0", "4/9", "٤", "1e3", "4" * 401, "3=2", "0 4", "4,,x"]
)
def test_what_is_no_number_is_told_beside_its_sheet(room: Room, typed: str) -> None:
    room.receive(room.one, 2)
    answer = room.enter(room.one, "4", typed, action="save")
    assert answer.status_code == 422
    assert "Type numbers" in answer.text or "letters or fewer" in answer.text
    assert 'value="4"' in answer.text


def test_only_whole_entries_are_compared(room: Room) -> None:
    room.receive(room.one, 2)
    missing = room.enter(room.one, "4", "")
    assert missing.status_code in (409, 422)
    assert "this one first" in missing.text
    assert room.batch().state == "received"


def test_whoever_gave_papers_out_logs_none(room: Room) -> None:
    with room.app.app_context(), transaction() as session:
        hanna = clerk(session, "Hanna")
    refused = room.receive(hanna, 2)
    assert refused.status_code == 403 or "Somebody else logs" in refused.text
    assert room.who(hanna).get(DESK).status_code == 200


@pytest.mark.parametrize("sheets", ["0", "26", "-1", "x", "", "11"])
def test_no_more_sheets_than_fit_or_are_out(room: Room, sheets: str) -> None:
    answer = room.who(room.one).post(DESK, data={**RECEIPT, "sheets": sheets})
    assert answer.status_code in (409, 422)
    assert 'value="Library"' in answer.text


def test_sheets_are_counted_again_until_somebody_enters(room: Room) -> None:
    room.receive(room.one, 2)
    right = room.who(room.one).post(f"{DESK}/1/sheets", data={"sheets": "3"})
    assert right.status_code == 302
    room.enter(room.one, "4", "", "", action="save")
    late = room.who(room.one).post(f"{DESK}/1/sheets", data={"sheets": "2"})
    assert late.status_code == 409
    assert room.batch().sheets == 3


def test_a_batch_is_refused_by_two_people_with_a_reason(room: Room) -> None:
    room.receive(room.one, 2)
    page = f"{DESK}/1/refuse"
    assert confirm(room.who(room.one), page, reason=" ").status_code == 422
    confirm(room.client, page, reason="The seal was broken.")
    assert confirm(room.client, page).status_code == 409
    assert "The seal was broken." in room.who(room.two).get(page).text
    assert confirm(room.client, page).status_code == 302
    assert room.batch().state == "refused"
    with room.app.app_context():
        numbers = papers_of_round(db.session(), room.election.round_id)
    assert (numbers.returned, numbers.undecided, numbers.not_returned) == (0, 0, 10)


def test_sealing_twice_puts_in_once(room: Room) -> None:
    room.receive(room.one, 1)
    room.enter(room.one, "4")
    room.enter(room.two, "4")
    room.seal()
    assert room.who(room.two).post(f"{DESK}/1/seal").status_code == 409
    assert room.in_box() == 1


def test_without_its_key_a_batch_is_told_and_not_overwritten(room: Room) -> None:
    room.receive(room.one, 1)
    room.enter(room.one, "4", action="save")
    (room.keys / "paper-neighbour-fund-1.key").rename(room.keys / "elsewhere")
    answer = room.who(room.one).get(f"{DESK}/1/enter")
    assert answer.status_code == 409
    assert "not on this machine" in answer.text


@pytest.mark.parametrize("path", ["", "/1", "/1/enter", "/1/look", "/1/seal", "/1/slip", "/9"])
def test_nobody_else_sees_batches(room: Room, path: str) -> None:
    room.receive(room.one, 1)
    with room.app.app_context(), transaction() as session:
        rosa = make_person(session, "Rosa")
    assert room.who(rosa).get(DESK + path).status_code == 403
