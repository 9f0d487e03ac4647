"""Dates as calendars, read by the rules of RFC 5545. Source: docs/rules/feeds.md section 2."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import seal
from pbplatform.forums import services as forums
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import Round
from pbplatform.web import calendars
from tests.factories import BEGIN, COMMAND, dates, make_forum, make_meeting, make_place, make_round

# What these files say does not depend on the database.
pytestmark = pytest.mark.one_database

EVENING = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)
WEEK = timedelta(days=7)
ONCE = ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "STATUS", "SUMMARY", "URL")
INSTANT = re.compile(r"\d{8}T\d{6}Z")


def events(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar; refuses what RFC 5545 section 3.1 does not allow."""
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines], "no letter is cut"
    whole: list[str] = []
    for line in lines:
        if line.startswith(b" "):
            whole[-1] += line[1:].decode()
        else:
            whole.append(line.decode())
    assert (whole[0], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN"} <= set(whole)
    assert any(line.startswith("PRODID:") for line in whole)
    found: list[dict[str, str]] = []
    for line in whole:
        name, _colon, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z]+)?", name)
        assert not re.search(r"[\x00-\x1f\x7f]", value)
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            assert name not in found[-1], "once"
            found[-1][name] = value
    for each in found:
        assert set(ONCE) <= set(each)
        assert all(INSTANT.fullmatch(each[key]) for key in each if key.startswith("DT"))
        if "DTEND" in each:
            assert each["DTEND"] > each["DTSTART"]
    assert len({each["UID"] for each in found}) == len(found)
    return found


def read(client: FlaskClient, url: str) -> list[dict[str, str]]:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    return events(answer.data)


@pytest.fixture
def forum(session: Session) -> ForumSeries:
    make_place(session)
    return make_forum(session)


@pytest.fixture
def meeting(session: Session, forum: ForumSeries) -> Meeting:
    made = make_meeting(session, forum, EVENING)
    session.commit()
    return made


