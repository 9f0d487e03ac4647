"""What is odd before a freeze and before an opening. docs/rules/rounds.md section 4."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.money import Currency
from pbplatform.core.transaction import transaction
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.oddities import (
    Group,
    Oddity,
    facts_of,
    groups_of,
    odd_dates,
    read_fact,
)
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Round
from pbplatform.rounds.services import RoundDates
from pbplatform.voting.domain import oddities as odd
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.queries.oddities import odd_before_opening
from pbplatform.voting.words.oddities import odd_groups, odd_sentence
from tests.conftest import TICK, SetClock
from tests.factories import make_person, make_place, make_round
from tests.logged import waiting_entries
from tests.pages import confirm, looked_at, sign_in, with_seen
from tests.voting.elections import OPENS, make_election

POUND = Currency("GBP", 2)
CALENDAR = WorkingDays(
    holidays=frozenset({date(2027, 5, 3)}),
    weekend=frozenset({5, 6}),
    timezone=ZoneInfo("Europe/London"),
    version=1,
)
NOW = datetime(2027, 4, 1, 9, tzinfo=UTC)
FAR = NOW + timedelta(days=400)
BENCHES = odd.Priced(1, "Benches", 60_000)
LIGHTS = odd.Priced(2, "Lights", 70_000)
BALLOT = odd.Ballot(money_minor=100_000, projects=[BENCHES, LIGHTS])
VOTERS = odd.Voters(roll=50, needed=1, last_roll=60)
UNA = odd.Held(account_id=3, since=NOW - timedelta(days=30), until=FAR)
PEOPLE = odd.People(
    auditors=[UNA],
    facilitators={1},
    clerks=1,
    public_before=NOW - timedelta(days=2),
    needed_until=NOW + timedelta(days=30),
)
BOX = odd.Box(roll=100, marked=40, envelopes=40, last_roll=1000, last_envelopes=400)


def codes(found: Iterable[Oddity]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("told", "usual"),
    [
        (odd.odd_ballot, BALLOT),
        (odd.odd_voters, VOTERS),
        (odd.odd_people, PEOPLE),
        (odd.odd_keys, odd.Keys(writable=True, copy_said=True)),
        (odd.odd_box, BOX),
    ],
)
def test_nothing_is_odd_about_what_is_usual(told: Callable[[Any], Any], usual: object) -> None:
    assert codes(told(usual)) == []


def and_also(project: odd.Priced) -> odd.Ballot:
    return replace(BALLOT, projects=[BENCHES, LIGHTS, project])


CASES: list[tuple[str, Callable[[Any], Iterable[Oddity]], Any]] = [
    ("all_fit", odd.odd_ballot, replace(BALLOT, money_minor=130_000)),
    ("too_dear", odd.odd_ballot, and_also(odd.Priced(3, "Hall", 100_001))),
    ("for_nothing", odd.odd_ballot, and_also(odd.Priced(3, "Talk", 0))),
    ("same_name", odd.odd_ballot, and_also(odd.Priced(3, "BENCHÉS", 70_000))),
    ("condition", odd.odd_ballot, replace(BALLOT, with_condition=[2])),
    ("older_price", odd.odd_ballot, replace(BALLOT, older_price=[1])),
    ("undecided", odd.odd_ballot, replace(BALLOT, undecided=2)),
    ("committee_empty", odd.odd_ballot, replace(BALLOT, empty_committees=["Streets"])),
    ("roll_empty", odd.odd_voters, replace(VOTERS, roll=0)),
    ("too_few", odd.odd_voters, replace(VOTERS, needed=51)),
    ("roll_larger", odd.odd_voters, replace(VOTERS, roll=600)),
    ("roll_smaller", odd.odd_voters, replace(VOTERS, last_roll=500)),
    ("no_auditor", odd.odd_people, replace(PEOPLE, auditors=[])),
    ("auditor_is_facilitator", odd.odd_people, replace(PEOPLE, facilitators={3})),
    ("auditor_too_new", odd.odd_people, replace(PEOPLE, auditors=[replace(UNA, since=NOW)])),
    ("auditor_ends", odd.odd_people, replace(PEOPLE, needed_until=FAR)),
    ("no_clerk", odd.odd_people, replace(PEOPLE, clerks=0)),
    ("not_writable", odd.odd_keys, odd.Keys(writable=False, copy_said=True)),
    ("no_copy", odd.odd_keys, odd.Keys(writable=True, copy_said=False)),
    ("nobody_voted", odd.odd_box, replace(BOX, envelopes=0, marked=0)),
    ("turnout_larger", odd.odd_box, replace(BOX, last_envelopes=133)),
    ("turnout_smaller", odd.odd_box, replace(BOX, envelopes=13, marked=13)),
    ("marks_differ", odd.odd_box, replace(BOX, marked=41)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "told", "given"), CASES, ids=[code for code, _told, _given in CASES]
)
def test_odd_thing_is_found_and_said_in_words(
    app: Flask, code: str, told: Callable[[Any], Iterable[Oddity]], given: Any
) -> None:
    found = list(told(given))
    assert codes(found) == [code]
    with app.test_request_context():
        sentence = odd_sentence(found[0], POUND)
    assert len(sentence) > 20
    assert "%(" not in sentence


@pytest.mark.parametrize(
    "usual",
    [
        (odd.odd_ballot, replace(BALLOT, money_minor=129_999)),
        (odd.odd_ballot, replace(BALLOT, projects=[BENCHES, replace(LIGHTS, cost_minor=100_000)])),
        (odd.odd_voters, replace(VOTERS, needed=50)),
        (odd.odd_voters, replace(VOTERS, roll=599)),
        (odd.odd_voters, replace(VOTERS, last_roll=499)),
        (odd.odd_voters, replace(VOTERS, last_roll=None)),
        (odd.odd_voters, replace(VOTERS, last_roll=0)),
        (odd.odd_people, replace(PEOPLE, facilitators={1, 3})),
        (odd.odd_people, replace(PEOPLE, auditors=[replace(UNA, since=PEOPLE.public_before)])),
        (odd.odd_box, replace(BOX, last_envelopes=134)),
        (odd.odd_box, replace(BOX, last_roll=None, last_envelopes=None)),
    ],
)
def test_edge_is_not_odd_yet(usual: tuple[Callable[[Any], Iterable[Oddity]], Any]) -> None:
    told, given = usual
    assert codes(told(given)) == []


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00:00+00:00")


USUAL = RoundDates(
    ideas_open_at=day("2027-04-05"),
    ideas_close_at=day("2027-04-19"),
    review_close_at=day("2027-05-17"),
    opens_at=day("2027-05-18"),
    closes_at=day("2027-05-26"),
    results_at=day("2027-05-27"),
)
HOLIDAY = day("2027-05-03")


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("", {}),
        ("vote_short", {"closes_at": day("2027-05-25")}),
        ("ideas_short", {"ideas_open_at": day("2027-04-06")}),
        ("review_short", {"review_close_at": day("2027-05-16")}),
        ("result_on_day_off", {"results_at": day("2027-05-29")}),
        ("result_on_last_day", {"results_at": day("2027-05-26") + timedelta(hours=1)}),
        ("ideas_open_in_past", {"ideas_open_at": day("2027-03-31")}),
    ],
)
def test_odd_date_is_found(code: str, changed: dict[str, datetime]) -> None:
    dates = replace(USUAL, **changed)
    found = odd_dates(dates, calendar=CALENDAR, last_year=2027, now=NOW, published=False)
    assert codes(found) == ([code] if code else [])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("opens_on_holiday", "opens_at"),
        ("closes_on_holiday", "closes_at"),
        ("ideas_end_on_holiday", "ideas_close_at"),
    ],
)
def test_holiday_is_odd_and_the_end_of_a_table_too(code: str, name: str) -> None:
    dates = replace(USUAL, **{name: HOLIDAY})
    found = odd_dates(dates, calendar=CALENDAR, last_year=2026, now=NOW, published=True)
    assert {code, "table_ends"} <= set(codes(found))


def test_page_carries_what_is_odd_and_reads_it_back() -> None:
    found = [*odd.odd_ballot(replace(BALLOT, older_price=[1, 2])), Oddity(Group.KEY, "no_copy")]
    carried = facts_of(found)
    assert [one for name, text in carried.items() for one in read_fact(name, text)] == found
    assert groups_of(found) == [Group.PROJECTS, Group.KEY]


FUND = "/desk/facilitator/rounds/neighbour-fund"


@pytest.fixture
def bea(app: Flask, client: FlaskClient, clock: SetClock) -> FlaskClient:
    """The facilitator of a round with one project, its review over, nobody on the roll."""
    with app.app_context(), transaction() as session:
        make_place(session)
        made = make_round(session, opens_at=OPENS)
        benches = rounds.ProjectFacts(number=4, title="Benches", cost_minor=1_800_000)
        rounds.put_on_ballot(session, round_id=made.id, facts=benches)
        clock.at = made.review_close_at
        person = make_person(session, "Bea", role="facilitator")
    sign_in(app, client, person, clock)
    return client


def frozen(app: Flask) -> bool:
    with app.app_context(), transaction() as session:
        return session.get_one(Round, 1).frozen_at is not None


@pytest.mark.one_database
def test_freeze_asks_for_a_tick_beside_each_odd_group_and_forbids_nothing(
    app: Flask, bea: FlaskClient
) -> None:
    page = bea.get(f"{FUND}/freeze").text
    ticks = looked_at(page)
    assert set(ticks) == {"looked_projects", "looked_voters", "looked_people", "looked_key"}
    for sentence in ("Every project fits into the money.", "There is no auditor.", "no clerk"):
        assert sentence in page
        assert sentence in bea.get(FUND).text
    for missing in ticks:
        given = {name: tick for name, tick in ticks.items() if name != missing}
        answer = bea.post(f"{FUND}/freeze", data=with_seen(bea, f"{FUND}/freeze", given))
        assert answer.status_code == 422
        assert "then tick that you have looked at it" in answer.text
    assert not frozen(app)
    assert confirm(bea, f"{FUND}/freeze").status_code == 302
    assert frozen(app)
    with app.app_context(), transaction() as session:
        entries = waiting_entries(session)
    told = next(one["data"] for one in entries if one["kind"] == RoundLog.DEFINITION_FROZEN)
    assert told["odd"] == 5
    assert told["odd_codes"] == ["all_fit", "roll_empty", "no_auditor", "no_clerk", "no_copy"]
    assert "Look at this before you freeze" not in bea.get(FUND).text


@pytest.mark.one_database
def test_odd_thing_that_came_meanwhile_is_told_before_anything_is_frozen(
    app: Flask, bea: FlaskClient
) -> None:
    page = bea.get(f"{FUND}/freeze")
    sent = with_seen(bea, f"{FUND}/freeze", looked_at(page.text))
    with app.app_context(), transaction() as session:
        other = rounds.ProjectFacts(number=5, title="Benches", cost_minor=1_800_000)
        rounds.put_on_ballot(session, round_id=1, facts=other)
    stale = bea.post(f"{FUND}/freeze", data=sent)
    assert stale.status_code == 409
    assert "Projects 4, 5 have the same name" in stale.text
    assert not frozen(app)
    assert confirm(bea, f"{FUND}/freeze").status_code == 302


@pytest.mark.one_database
def test_folder_of_keys_that_cannot_be_written_is_said_and_freezes_nothing(
    app: Flask, bea: FlaskClient
) -> None:
    folder = app.extensions["settings"].key_dir
    assert KeyStore(folder).is_writable
    if folder.exists():
        folder.rename(folder.with_name("elsewhere"))
    folder.write_text("a file where the folder should be")
    assert not KeyStore(folder).is_writable
    assert "cannot be written" in bea.get(f"{FUND}/freeze").text
    answer = confirm(bea, f"{FUND}/freeze")
    assert answer.status_code == 409
    assert "Nothing was frozen." in answer.text
    assert not frozen(app)


@pytest.mark.one_database
def test_desk_asks_to_look_only_from_the_end_of_review(bea: FlaskClient, clock: SetClock) -> None:
    assert "Look at this before you freeze" in bea.get(FUND).text
    clock.at -= TICK
    assert "Look at this before you freeze" not in bea.get(FUND).text


def test_closed_box_without_a_vote_is_odd(session: Session, tmp_path: Path) -> None:
    election = make_election(session, tmp_path / "keys")
    found = odd_before_opening(session, session.get_one(Round, election.round_id))
    assert codes(found) == ["nobody_voted"]


def test_groups_stand_in_one_order_with_their_names(app: Flask) -> None:
    found = [Oddity(Group.KEY, "no_copy"), Oddity(Group.VOTERS, "roll_empty")]
    with app.test_request_context():
        assert [group.name for group in odd_groups(found, POUND)] == [
            "Voters",
            "The key of the box",
        ]
