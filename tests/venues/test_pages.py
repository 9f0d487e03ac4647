"""A facilitator lists voting places, and everybody finds them. Source: docs/rules/venues.md 1."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import datetime, timedelta

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import VenueLog
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import BEGIN, make_person, make_place, make_round
from tests.logged import waiting_entries

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

DESK, WHERE = "/desk/facilitator/rounds/neighbour-fund/venues", "/rounds/neighbour-fund/where"


@pytest.fixture
def round_(session: Session, client: FlaskClient, clock: SetClock) -> Round:
    make_place(session)
    made = make_round(session)
    facilitator = make_person(session, "Fay", role="facilitator")
    session.commit()
    clock.at = BEGIN + timedelta(days=1)
    sign_in(client, facilitator, clock.at)
    return made


def text_of(client: FlaskClient, url: str, status: int = 200) -> str:
    g.pop("_login_user", None)
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def typed(first: datetime, **more: object) -> dict[str, object]:
    """The library, open from noon to one on the first whole day of voting."""
    return {
        "name": "Central Library",
        "address": "2 Library Street, Hackford",
        "hours": f"{first:%Y-%m-%d}, 12:00 to 13:00",
        "offers": ["paper", "help"],
        "access": ["step-free"],
        **more,
    }


def adds(client: FlaskClient, round_: Round, status: int = 302, **more: object) -> str:
    data = typed(round_.opens_at + timedelta(days=1), **more)
    answer = client.post(f"{DESK}/new", data=data)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def seen_in(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_place_that_is_added_is_found_by_everybody_in_every_phase(
    client: FlaskClient, round_: Round, clock: SetClock
) -> None:
    assert "No voting place is on the list" in text_of(client, WHERE)
    assert WHERE not in text_of(client, "/rounds/neighbour-fund")
    adds(client, round_)
    assert "at 1 place." in text_of(client, "/rounds/neighbour-fund")
    page = text_of(client, WHERE)
    for said in ("Central Library", "2 Library Street", "Step-free", "Vote on paper"):
        assert said in page
    assert "Opens " in page
    day = (round_.opens_at + timedelta(days=1)).replace(hour=12, minute=30)
    clock.at = day
    assert "Open now, until " in text_of(client, WHERE)
    clock.at = day + timedelta(days=365)
    assert "Over: it does not open again" in text_of(client, WHERE)


def test_places_are_narrowed_to_an_access_and_what_nobody_knows_is_not_asked(
    client: FlaskClient, round_: Round
) -> None:
    adds(client, round_)
    assert "Central Library" in text_of(client, f"{WHERE}?access=step-free")
    assert "Central Library" in text_of(client, f"{WHERE}?access=nonsense")
    assert "No voting place fits all of this" in text_of(client, f"{WHERE}?access=parking")


def test_filters_combine_survive_in_the_address_and_each_can_be_left_out(
    client: FlaskClient, round_: Round, clock: SetClock
) -> None:
    first = round_.opens_at + timedelta(days=1)
    adds(client, round_, area="North")
    later = f"{first + timedelta(days=1):%Y-%m-%d}, 12:00 to 13:00"
    hall = {"name": "Town Hall", "area": "South", "hours": later, "access": ["step-free", "bus"]}
    adds(client, round_, **hall, offers=["paper"])
    clock.at = first.replace(hour=12, minute=30)
    iso = first.date().isoformat()
    for query, shown in (
        ("", "Library Hall"),
        ("?area=North", "Library"),
        ("?area=Nowhere", "Library Hall"),
        ("?day=today", "Library"),
        (f"?day={iso}", "Library"),
        (f"?day={(first + timedelta(days=1)).date()}", "Hall"),
        ("?day=soon", "Library Hall"),
        ("?open=now", "Library"),
        ("?access=step-free&access=bus", "Hall"),
        ("?what=paper", "Library Hall"),
        ("?what=paper&what=help", "Library"),
        ("?area=South&day=today", ""),
    ):
        page = text_of(client, WHERE + query)
        sections = re.findall(r"<h2[^>]*id=\"place-[^>]*>(.*?)</h2>", page)
        found = [name for name in ("Library", "Hall") if any(name in each for each in sections)]
        assert found == shown.split(), query
    page = text_of(client, f"{WHERE}?area=South&day=today&access=bus")
    assert "No voting place fits all of this" in page
    assert "0 of 2 places fit" in page
    wider = [html.unescape(each) for each in re.findall(r'<li><a href="([^"]*where[^"]*)"', page)]
    assert f"{WHERE}?area=South&access=bus" in wider
    assert f"{WHERE}?day=today&access=bus" in wider
    assert f"{WHERE}?area=South&day=today" in wider
    assert "Town Hall" in text_of(client, f"{WHERE}?area=South&access=bus")
    # A day that stands in the address and on which nothing opens any more stays chosen.
    assert re.search(r'value="2027-01-01" selected', text_of(client, f"{WHERE}?day=2027-01-01"))


def test_open_places_come_first_and_those_that_are_over_last(
    client: FlaskClient, round_: Round, clock: SetClock
) -> None:
    first = round_.opens_at + timedelta(days=1)
    for name, days, hours in (("A", 0, "10:00 to 11:00"), ("B", 1, "9:00 to 10:00"), ("C", 0, "")):
        line = f"{first + timedelta(days=days):%Y-%m-%d}, {hours or '12:00 to 13:00'}"
        adds(client, round_, name=f"Place {name}", hours=line)
    clock.at = first.replace(hour=12, minute=30)
    page = text_of(client, WHERE)
    assert page.index("Place C") < page.index("Place B") < page.index("Place A")


def test_each_place_has_a_page_in_every_state_and_the_list_can_be_printed_and_taken_away(
    client: FlaskClient, round_: Round, clock: SetClock
) -> None:
    assert "No voting place is on the list" in text_of(client, f"{WHERE}/print")
    text_of(client, f"{WHERE}/1", 404)
    adds(client, round_, getting_there="=1+1")
    page = text_of(client, f"{WHERE}/1")
    assert "2 Library Street" in page
    assert "Opens " in page
    printed = text_of(client, f"{WHERE}/print")
    assert "pb-largeprint" in printed
    assert "As it stood on " in printed
    assert WHERE in printed
    table = client.get(f"{WHERE}.csv")
    assert table.mimetype == "text/csv"
    assert "attachment" in table.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["name"] for row in rows] == ["Central Library"]
    assert rows[0]["offers"] == "paper; help"
    assert rows[0]["getting_there"] == "'=1+1"
    client.post(f"{DESK}/1/take-away", data={"reason": "Flooded"})
    page = text_of(client, f"{WHERE}/1")
    assert "taken off the list" in page
    assert "Flooded" in page
    assert "Central Library" not in text_of(client, f"{WHERE}/print")
    clock.at = round_.closes_at + timedelta(days=365)
    assert "Flooded" in text_of(client, f"{WHERE}/1")


def test_a_clerk_adds_changes_and_takes_away_as_a_facilitator_does(
    client: FlaskClient, round_: Round, session: Session, clock: SetClock
) -> None:
    clerk = make_person(session, "Carla", role="clerk", scope="round:neighbour-fund")
    other = make_person(session, "Olga", role="clerk", scope="round:elsewhere")
    session.commit()
    sign_in(client, clerk, clock.at)
    adds(client, round_)
    assert "/desk/clerk" in text_of(client, DESK)
    seen = seen_in(client.get(f"{DESK}/1/change").text)
    new = typed(round_.opens_at + timedelta(days=1), name="Old Library", reason="New name")
    assert client.post(f"{DESK}/1/change", data={**new, "seen": seen}).status_code == 302
    assert "Old Library" in text_of(client, WHERE)
    assert client.post(f"{DESK}/1/take-away", data={"reason": "Flooded"}).status_code == 302
    sign_in(client, other, clock.at)
    for path in ("", "/new", "/1/change", "/1/take-away", "/1/close"):
        text_of(client, DESK + path, 403)


def test_a_place_that_is_taken_away_stays_with_its_reason(
    client: FlaskClient, round_: Round, session: Session
) -> None:
    adds(client, round_)
    away = f"{DESK}/1/take-away"
    assert client.post(away, data={"reason": " "}).status_code == 422
    reason = "Flooded. Go to the town hall."
    assert client.post(away, data={"reason": reason}).status_code == 302
    page = text_of(client, WHERE)
    assert reason in page
    assert "Opens " not in page
    assert "2 Library Street" not in page
    assert client.post(away, data={"reason": reason}).status_code == 409
    kinds = sorted(each["kind"] for each in waiting_entries(session))  # they wait in no order
    assert [kind for kind in kinds if kind in list(VenueLog)] == [
        VenueLog.VENUE_ADDED,
        VenueLog.VENUE_TAKEN_AWAY,
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"hours": "always"}, "Line 1 is not a day and two times"),
        ({"hours": "1 May 2199, 10:00 to 11:00"}, "outside the days of voting"),
        ({"hours": "1 May 1901, 10:00 to 11:00"}, "outside the days of voting"),
    ],
)
def test_hours_that_cannot_be_are_refused_beside_their_field(
    client: FlaskClient, round_: Round, more: dict[str, object], said: str
) -> None:
    page = adds(client, round_, status=422, **more)
    assert said in page
    assert "Central Library" in page


def test_nothing_is_added_once_voting_is_over(
    client: FlaskClient, round_: Round, session: Session, clock: SetClock
) -> None:
    clock.at = round_.closes_at
    sign_in(client, make_person(session, "Fay"), clock.at)
    assert "Voting is over" in text_of(client, f"{DESK}/new")
    adds(client, round_, status=409)


def test_only_a_facilitator_of_the_round_reaches_the_desk(
    client: FlaskClient, round_: Round, session: Session, clock: SetClock
) -> None:
    resident = make_person(session, "Rosa")
    session.commit()
    sign_in(client, resident, clock.at)
    for path in (DESK, f"{DESK}/new", f"{DESK}/1/take-away", f"{DESK}/1/change"):
        text_of(client, path, 403)


def test_a_change_is_public_with_its_reason_and_can_be_made_again(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    adds(client, round_)
    change = f"{DESK}/1/change"
    page = client.get(change).text
    assert "12:00 to 13:00" in page
    seen = seen_in(page)
    later = typed(round_.opens_at + timedelta(days=2), reason="The hall is flooded", seen=seen)
    assert client.post(change, data=later).status_code == 302
    assert "12:00 to 13:00" in client.get(change).text
    told = [each["data"] for each in waiting_entries(session) if each["kind"].endswith(":changed")]
    assert [entry["venue_parts"] for entry in told] == [["hours"]]
    assert told[0]["hours_before"] != told[0]["hours"]
    # The page was opened before that change: nothing is done, and it says so.
    stale = client.post(change, data={**later, "name": "Old Library"})
    assert stale.status_code == 409
    assert "Old Library" not in text_of(client, WHERE)
    assert client.post(change, data={**later, "seen": "", "name": "Old"}).status_code == 409


def test_a_change_needs_a_reason_hours_that_can_be_and_a_difference(
    client: FlaskClient, round_: Round
) -> None:
    adds(client, round_)
    change = f"{DESK}/1/change"
    seen = seen_in(client.get(change).text)
    same = typed(round_.opens_at + timedelta(days=1), reason="Why", seen=seen)
    early = typed(round_.opens_at - timedelta(days=9), reason="Why", seen=seen)
    for data, says in (
        (same, "Nothing differs"),
        ({**same, "reason": ""}, "Say why it changes"),
        (early, "outside the days of voting"),
        ({**same, "hours": "soon"}, "is not a day and two times"),
    ):
        answer = client.post(change, data=data)
        assert answer.status_code in (400, 409, 422)
        assert says in " ".join(answer.text.split())
    assert client.get(f"{DESK}/7/change").status_code == 404
