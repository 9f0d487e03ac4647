"""The public log as pages and files."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.audit.models import Log
from pbplatform.core.actor import SYSTEM
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.places.kinds import PlaceLog
from pbplatform.rounds.models import Round
from pbplatform.voting.services.cast import cast_ballots
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line
from tests.factories import make_place
from tests.voting.elections import OPENS, make_election

HOUR = timedelta(hours=1)


def fold(session: Session) -> None:
    for log_id, _slug in audit_queries.logs_with_pending(session):
        audit.fold(session, log_id)
    session.commit()


@pytest.fixture
def log(session: Session, tmp_path: Path, clock: SetClock) -> None:
    """A round that was counted, and a budget line."""
    project_with_line(session, tmp_path / "keys")
    fold(session)
    clock.at = WON + 2 * DAY


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


def test_empty_log_says_that_nothing_has_happened_yet(
    client: FlaskClient, session: Session
) -> None:
    make_place(session)
    session.commit()  # its own entries are not put in order yet
    page = text_of(client, "/log")
    assert 'data-empty="before"' in page
    assert "0 entries, numbered without a gap." in page


@pytest.mark.usefixtures("log")
def test_log_tells_in_words_what_happened_newest_first(client: FlaskClient) -> None:
    page = text_of(client, "/log")
    line = page.index("got its budget line")
    counted = page.index("The votes were counted.")
    sealed = page.index(", with every cost.")
    assert line < counted < sealed
    assert "Wednesday 10 March 2027" in page
    assert "£396,000" in page


@pytest.mark.usefixtures("log")
def test_log_claims_no_seal_that_is_not_there(client: FlaskClient) -> None:
    page = text_of(client, "/log").replace("/log/expert#witnesses", "")  # where it links to
    assert "None is signed yet." in page
    assert "Nobody outside is named who watches it." in page
    for claim in ("None changed", "Last checked", "last checked", "witness"):
        assert claim not in page


@pytest.mark.usefixtures("log")
def test_log_is_filtered_by_round_kind_and_day(client: FlaskClient) -> None:
    delivery = text_of(client, "/log?family=delivery")
    assert "got its budget line" in delivery
    assert "confirmed the numbers of the box" not in delivery
    own = text_of(client, "/log?about=rounds/neighbour-fund")
    assert "confirmed the numbers of the box" in own
    assert "The team " not in own
    day = text_of(client, "/log?day=2027-03-10")
    assert "got its budget line" in day
    assert "confirmed the numbers of the box" not in day
    assert '<option value="2027-03-10" selected>' in day
    assert 'data-empty="no-match"' in text_of(client, "/log?family=delivery&day=2027-03-09")
    for odd in ("family=nonsense", "day=2027-02-31", "about=nowhere", "before=x"):
        assert "got its budget line" in text_of(client, f"/log?{odd}")


def test_day_is_a_day_of_the_place_and_not_of_utc(
    client: FlaskClient, session: Session, log: None
) -> None:
    # 23:30 UTC on 1 July is half past midnight on 2 July in Hackford.
    at = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)
    audit.record(session, PlaceLog.AREA_ADDED, actor=SYSTEM, subject="areas/x", now=at, name="Late")
    fold(session)
    assert "Late" in text_of(client, "/log?day=2027-07-02")
    assert "Late" not in text_of(client, "/log?day=2027-07-01")


@pytest.mark.usefixtures("log")
def test_words_that_look_like_a_kind_do_not_pass_the_filter(
    client: FlaskClient, session: Session
) -> None:
    audit.record(
        session,
        PlaceLog.AREA_ADDED,
        actor=SYSTEM,
        subject="areas/x",
        now=WON,
        name='","kind":"delivery:x:y","',
    )
    fold(session)
    assert "The area" not in text_of(client, "/log?family=delivery")


def test_long_log_is_paged_by_number(client: FlaskClient, session: Session) -> None:
    make_place(session)
    for number in range(120):
        at = WON + number * timedelta(minutes=1)
        audit.record(
            session,
            PlaceLog.AREA_ADDED,
            actor=SYSTEM,
            subject="areas/x",
            now=at,
            name=f"A{number}.",
        )
    fold(session)
    seen: list[str] = []
    url = "/log"
    while url:
        page = text_of(client, url)
        seen += re.findall(r">(A\d+)\.<", page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        url = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"A{number}" for number in reversed(range(120))]


@pytest.mark.usefixtures("log")
def test_entry_shows_its_exact_bytes_and_their_hash(client: FlaskClient, session: Session) -> None:
    entry = audit_queries.entries(session, newest=1)[0]
    page = text_of(client, f"/log/entries/{entry.idx}")
    assert sha256(entry.body).hexdigest() in page
    raw = client.get(f"/log/entries/{entry.idx}.json")
    assert raw.data == entry.body
    assert "immutable" in raw.headers["Cache-Control"]
    assert client.get("/log/entries/9999").status_code == 404
    assert client.get("/log/entries/9999.json").status_code == 404


@pytest.mark.usefixtures("log")
def test_files_hold_every_entry_in_order(client: FlaskClient, session: Session) -> None:
    for name, slug in (("site", "site"), ("rounds/neighbour-fund", "rounds/neighbour-fund")):
        lines = client.get(f"/log/{name}.jsonl").data.splitlines()
        assert lines == [entry.body for entry in audit_queries.all_entries(session, log=slug)]
        assert len(lines) > 3
        assert {json.loads(line)["v"] for line in lines} == {2 if slug == "site" else 1}


def test_ballot_log_shows_hours_and_box_codes_but_never_a_time_of_a_vote(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = make_election(session, tmp_path / "keys", voters=4)
    round_ = session.get_one(Round, election.round_id)
    log_id = session.scalar(select(Log.id).where(Log.slug == round_.path))
    assert log_id is not None
    at = OPENS + timedelta(hours=2, minutes=41, seconds=7)
    for casts in ([election.cast(1, 4), election.cast(2, 7)], [election.cast(1, 9)]):
        cast_ballots(session, round_id=round_.id, sealed=casts, clock=ManualClock(at))
        audit.note_hour(session, log_id, entries=audit.fold(session, log_id), now=at)
    session.commit()
    clock.at = at + HOUR
    page = text_of(client, "/log/rounds/neighbour-fund")
    assert page.count("A closed vote went into the box.") == 2
    assert "replaced an older one" in page
    assert audit_queries.hours(session, log=round_.path) == [(OPENS + 2 * HOUR, 3)]
    assert "11am to noon" in page
    for finer in ("11.41", "11:41", "41:07"):
        assert finer not in page
    raw = client.get("/log/rounds/neighbour-fund.jsonl").data
    assert b'"at"' not in raw


def test_round_that_is_not_public_has_no_log_page(client: FlaskClient, session: Session) -> None:
    make_place(session)
    session.commit()
    for url in ("/log/rounds/no-such", "/log/rounds/no-such.jsonl"):
        assert client.get(url).status_code == 404
