"""The files of a count and how to repeat it. Source: docs/rules/results.md section 5."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.cli.count import count_command
from pbplatform.counting.count import count
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.rulebook import Rule
from pbplatform.counting.ties import TieOrder
from pbplatform.results import queries
from pbplatform.results.domain import count_files
from pbplatform.results.domain.count_files import NAMES, CountFile
from pbplatform.results.domain.tally import TieOrderOf
from pbplatform.results.jobs import worker
from pbplatform.results.models import ResultFile
from pbplatform.results.queries import files as kept
from pbplatform.results.queries.files import counts_without_files
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.results.counted import PAGE, count_it, opened_election, text_of
from tests.voting.elections import CLOSES, OPENS, Election, make_election

BALLOTS = [(15, 9), (15, 9), (15, 7), (9,), (4,), (4, 8)]


@pytest.fixture
def counted(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    """Five valid votes and one that does not count; projects 9 and 15 are equal."""
    election = opened_election(session, tmp_path / "keys", *BALLOTS)
    count_it(session, election)
    session.commit()
    clock.at = CLOSES + timedelta(days=4)
    return election


def files(client: FlaskClient) -> dict[str, bytes]:
    return {name: client.get(f"{PAGE}/data/{name}").data for name in NAMES}


def test_files_are_the_same_bytes_on_every_request(
    client: FlaskClient, counted: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = files(client)
    monkeypatch.setattr(count_files, "_made", count_files._Made())
    assert files(client) == first
    assert all(first.values())


def test_recount_of_the_files_gives_the_stored_winners_in_their_order(
    client: FlaskClient, session: Session, counted: Election, tmp_path: Path
) -> None:
    got = files(client)
    path = tmp_path / "ballots.pb"
    path.write_bytes(got["ballots.pb"])
    election = read_election(path)
    rule = Rule.from_dict(json.loads(got["rule.json"]))
    result = count(election.profile, rule, TieOrder.by_file(election.profile))
    stored = [str(row.number) for row, _ in queries.winners_of(session, counted.round_id)]
    assert list(result.winners) == stored == ["9", "15", "4", "7"]
    assert json.loads(got["result.json"])["winners"] == stored
    assert election.voters == 5


def test_command_of_the_recount_page_gives_the_stored_winners(
    client: FlaskClient, session: Session, counted: Election, tmp_path: Path
) -> None:
    for name, content in files(client).items():
        (tmp_path / name).write_bytes(content)
    named = [str(tmp_path / "ballots.pb"), "--rule", str(tmp_path / "rule.json")]
    told = CliRunner().invoke(count_command, [*named, "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["winners"] == ["9", "15", "4", "7"]


def test_page_of_files_says_size_and_hash_of_each(client: FlaskClient, counted: Election) -> None:
    page = text_of(client, f"{PAGE}/data")
    for name, content in files(client).items():
        assert f"{PAGE}/data/{name}" in page
        assert sha256(content).hexdigest() in page.replace("<wbr>", "")
        assert f">{len(content):,}</td>" in page


def test_hash_of_a_file_is_its_etag_and_who_has_it_gets_nothing_again(
    client: FlaskClient, counted: Election
) -> None:
    for name in NAMES:
        answer = client.get(f"{PAGE}/data/{name}")
        assert answer.headers["ETag"] == f'"{sha256(answer.data).hexdigest()}"'
        assert answer.content_length == len(answer.data)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        again = client.get(f"{PAGE}/data/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_recount_page_says_the_hashes_the_rule_the_lot_and_the_winners(
    client: FlaskClient, counted: Election
) -> None:
    page, got = text_of(client, f"{PAGE}/recount").replace("<wbr>", ""), files(client)
    assert all(sha256(content).hexdigest() in page for content in got.values())
    assert sha256(got["rule.json"].rstrip(b"\n")).hexdigest() in page
    assert "pbplatform count ballots.pb --rule rule.json --json" in page
    assert "1234567890" in page
    assert "<strong>9, 15, 4, 7</strong>" in page
    assert "Votes that count: 5." in page


def test_results_page_links_to_the_files_and_to_the_recount(
    client: FlaskClient, counted: Election
) -> None:
    page = text_of(client, PAGE)
    assert f'href="{PAGE}/data"' in page
    assert f'href="{PAGE}/recount"' in page


def test_round_in_which_nobody_voted_has_files_and_says_that_nothing_won(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = opened_election(session, tmp_path / "keys", (8, 9))
    count_it(session, election)
    session.commit()
    clock.at = CLOSES + timedelta(days=4)
    assert "num_votes;0" in files(client)["ballots.pb"].decode()
    assert "the list of votes is empty" in text_of(client, f"{PAGE}/data")
    assert "Votes that count: 0." in text_of(client, f"{PAGE}/recount")


@pytest.mark.parametrize("name", ["data", "recount"])
def test_before_the_result_the_page_says_who_acts_next_and_no_file_is_there(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock, name: str
) -> None:
    make_election(session, tmp_path / "keys")
    session.commit()
    clock.at = OPENS + timedelta(hours=1)
    page = text_of(client, f"{PAGE}/{name}")
    assert "There is no result yet" in page
    assert "data-next-actor" in page
    assert [client.get(f"{PAGE}/data/{file}").status_code for file in NAMES] == [404] * 5


def test_file_that_a_count_does_not_have_is_not_found(
    client: FlaskClient, counted: Election
) -> None:
    assert client.get(f"{PAGE}/data/passwords.txt").status_code == 404


@pytest.mark.parametrize("name", ["data", "recount", "data/ballots.pb"])
def test_count_pages_ask_at_most_twelve_questions(
    app: Flask, client: FlaskClient, session: Session, counted: Election, name: str
) -> None:
    session.expunge_all()
    with counted_queries(app) as sent:
        assert client.get(f"{PAGE}/{name}").status_code == 200
    assert len(sent) <= 12


def run_the_worker(settings: Settings, session: Session) -> None:
    session.commit()
    worker.keep_files_of_counts(settings)


def test_files_are_kept_by_the_worker_and_no_page_counts_again(
    client: FlaskClient,
    session: Session,
    counted: Election,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = files(client)
    run_the_worker(settings, session)
    assert counts_without_files(session) == []

    def never(*_args: object) -> None:
        raise AssertionError("a page counts")

    monkeypatch.setattr(count_files, "made_anew", never)
    monkeypatch.setattr(count_files, "_made", count_files._Made())
    assert files(client) == first
    assert client.get(f"{PAGE}/recount").status_code == 200
    run_the_worker(settings, session)  # nothing is left to make


def test_files_of_a_large_count_are_said_to_be_prepared_until_they_are_kept(
    client: FlaskClient,
    session: Session,
    counted: Election,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "MOST_BALLOTS_AT_ONCE", 4)
    for name in ("data", "recount", "data/ballots.pb"):
        answer = client.get(f"{PAGE}/{name}")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "These files are being prepared" in answer.text
    run_the_worker(settings, session)
    for name in ("data", "recount", "data/ballots.pb"):
        assert client.get(f"{PAGE}/{name}").status_code == 200


def test_kept_file_that_was_changed_is_not_given_out(
    client: FlaskClient,
    session: Session,
    counted: Election,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = files(client)
    run_the_worker(settings, session)
    session.execute(update(ResultFile).where(ResultFile.name == "rule.json").values(content=b"{}"))
    session.commit()
    assert files(client) == first  # a small round: made again
    assert "rule.json is not what was made" in caplog.text


def test_two_who_ask_at_once_wait_for_one_count(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def slowly(_source: object) -> dict[str, CountFile]:
        made.append(1)
        sleep(0.2)
        return {}

    monkeypatch.setattr(count_files, "made_anew", slowly)
    source = count_files.CountSource(b"{}", [], TieOrderOf(None))
    shared = count_files._Made()
    asking = [Thread(target=shared.get, args=(source,)) for _ in range(3)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert made == [1]
