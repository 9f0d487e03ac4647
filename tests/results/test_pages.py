"""The pages of a result: nothing before the count, everything after it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.secrets import random_code
from pbplatform.results import queries, services
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.next_act import next_act
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn
from pbplatform.voting.services.marking import mark_ballots
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_place, make_round
from tests.results.counted import PAGE, count_it, opened_election, text_of
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, Election, make_election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

HOUR = timedelta(hours=1)


@pytest.fixture
def counted(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    """Five valid votes and one that names a project which is not on the ballot."""
    ballots = [(15, 9), (15, 9), (15, 7), (9,), (4,), (4, 8)]
    election = opened_election(session, tmp_path / "keys", *ballots)
    count_it(session, election)
    session.commit()
    clock.at = CLOSES + timedelta(days=4)
    return election


def test_before_the_count_the_page_says_who_acts_next_and_gives_no_figure(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = make_election(session, tmp_path / "keys", voters=3)
    casts = [election.cast(1, 15), election.cast(2, 15)]
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=ManualClock(OPENS + HOUR))
    session.commit()
    clock.at = OPENS + 2 * HOUR
    voting = text_of(client, PAGE)
    assert "Everybody on the roll" in voting
    assert "/rounds/neighbour-fund/vote" in voting
    clock.at = CLOSES + HOUR
    closed = text_of(client, PAGE)
    for page in (voting, closed):
        assert "There is no result yet" in page
        assert "data-next-actor" in page
        assert "We never publish a partial count." in page
        assert "project won" not in page
    assert "They confirm the same numbers of the box" in closed
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES + HOUR)
    session.commit()
    assert "They roll the lot with dice in public" in text_of(client, PAGE)
    clock.at = CLOSES + timedelta(days=30)
    assert "<strong>The result is late.</strong>" in text_of(client, PAGE)


def test_every_phase_before_the_result_has_somebody_who_acts_next(
    app: Flask, session: Session
) -> None:
    make_place(session)
    round_: Round = make_round(session, opens_at=OPENS)
    seen = set()
    with app.test_request_context():
        for days in (-1, 40, 100):
            at = BEGIN + timedelta(days=days)
            seen.add(round_.phase(at))
            assert next_act(round_, at) is not None
        round_.frozen_at = OPENS - HOUR
        for at in (OPENS - HOUR, OPENS, CLOSES):
            seen.add(round_.phase(at))
            assert next_act(round_, at) is not None
        round_.closed_at, round_.opened_at = CLOSES, CLOSES
        act = next_act(round_, round_.results_at)
        assert act is not None
        assert act.late
        round_.counted_at = CLOSES
        assert next_act(round_, CLOSES) is not None
        round_.certified_at = CLOSES
        assert next_act(round_, CLOSES) is None
        seen.add(round_.phase(CLOSES))
    assert seen == set(Phase) - {Phase.DRAFT, Phase.CALLED_OFF}


def test_draft_round_has_no_result_page(client: FlaskClient, session: Session) -> None:
    make_place(session)
    make_round(session, published=False)
    session.commit()
    assert client.get(PAGE).status_code == 404


def test_page_tells_winners_money_turnout_and_a_why_on_every_row(
    client: FlaskClient, session: Session, counted: Election
) -> None:
    page = text_of(client, PAGE)
    assert "4 projects won" in page
    assert "£396,000 of £500,000 will be spent. £104,000 is left." in page
    assert "people voted, 100% of the 6 who could" in page
    assert "of the 5 votes that count name at least one project that won" in page
    assert page.count('<td class="why">It was ') == 4
    assert "Every project on the ballot won." in page
    assert "1 vote does not count:" in page
    assert "it names a project that is not on the ballot" in page
    assert "/rounds/neighbour-fund/projects/4" in page
    assert "The same as a table" in page


def test_ties_are_told_with_how_they_were_settled(client: FlaskClient, counted: Election) -> None:
    page = text_of(client, PAGE)
    assert "Projects 9, 15 were equal." in page
    assert "the lower cost goes first" in page
    assert "In any order the same projects win." in page


def test_projects_that_did_not_win_say_by_how_much_and_the_closest_miss_is_named(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = opened_election(session, tmp_path / "keys", (15, 9), (15,), (7,), (7, 4), (7, 15))
    clock.at = CLOSES + HOUR
    round_ = session.get_one(Round, election.round_id)
    # The frozen document says £500,000; a smaller round is counted from a smaller document.
    frozen = rounds.definition(session, election.round_id)
    assert frozen is not None
    frozen.body = frozen.body.replace(b'"money_minor":50000000', b'"money_minor":29000000')
    session.flush()
    tallied = services.count_in_memory(session, round_id=round_.id)
    services.publish_result(
        session, actor=COMMAND, round_id=round_.id, tallied=tallied, now=clock.at
    )
    session.commit()
    page = text_of(client, PAGE)
    assert "Did not win" in page
    assert "It was short by £" in page
    assert page.count("The closest miss.") == 1
    assert "What happens to it now" in page
    lost = page.split("Why it did not win")[1].split("</table>")[0]
    assert '<a href="/rounds/neighbour-fund/proposals/' in lost


def test_own_vote_is_found_by_a_form_and_its_answer_is_not_stored(
    client: FlaskClient, session: Session, counted: Election
) -> None:
    ballot = queries.ballot_page(session, counted.round_id, page=1).rows[2]
    typed = f"{ballot.tracker[:4]}-{ballot.tracker[4:].lower()}"
    answer = client.post(f"{PAGE}/ballots", data={"tracker": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Your vote is in the list." in page
    assert page.count('id="own-1"') == 1
    assert ballot.tracker not in str(answer.headers)


def test_tracker_that_is_not_in_the_list_is_refused_beside_the_field(
    client: FlaskClient, counted: Election
) -> None:
    answer = client.post(f"{PAGE}/ballots", data={"tracker": "0000 0000 0000 0000"})
    page = answer.get_data(as_text=True)
    assert answer.status_code in (409, 422)
    assert "No ballot in this list has this tracker." in page
    assert 'value="0000 0000 0000 0000"' in page
    assert client.post(f"{PAGE}/ballots", data={}).status_code == 422


def test_tracker_in_an_address_is_not_looked_up(
    client: FlaskClient, session: Session, counted: Election
) -> None:
    ballot = queries.ballot_page(session, counted.round_id, page=1).rows[0]
    assert "Yours" not in text_of(client, f"{PAGE}/ballots?tracker={ballot.tracker}")


def test_tracker_of_a_vote_that_does_not_count_is_told_why_in_words(
    client: FlaskClient, session: Session, counted: Election
) -> None:
    ballot = next(
        one for one in queries.ballot_page(session, counted.round_id, page=1).rows if one.invalid
    )
    page = client.post("/verify", data={"kind": "tracker", "code": ballot.tracker}).text
    assert "This vote does not count" in page
    assert "it names a project that is not on the ballot" in page
    assert ballot.invalid not in page


def test_list_of_votes_says_which_number_is_which_project(
    client: FlaskClient, counted: Election
) -> None:
    page = text_of(client, f"{PAGE}/ballots")
    assert "Which number is which project" in page
    assert page.index("Which number is which project") < page.index("Project 15")


def test_long_list_is_paged_and_the_own_page_is_found(
    client: FlaskClient, session: Session, counted: Election
) -> None:
    rows = [
        {
            "round_id": counted.round_id,
            "tracker": random_code(16),
            "copy": 0,
            "choices": "4",
            "invalid": "",
        }
        for _ in range(245)
    ]
    session.execute(insert(PublishedBallot), rows)
    mark_ballots(session, counted.round_id)  # as the opening does, by which votes come
    session.commit()
    last = queries.ballot_page(session, counted.round_id, page=99)
    assert (last.number, last.pages, last.first, last.total) == (3, 3, 201, 251)
    page = text_of(client, f"{PAGE}/ballots?page=2")
    assert "101 to 200 of 251 votes" in page
    own = last.rows[-1].tracker
    found = client.post(f"{PAGE}/ballots", data={"tracker": own}).get_data(as_text=True)
    assert "201 to 251 of 251 votes" in found


def test_files_are_the_stored_documents_and_may_be_kept(
    client: FlaskClient, session: Session, counted: Election
) -> None:
    result = queries.result_of(session, counted.round_id)
    assert result is not None
    told = client.get(f"{PAGE}/result.json")
    assert sha256(told.data).digest() == result.sha256
    assert "max-age=86400" in told.headers["Cache-Control"]
    table = client.get(f"{PAGE}/ballots.csv")
    lines = list(csv.reader(io.StringIO(table.get_data(as_text=True))))
    assert lines[0] == ["tracker", "choices", "does_not_count_because"]
    choices = sorted(line[1] for line in lines[1:])
    assert choices == ["4", "4 8", "7 15", "9", "9 15", "9 15"]
    reasons = [line[2] for line in lines if line[1] == "4 8"]
    assert reasons == ["not-on-ballot"]
    assert [line[0] for line in lines[1:]] == sorted(line[0] for line in lines[1:])
    for name in ("result.json", "ballots.csv"):
        tag = client.get(f"{PAGE}/{name}").headers["ETag"]
        again = client.get(f"{PAGE}/{name}", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["ballots", "ballots.csv", "result.json"])
def test_nothing_is_published_before_the_result(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock, name: str
) -> None:
    make_election(session, tmp_path / "keys")
    session.commit()
    clock.at = OPENS + HOUR
    assert client.get(f"{PAGE}/{name}").status_code == 404
