"""Ballots, booklet, guide, batch slip and the words of letters.

Source: docs/rules/printing.md sections 3 to 6.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.paper.words.ballots import MARKED, mark_lines
from pbplatform.paper.words.batch_slip import batch_slip_data
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.ballots import KINDS
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import Round
from pbplatform.venues.models import RoundWays, Venue, VenueHours
from pbplatform.voting.jobs.letter_pdfs import Words
from pbplatform.voting.kinds import VoteLog
from pbplatform.web.printing import Sheet
from pbplatform.web.printing.press import compile_order
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_person, make_place, make_round
from tests.web.printed import Printed

# What is printed does not depend on the database.
pytestmark = pytest.mark.one_database
ROUND = "/rounds/neighbour-fund"
DESK = "/desk/clerk/rounds/neighbour-fund/print"
PUBLIC = ("booklet.pdf", "booklet-large.pdf", "voting-guide.pdf", "ballot-specimen.pdf")
TITLES = ("Quiet #benches*", "Splash $park_", "Step-free \\path @home", "Safer crossing")


@pytest.fixture
def round_(session: Session) -> Round:
    """A round of four projects with hostile names, not frozen."""
    make_place(session)
    made = make_round(session, max_choices=3)
    for number, title in enumerate(TITLES, start=4):
        facts = rounds.ProjectFacts(number=number, title=title, cost_minor=number * 100_000)
        rounds.put_on_ballot(session, round_id=made.id, facts=facts)
    session.commit()
    return made


def freeze(session: Session, round_: Round) -> None:
    now = round_.review_close_at
    rounds.freeze(session, actor=COMMAND, round_id=round_.id, urn_key=b"k", now=now)
    session.commit()


def take_paper(session: Session, round_: Round, paper: str = "first") -> None:
    begins = round_.opens_at + timedelta(days=1)
    session.add(RoundWays(round_id=round_.id, paper=paper, said_at=BEGIN))
    session.add(
        Venue(
            round_id=round_.id,
            n=1,
            name="Central Library",
            address="2 Library Street",
            offers="paper help",
            added_at=BEGIN,
        )
    )
    session.flush()
    ends = begins + timedelta(hours=1)
    session.add(VenueHours(round_id=round_.id, n=1, opens_at=begins, closes_at=ends))
    session.commit()


def clerk(session: Session, client: FlaskClient, clock: SetClock, role: str = "clerk") -> None:
    clock.at = BEGIN + timedelta(days=1)
    scope = "place" if role == "facilitator" else "round:neighbour-fund"
    person = make_person(session, "Carla", role=role, scope=scope)
    session.commit()
    sign_in(client, person, clock.at)


def printed(client: FlaskClient, path: str) -> Printed:
    g.pop("_login_user", None)
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return Printed(answer.data)


def status(client: FlaskClient, path: str) -> int:
    g.pop("_login_user", None)
    return client.get(path).status_code


def test_nothing_of_a_ballot_is_printed_before_the_freeze(
    session: Session, round_: Round, client: FlaskClient, clock: SetClock
) -> None:
    take_paper(session, round_)
    clerk(session, client, clock)
    for name in PUBLIC:
        assert status(client, f"{ROUND}/{name}") == 404
    assert status(client, f"{DESK}/ballot.pdf") == 404
    assert "To print:" not in client.get(ROUND).text
    assert "Nothing can be printed yet" in client.get(f"{ROUND}/print").text
    assert "once the ballot is frozen" in client.get(DESK).text


def test_specimen_says_that_it_is_none_and_a_paper_carries_every_project_with_a_box(
    session: Session, round_: Round, client: FlaskClient, clock: SetClock
) -> None:
    take_paper(session, round_)
    freeze(session, round_)
    shown = printed(client, f"{ROUND}/ballot-specimen.pdf")
    assert "This is not a ballot paper" in shown.text
    clerk(session, client, clock)
    paper = printed(client, f"{DESK}/ballot.pdf")
    assert paper.is_tagged
    assert "SPECIMEN" not in paper.text
    assert len(paper.pages) == 1
    told = paper.text
    assert all(title in told for title in TITLES)
    assert "Choose up to 3 projects." in told
    assert round_.definition is not None
    assert round_.definition.sha256.hex()[:16] in told
    assert {"Table", "TH", "H1", "L"} <= paper.tags


def test_paper_is_the_same_whoever_prints_it_and_in_whatever_language(
    session: Session, round_: Round, client: FlaskClient, clock: SetClock
) -> None:
    take_paper(session, round_)
    freeze(session, round_)
    clerk(session, client, clock)
    first = printed(client, f"{DESK}/ballot.pdf").made
    assert client.get(f"{DESK}/ballot.pdf", headers={"Accept-Language": "de"}).data == first
    large = printed(client, f"{DESK}/ballot-large.pdf")
    assert large.made != first
    assert all(title in large.text for title in TITLES)


def test_round_without_paper_has_no_ballot_paper_and_says_no_word_of_it(
    session: Session, round_: Round, client: FlaskClient, clock: SetClock
) -> None:
    freeze(session, round_)
    assert status(client, f"{ROUND}/ballot-specimen.pdf") == 404
    assert f"{ROUND}/print" in client.get(ROUND).text
    page = client.get(f"{ROUND}/print").text
    assert "All projects (PDF)" in page
    assert "ballot paper" not in page
    guide = printed(client, f"{ROUND}/voting-guide.pdf").text
    assert "paper" not in guide
    clerk(session, client, clock)
    assert status(client, f"{DESK}/ballot.pdf") == 404
    assert "takes no votes on paper" in client.get(DESK).text


def test_booklet_holds_every_project_with_its_cost_in_two_sizes(
    session: Session, round_: Round, client: FlaskClient
) -> None:
    freeze(session, round_)
    told = printed(client, f"{ROUND}/booklet.pdf")
    assert all(title in told.text for title in TITLES)
    assert "£7,000" in told.text
    assert told.is_tagged
    assert len(printed(client, f"{ROUND}/booklet-large.pdf").pages) >= len(told.pages)


def test_guide_names_each_way_that_the_round_has_with_places_and_hours(
    session: Session, round_: Round, client: FlaskClient
) -> None:
    take_paper(session, round_)
    freeze(session, round_)
    told = printed(client, f"{ROUND}/voting-guide.pdf").text
    assert "Ask for a ballot paper at a voting place" in told
    assert "cannot vote online until it is given back" in told
    assert "Central Library" in told
    assert "2 Library Street" in told
    assert "/rounds/neighbour-fund/vote" in told


@pytest.mark.parametrize(
    ("role", "wanted"), [("clerk", 200), ("facilitator", 200), ("auditor", 403), ("official", 403)]
)
def test_only_who_keeps_paper_prints_it(
    session: Session, round_: Round, client: FlaskClient, clock: SetClock, role: str, wanted: int
) -> None:
    take_paper(session, round_)
    freeze(session, round_)
    clerk(session, client, clock, role)
    for path in ("", "/ballot.pdf", "/letter-words.json"):
        assert status(client, DESK + path) == wanted


def test_words_of_letters_fit_the_command_that_prints_them_and_hold_no_person(
    app: Flask, session: Session, round_: Round, client: FlaskClient, clock: SetClock
) -> None:
    take_paper(session, round_, "replaces")
    clerk(session, client, clock)
    answer = client.get(f"{DESK}/letter-words.json")
    assert answer.headers["Cache-Control"] == "no-store"
    words = Words.read(answer.text)
    assert words.address.endswith("/rounds/neighbour-fund/vote")
    parts = next(iter(words.each.values()))["parts"]
    assert {"code", "qr"} <= {part["is"] for part in parts}
    told = json.dumps(parts)
    assert "it replaces that vote" in told
    assert "Carla" not in answer.text


def a_definition(ballot_kind: str, most: int | None = None, own: int | None = None) -> Definition:
    return Definition(
        slug="fund",
        name="Fund",
        money_minor=50_000_000,
        currency_code="GBP",
        currency_exponent=2,
        ballot_kind=ballot_kind,
        max_choices=most,
        rule={},
        projects=(),
        opens_at=BEGIN,
        closes_at=BEGIN,
        results_at=None,
        urn_key=b"k",
        max_points=own,
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (a_definition("approval"), "as many projects as you like"),
        (a_definition("approval", 1), "Choose up to 1 project."),
        (a_definition("knapsack"), "Together they can cost £500,000."),
        (a_definition("points", own=10), "You have 10 points."),
        (a_definition("ranking", 3), "Write 1 into the box"),
    ],
)
def test_each_kind_of_ballot_says_how_it_is_marked(
    app: Flask, told: Definition, words: str
) -> None:
    with app.test_request_context():
        assert words in " ".join(mark_lines(told))


def test_every_kind_of_ballot_can_be_marked_on_paper() -> None:
    assert set(MARKED) == set(KINDS.values())


def slip(app: Flask, **more: Any) -> Printed:
    with app.test_request_context():
        plain = {"batch": 7, "sheets": 25, "seal": "#A-12*", "place": "Fenn Library"}
        data = batch_slip_data(round_name="Neighbour Fund", **{**plain, **more})
    order = Sheet("batch-slip", data, "en", "Batch 7", BEGIN).order()
    return Printed(compile_order(order))


def test_batch_slip_has_its_numbers_and_two_lines_to_sign(app: Flask) -> None:
    told = slip(app).text
    assert "Batch 7" in told
    assert "#A-12*" in told
    assert told.count("name and signature") == 2
    assert "Code of each sheet" not in told


def test_batch_slip_of_a_sealed_batch_has_a_code_for_each_sheet(app: Flask) -> None:
    page = slip(app, sheets=2, trackers=["7Q4K9XMD2HTBWC3R", "8Q4K9XMD2HTBWC3R"])
    assert "8Q4K" in page.text
    assert {"Table", "TH"} <= page.tags


def test_desk_says_when_letters_were_made_by_whom_and_how_many_again(
    session: Session, round_: Round, client: FlaskClient, clock: SetClock
) -> None:
    clerk(session, client, clock)
    assert "No letters were made for this round yet." in client.get(DESK).text
    carla = ActorRef("account", "7", role="clerk", scope="place", name="Carla")
    at = clock.at
    for kind, told in (
        (VoteLog.ROLL_IMPORTED, {"added": 40, "spares": 2, "size": 40}),
        (VoteLog.LETTER_KEY_TAKEN, {"file": 1}),
        (VoteLog.ROLL_CODE_CANCELLED, {"letters": 5}),
        (VoteLog.ROLL_TAKEN_BACK, {"removed": 3, "size": 37}),
    ):
        audit.record(session, kind, actor=carla, subject=round_.path, now=at, **told)
    audit.fold(session, audit.ensure_log(session, log.SITE))
    session.commit()
    g.pop("_login_user", None)
    page = " ".join(client.get(DESK).text.split())
    assert "47 letters were made. 5 of them were made again." in page
    assert "42 letters were made. Carla" in page
    assert "The key of file 1 was taken. Carla" in page
    assert "5 letters were cancelled and made again. Carla" in page
    assert "can be missing" in page
