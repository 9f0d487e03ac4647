"""Voting places from a file or an earlier round. Source: docs/rules/venues.md section 8."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.venues.domain.moving import move_hours
from pbplatform.venues.domain.place_table import MOST_PLACES, Setting, read_places
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import Access, Offer, VenueLog
from pbplatform.venues.models import Venue
from pbplatform.venues.queries.places import venues_of
from pbplatform.venues.services.places import add_venue, take_venue_away
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_person, make_place, make_round
from tests.logged import waiting_entries

LONDON = ZoneInfo("Europe/London")
DESK = "/desk/facilitator/rounds/neighbour-fund/venues"
HEAD = ["name", "address", "area", "hours", "offers", "access", "getting_there"]
DAY = timedelta(days=1)


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


SETTING = Setting(
    opens_at=at(3, 1),
    closes_at=at(3, 15),
    timezone=LONDON,
    locale="en_GB",
    offers={str(code): code for code in Offer},
    access={str(code): code for code in Access},
    known={("old hall", "1 high street")},
)
GOOD = ["Library", "2 Mill Lane", "North", "2027-03-02, 9:00 to 12:00; 2 March 2027, 2pm-5pm"]


def test_a_line_is_a_place_with_its_hours_and_codes() -> None:
    rows = [["Name", "ADDRESS", "Area", "hours", "offers", "access", "getting there"]]
    (line,) = read_places([*rows, [], [*GOOD, "paper; HELP;paper", "", "'=by bus"]], SETTING)
    assert line.row == 3
    assert line.wrong == []
    assert line.facts == VenueFacts(
        name="Library",
        address="2 Mill Lane",
        area="North",
        getting_there="=by bus",
        access=[],
        offers=[Offer.PAPER, Offer.HELP],
        hours=[(at(3, 2, 9), at(3, 2, 12)), (at(3, 2, 14), at(3, 2, 17))],
    )


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (["", "2 Mill Lane", "", GOOD[3], "paper"], ["venue.cell_is_empty"]),
        (["Library"], ["venue.cell_is_empty"] * 2 + ["venue.how_many_hours"]),
        ([*GOOD, "tea; paper; cake"], ["venue.not_a_code"] * 2),
        ([*GOOD, "paper", "lift"], ["venue.not_a_code"]),
        (["Library", "2 Mill Lane", "", "soon", "paper"], ["venue.not_hours"]),
        (["L", "2", "", "2027-04-02, 9:00 to 12:00", "paper"], ["venue.outside_the_vote"]),
        (["OLD hall", "1 High Street", "", GOOD[3], "paper"], ["venue.on_list_already"]),
        (["L" * 121, "2" * 201, "", GOOD[3], "paper"], ["venue.cell_is_too_long"] * 2),
    ],
)
def test_what_is_wrong_stands_beside_its_line(row: list[str], codes: list[str]) -> None:
    (line,) = read_places([HEAD, row], SETTING)
    assert [each.code for each in line.wrong] == codes
    assert line.facts is None


def test_the_same_place_twice_is_named_with_its_first_line() -> None:
    first, second = read_places([HEAD, [*GOOD, "paper"], ["LIBRARY", *GOOD[1:], "paper"]], SETTING)
    assert first.facts is not None
    assert [(each.code, each.params["first"]) for each in second.wrong] == [
        ("venue.twice_in_file", 2)
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "venue.columns_missing"),
        ([["name", "hours"], ["a", "b"]], "venue.columns_missing"),
        ([HEAD], "venue.no_lines"),
        ([HEAD, ["", ""]], "venue.no_lines"),
        ([HEAD, *([f"Place {n}"] for n in range(MOST_PLACES + 1))], "venue.too_many_lines"),
    ],
)
def test_a_table_that_is_none_is_refused_as_a_whole(rows: list[list[str]], code: str) -> None:
    with pytest.raises(Conflict) as refused:
        read_places(rows, SETTING)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_hours_move_to_the_same_weekday_and_what_does_not_fit_is_named() -> None:
    old = at(3, 3, 9), at(3, 17, 9)  # Wednesday to Wednesday, two weeks
    new = at(9, 6), at(9, 13)  # Monday to Sunday, one week, in summer time
    tuesday, wednesday = (at(3, 9, 10), at(3, 9, 12)), (at(3, 3, 10), at(3, 4, 0))
    second = (at(3, 10, 10), at(3, 10, 12))
    moved = move_hours([wednesday, tuesday, second], old, new, LONDON)
    assert moved.hours == [(at(9, 7, 9), at(9, 7, 11)), (at(9, 8, 9), at(9, 8, 23))]
    assert moved.lost == [second]


def test_times_that_the_clocks_skip_are_lost() -> None:
    old, new = (at(3, 1), at(3, 8)), (at(3, 22), at(3, 29))
    sunday = datetime(2027, 3, 7, 1, 30, tzinfo=UTC), at(3, 7, 5)
    assert move_hours([sunday], old, new, LONDON).lost == [sunday]


@pytest.fixture
def round_(session: Session, client: FlaskClient, clock: SetClock) -> Round:
    make_place(session)
    made = make_round(session)
    carla = make_person(session, "Carla", role="clerk", scope="round:neighbour-fund")
    session.commit()
    clock.at = BEGIN + DAY
    sign_in(client, carla, clock.at)
    return made


def places(session: Session, round_: Round) -> list[str]:
    session.expire_all()
    return [view.venue.name for view in venues_of(session, round_.id)]


def file_of(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    return text.getvalue().encode()


def good(round_: Round, name: str, **more: str) -> list[str]:
    first = round_.opens_at + DAY
    line = f"{first:%Y-%m-%d}, 12:00 to 13:00; {first + DAY:%Y-%m-%d}, 12:00 to 13:00"
    given = {"name": name, "address": "2 Mill Lane", "hours": line, "offers": "paper", **more}
    return [given.get(column, "") for column in HEAD]


def sends(client: FlaskClient, data: bytes, name: str = "places.csv") -> TestResponse:
    return client.post(f"{DESK}/file", data={"file": (io.BytesIO(data), name)})


def hidden(page: str) -> dict[str, str]:
    found = {}
    for name in ("table", "seen", "nonce"):
        for tag in re.findall(rf'<input[^>]*name="{name}"[^>]*>', page):
            found[name] = html.unescape(re.search(r'value="([^"]*)"', tag)[1])  # type: ignore[index]
    return found


@pytest.mark.one_database
def test_a_file_is_shown_line_by_line_and_exactly_what_was_shown_is_added(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    assert "Download an empty file" in client.get(f"{DESK}/file").text
    assert client.get(f"{DESK}/file/template.csv").text.strip() == ",".join(HEAD)
    bad = good(round_, "Hall", hours="soon")
    page = sends(client, file_of(good(round_, "Library"), bad, good(round_, "<b>Annex")))
    text = " ".join(page.text.split())
    assert "2 of 3 lines can be added" in text
    assert "Line 1 is not a day and two times" in text
    assert "&lt;b&gt;Annex" in text
    assert places(session, round_) == []
    given = hidden(page.text)
    added = client.post(f"{DESK}/file/check", data=given)
    assert added.status_code == 302
    assert sorted(places(session, round_)) == ["<b>Annex", "Library"]
    again = client.post(f"{DESK}/file/check", data=given)
    assert again.status_code in (302, 409)
    assert len(places(session, round_)) == 2
    kinds = [each["kind"] for each in waiting_entries(session)]
    assert kinds.count(VenueLog.VENUE_ADDED) == 2
    # What is on the list now is left out of the same file.
    page = sends(client, file_of(good(round_, "Library"), good(round_, "Third")))
    assert "This place is on the list already" in page.text
    assert "1 of 2 lines can be added" in " ".join(page.text.split())


@pytest.mark.one_database
def test_nothing_is_added_of_what_was_not_shown(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    given = hidden(sends(client, file_of(good(round_, "Library"))).text)
    other = hidden(sends(client, file_of(good(round_, "Hall"))).text)
    mixed = client.post(f"{DESK}/file/check", data={**given, "table": other["table"]})
    assert mixed.status_code == 409
    assert client.post(f"{DESK}/file/check", data={**given, "seen": ""}).status_code == 409
    facts = VenueFacts("Annex", "1", "", "", [], [Offer.PAPER], [])
    add_venue(session, actor=COMMAND, round_id=round_.id, facts=facts, now=BEGIN)
    session.commit()
    stale = client.post(f"{DESK}/file/check", data=given)
    assert stale.status_code == 409
    assert "The places on the list" in stale.text
    assert places(session, round_) == ["Annex"]
    assert client.post(f"{DESK}/file/check", data=hidden(stale.text)).status_code == 302
    assert places(session, round_) == ["Annex", "Library"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a file"),
        (b"a\x00b", "cannot read"),
        (b"name,address\nA,B\n", "The first line needs these columns, too: hours, offers"),
        (b"x" * 200_001, "too large|larger"),
    ],
)
def test_a_file_that_is_no_table_of_places_is_refused_beside_its_field(
    client: FlaskClient, round_: Round, data: bytes, said: str
) -> None:
    page = sends(client, data)
    assert page.status_code in (409, 422)
    assert re.search(f"govuk-error-message.*?(?:{said})", page.text, re.S)
    assert client.get(f"{DESK}/file/check").status_code == 302
    assert client.post(f"{DESK}/file/check", data={"table": "name,address"}).status_code == 302


@pytest.mark.one_database
def test_a_spreadsheet_and_the_public_list_itself_are_such_files(
    session: Session, client: FlaskClient, round_: Round
) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, good(round_, "Library", getting_there="By bus. " * 60, access="Bus; seats")):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    bad = sends(client, data.getvalue(), "places.xlsx")
    assert "is none of the words that we know" not in bad.text
    assert client.post(f"{DESK}/file/check", data=hidden(bad.text)).status_code == 302
    (view,) = venues_of(session, round_.id)
    assert len(view.venue.getting_there) > 400, "nothing of a long cell is cut"
    assert view.venue.access == "bus seats"
    listed = client.get("/rounds/neighbour-fund/where.csv").data
    take_venue_away(session, actor=COMMAND, round_id=round_.id, n=1, reason="x", now=BEGIN)
    session.commit()
    assert client.post(f"{DESK}/file/check", data=hidden(sends(client, listed).text)).status_code
    one, two = venues_of(session, round_.id)
    assert one.said == two.said
    assert one.venue.getting_there == two.venue.getting_there


@pytest.mark.one_database
def test_places_of_an_earlier_round_are_ticked_and_move_with_their_hours(
    session: Session, client: FlaskClient, round_: Round, clock: SetClock
) -> None:
    assert "No other round has voting places" in client.get(f"{DESK}/earlier").text
    old = make_round(session, name="Fund 2026")
    fits = [(old.opens_at + DAY, old.opens_at + DAY + timedelta(hours=2))]
    for name, hours in (("Library", fits), ("Hall", []), ("Annex", fits)):
        facts = VenueFacts(name, "2 Mill Lane", "", "", [Access.BUS], [Offer.PAPER], hours)
        add_venue(session, actor=COMMAND, round_id=old.id, facts=facts, now=BEGIN)
    take_venue_away(session, actor=COMMAND, round_id=old.id, n=3, reason="Sold", now=BEGIN)
    session.commit()
    assert "Fund 2026" in client.get(f"{DESK}/earlier").text
    url = f"{DESK}/earlier/fund-2026"
    page = client.get(url).text
    assert "Annex" not in page
    assert "Hours now: " in page
    assert "None of its hours fit" in page
    given = hidden(page)
    assert client.post(url, data=given).status_code in (409, 422)
    assert client.post(url, data={**given, "places": ["3"]}).status_code in (409, 422)
    added = client.post(url, data={**given, "places": ["1", "2"]})
    assert added.status_code == 302
    assert places(session, round_) == ["Hall", "Library"]
    hall, library = venues_of(session, round_.id)
    assert library.said
    assert library.venue.access == "bus"
    assert hall.said == []
    where = " ".join(client.get("/rounds/neighbour-fund/where").text.split())
    assert "Its hours are not known yet." in where
    assert "All places of that round are on the list already" in client.get(url).text
    assert client.get(f"{DESK}/earlier/no-such").status_code == 404
    assert client.get(f"{DESK}/earlier/neighbour-fund").status_code == 404


@pytest.mark.one_database
def test_nothing_is_added_once_voting_is_over(
    session: Session, client: FlaskClient, round_: Round, clock: SetClock
) -> None:
    given = hidden(sends(client, file_of(good(round_, "Library"))).text)
    clock.at = round_.closes_at
    sign_in(client, make_person(session, "Carla"), clock.at)
    assert "Voting is over" in client.get(f"{DESK}/file").text
    assert client.post(f"{DESK}/file/check", data=given).status_code == 409
    assert session.scalar(select(func.count()).select_from(Venue)) == 0