def test_meeting_that_changes_is_the_same_event_with_a_higher_number(
    client: FlaskClient, session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    url = f"/forums/{forum.slug}/meetings/{meeting.slug}/meeting.ics"
    told = [read(client, url)[0]]
    given = {"actor": COMMAND, "meeting_id": meeting.id}
    facts = forums.MeetingFacts(starts_at=EVENING + WEEK, venue="Fenn Library; hall 2, left")
    forums.change_meeting(session, facts=facts, reason="Heating", now=BEGIN, **given)
    session.commit()
    told.append(read(client, url)[0])
    forums.cancel_meeting(session, reason="A strike", now=BEGIN + timedelta(hours=1), **given)
    session.commit()
    told.append(read(client, url)[0])
    forums.restore_meeting(session, reason="It is over", now=BEGIN + timedelta(hours=2), **given)
    session.commit()
    told.append(read(client, url)[0])
    assert len({each["UID"] for each in told}) == 1
    assert [int(each["SEQUENCE"]) for each in told] == [0, 1, 2, 3]
    assert [each["STATUS"] for each in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [each["DTSTART"] for each in told[:2]] == ["20270318T183000Z", "20270325T183000Z"]
    assert told[1]["LOCATION"] == r"Fenn Library\; hall 2\, left"
    assert "A strike" in told[2]["DESCRIPTION"]
    assert "A strike" not in told[3].get("DESCRIPTION", "")
    stamps = [each["DTSTAMP"] for each in told]
    assert stamps == sorted(stamps)


def test_forum_has_all_its_meetings_and_the_cancelled_too(
    client: FlaskClient, session: Session, forum: ForumSeries, meeting: Meeting
) -> None:
    other = make_meeting(session, forum, EVENING + 4 * WEEK)
    forums.cancel_meeting(
        session, actor=COMMAND, meeting_id=meeting.id, reason="No hall", now=BEGIN
    )
    session.commit()
    found = {
        each["URL"].rsplit("/", 1)[1]: each
        for each in read(client, f"/forums/{forum.slug}/meetings.ics")
    }
    assert found[meeting.slug]["STATUS"] == "CANCELLED"
    assert found[other.slug]["STATUS"] == "CONFIRMED"
    # 6.30pm by clocks that went forward meanwhile is told in UTC, whatever a program knows of them.
    assert found[other.slug]["DTSTART"] == "20270415T183000Z"
    page = client.get(f"/forums/{forum.slug}").text
    assert f'href="/forums/{forum.slug}/meetings.ics"' in page
    page = client.get(f"/forums/{forum.slug}/meetings/{other.slug}").text
    assert f'href="/forums/{forum.slug}/meetings/{other.slug}/meeting.ics"' in page


def test_calendar_of_a_meeting_that_nobody_called_is_not_there(
    client: FlaskClient, forum: ForumSeries, session: Session
) -> None:
    session.commit()
    for url in ("2027-03-19", "nothing"):
        assert client.get(f"/forums/{forum.slug}/meetings/{url}/meeting.ics").status_code == 404
    assert read(client, f"/forums/{forum.slug}/meetings.ics") == []
    assert client.get("/rounds/nothing/dates.ics").status_code == 404


@pytest.fixture
def fund(session: Session) -> Round:
    make_place(session)
    made = make_round(session)
    session.commit()
    return made


def by_date(client: FlaskClient, fund: Round) -> dict[str, dict[str, str]]:
    found = read(client, f"/rounds/{fund.slug}/dates.ics")
    return {each["UID"].partition("@")[0].rsplit("/", 1)[1]: each for each in found}


def test_end_at_midnight_stands_on_the_day_before(
    client: FlaskClient, session: Session, fund: Round
) -> None:
    told = by_date(client, fund)
    assert len(told) == 6
    ends = told["closes_at"]
    assert ends["DTEND"] == fund.closes_at.strftime("%Y%m%dT%H%M%SZ")
    assert ends["DTSTART"] == (fund.closes_at - timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ")
    opens = told["opens_at"]
    assert opens["DTSTART"] == fund.opens_at.strftime("%Y%m%dT%H%M%SZ")
    assert "DTEND" not in opens
    assert opens["TRANSP"] == "TRANSPARENT"
    assert f'href="/rounds/{fund.slug}/dates.ics"' in client.get(f"/rounds/{fund.slug}").text


def test_moved_date_paused_and_called_off_round_raise_the_number(
    client: FlaskClient, session: Session, fund: Round
) -> None:
    told = [by_date(client, fund)]
    later = replace(dates(fund.opens_at), results_at=fund.results_at + WEEK)
    given = {"actor": COMMAND, "round_id": fund.id}
    rounds.move_dates(session, dates=later, reason="A strike.", now=BEGIN, **given)
    session.commit()
    told.append(by_date(client, fund))
    seen, open_ = seal(rounds.facts_of_dates(fund)), fund.ideas_open_at + timedelta(hours=1)
    rounds.pause_round(
        session, resumes_by=open_ + WEEK, reason="Floods", seen=seen, now=open_, **given
    )
    session.commit()
    told.append(by_date(client, fund))
    rounds.call_off(
        session, reason="No", seen=seal(rounds.facts_to_call_off(fund)), now=open_ + WEEK, **given
    )
    session.commit()
    told.append(by_date(client, fund))
    numbers = [int(each["results_at"]["SEQUENCE"]) for each in told]
    assert numbers == sorted(set(numbers))
    states = [each["results_at"]["STATUS"] for each in told]
    assert states == ["CONFIRMED", "CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert {each["STATUS"] for each in told[-1].values()} == {"CANCELLED"}
    assert told[1]["results_at"]["DTEND"] > told[0]["results_at"]["DTEND"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("a, b; c\\d", r"a\, b\; c\\d"),
        ("one\r\ntwo\nthree\rfour", r"one\ntwo\nthree\nfour"),
        ("bell\x07 and\ttab\x00", "bell and tab"),
        ("Ж" * 120, "Ж" * 120),
        ("🎈" * 60, "🎈" * 60),
        ("BEGIN:VEVENT\nEND:VCALENDAR", r"BEGIN:VEVENT\nEND:VCALENDAR"),
    ],
)
def test_texts_are_escaped_and_lines_are_folded(app: Flask, typed: str, told: str) -> None:
    event = calendars.Event(
        key="forums/f/meetings/2027-03-18",
        path="forums/f/meetings/2027-03-18",
        title=typed,
        begins=EVENING,
        changed_at=BEGIN,
        sequence=0,
    )
    with app.test_request_context("/forums/f/meetings.ics"):
        app.preprocess_request()
        (found,) = events(calendars.calendar(typed, [event]).data)
    assert found["SUMMARY"] == told
