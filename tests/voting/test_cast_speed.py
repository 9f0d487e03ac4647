"""What a cast asks of the database, and that its short ways change nothing.

docs/rules/voting.md section 17.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import pbplatform
from config import Settings
from pbplatform.audit.models import LogPending
from pbplatform.core import sent_once
from pbplatform.core.canonical import canonical_json
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.engines import sqlite_path
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import TryCount
from pbplatform.core.write_turns import host_lock
from pbplatform.places.models import Place
from pbplatform.rounds.models import Round
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.pages import receipt_page
from pbplatform.voting.pages.limits import CASTS
from pbplatform.voting.queries import open_round
from pbplatform.voting.services.cast import RoundChanged, cast_ballots
from pbplatform.web.templating import compile_ahead
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.pages import code_shown
from tests.voting.by_page import HOME, choose, election, in_box, prove, slip_of, vote
from tests.voting.elections import OPENS, Election
from tests.voting.receipts import with_keys
from tests.voting.sealed_here import keep_here, key_of, sealed, text_of

__all__ = ["election"]
DURING = ManualClock(OPENS)
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|WITH .*\b(INSERT|UPDATE|DELETE)\b)", re.S)
MOST_WRITES = {"sqlite": 4, "postgresql": 1}


def ready(client: FlaskClient, code: str, way: str) -> dict[str, str]:
    """The form of a vote that is ready to be cast, sealed in the browser or by us."""
    if way == "browser":
        page = keep_here(client, code)
        slip = slip_of(client)
        return {"slip": slip, "envelope": text_of(sealed(key_of(page), 9))}
    choose(client, 4)
    prove(client, code)
    return {"slip": slip_of(client)}


def send(client: FlaskClient, form: dict[str, str]) -> TestResponse:
    return client.post(f"{HOME}/cast", data=form)


@pytest.mark.parametrize("way", ["browser", "server"])
def test_cast_reads_who_votes_once_and_writes_in_so_few_statements(
    app: Flask, client: FlaskClient, election: Election, settings: Settings, way: str
) -> None:
    with_keys(app, settings)
    vote(client, election.codes[1], 4)  # what a process reads once is read
    for _first_and_change in range(2):
        form = ready(client, election.codes[0], way)
        with app.app_context(), counted_queries(app) as sent:
            assert send(client, form).status_code == 200
            dialect = db.engine.dialect.name
        writes = [statement for statement in sent if _WRITES.match(statement)]
        reads = [statement for statement in sent if statement not in writes]
        assert 1 <= len(writes) <= MOST_WRITES[dialect], writes
        of_voter = [statement for statement in reads if re.search(r"\b(roll|urn)\b", statement)]
        assert len(of_voter) <= (1 if dialect == "sqlite" else 0), of_voter
        assert len(reads) <= 6, reads


def test_round_that_is_known_comes_as_one_text(session: Session, election: Election) -> None:
    """The driver of PostgreSQL makes something of every column: of eighty half of the read."""
    widths: list[int] = []

    def note(_connection: Any, cursor: Any, *_more: Any) -> None:
        widths.append(len(cursor.description))

    connection = session.connection()
    first, _at = open_round.round_locked(connection, election.round_id)
    event.listen(connection, "after_cursor_execute", note)
    again, at = open_round.round_locked(connection, election.round_id)
    event.remove(connection, "after_cursor_execute", note)
    assert first is not None
    assert again is first
    assert len(widths) == 1
    if connection.dialect.name == "postgresql":
        assert widths == [2]
        assert at is not None


def test_entry_of_a_replaced_envelope_has_the_bytes_of_every_other_entry(
    session: Session, election: Election
) -> None:
    first, second = election.cast(1, 4), election.cast(1, 7)
    for one in (first, second):
        cast_ballots(session, round_id=election.round_id, sealed=[one], clock=DURING)
    told = {"v": 1, "kind": "vote:envelope:cast", "h": second.env_hash.hex()}
    expected = canonical_json({**told, "x": first.env_hash.hex()})
    assert expected in [bytes(body) for body in session.scalars(select(LogPending.body))]


def test_vote_that_is_one_too_many_leaves_nothing_of_itself(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    for _time in range(CASTS.most):
        assert vote(client, election.codes[0], 4).status_code == 200
    before = _all_rows(app)
    for _time in range(3):
        assert vote(client, election.codes[0], 9).status_code == 429
    assert _all_rows(app) == before


def _all_rows(app: Flask) -> tuple[list[object], ...]:
    with app.app_context():
        rows = (
            select(UrnEnvelope.env_hash),
            select(LogPending.body).order_by(LogPending.key16),
            select(TryCount.tries).where(TryCount.what == CASTS.what),
        )
        return tuple(list(db.session.scalars(query)) for query in rows)


@pytest.mark.parametrize("way", ["browser", "server"])
def test_page_of_a_receipt_is_the_same_filled_in_or_made_whole(
    app: Flask,
    client: FlaskClient,
    election: Election,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    """The same form again, from a page that is known by then, and from one made for it alone."""
    with_keys(app, settings)
    monkeypatch.setattr(sent_once, "new_nonce", lambda: "the same nonce")
    form = ready(client, election.codes[0], way)
    pages = [_plain(send(client, form)) for _turn in range(2)]
    other = ready(client, election.codes[1], way)
    shown = _plain(send(client, other))
    with monkeypatch.context() as patched:
        patched.setattr(receipt_page, "_is_of_one_reader", lambda: True)
        whole = _plain(send(client, form))
        whole_of_other = _plain(send(client, other))
    assert pages == [whole, whole]
    assert shown == whole_of_other
    assert shown != whole
    assert not re.search("[\U000f0000-\U000f0fff]", shown)


def _plain(answer: TestResponse) -> str:
    """The page without what is new in every answer."""
    assert answer.status_code == 200
    return re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", answer.text)


def test_receipt_follows_the_place_and_the_round_at_once(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    assert "New Hackford" not in vote(client, election.codes[0], 4).text
    with app.app_context(), transaction() as session:
        session.execute(update(Place).values(name="New Hackford"))
    assert "New Hackford" in vote(client, election.codes[1], 4).text


def test_round_that_was_changed_behind_our_back_takes_no_vote_from_the_next_on(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    """What was judged once is judged again when one fact of the row is another one."""
    assert vote(client, election.codes[0], 4).status_code == 200
    form = ready(client, election.codes[1], "server")
    with app.app_context(), transaction() as session:
        session.execute(update(Round.__table__).values(max_choices=3))  # type: ignore[arg-type]
    refused = send(client, form)
    assert refused.status_code == 409
    assert in_box(app) == 1


@pytest.mark.parametrize("way", ["browser", "server"])
def test_vote_prepared_by_the_round_as_it_was_judged_goes_by_what_it_is_now(
    app: Flask, client: FlaskClient, election: Election, way: str
) -> None:
    """Another word in the row: the first look is given up, nothing is written twice."""
    assert vote(client, election.codes[0], 4).status_code == 200
    form = ready(client, election.codes[1], way)
    # Pages have read the new row by then as well, so it is the judged one that must be old.
    old = open_round.round_judged(election.slug)
    assert old is not None
    with app.app_context(), transaction() as session:
        session.execute(update(Round.__table__).values(summary="Said anew"))  # type: ignore[arg-type]
    with app.app_context(), counted_queries(app) as sent:
        assert send(client, form).status_code == 200
    assert open_round.round_judged(election.slug) is not old
    assert in_box(app) == 2
    assert sum("INSERT INTO urn " in statement for statement in sent) == 1


def test_cast_is_given_up_unwritten_where_the_round_is_not_the_judged_one(
    session: Session, election: Election
) -> None:
    cast_ballots(session, round_id=election.round_id, sealed=[election.cast(1, 4)], clock=DURING)
    judged = open_round.round_judged(election.slug)
    given = {"round_id": election.round_id, "clock": DURING, "prepared_by": judged}
    cast_ballots(session, sealed=[election.cast(2, 4)], **given)  # type: ignore[arg-type]
    session.execute(update(Round.__table__).values(summary="Said anew"))  # type: ignore[arg-type]
    before = session.scalars(select(UrnEnvelope.env_hash)).all()
    with pytest.raises(RoundChanged):
        cast_ballots(session, sealed=[election.cast(3, 4)], **given)  # type: ignore[arg-type]
    assert session.scalars(select(UrnEnvelope.env_hash)).all() == before


def test_cast_reads_the_round_once_and_under_the_lock(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    form = ready(client, election.codes[1], "browser")
    with app.app_context(), counted_queries(app) as sent:
        assert send(client, form).status_code == 200
    assert sum(bool(re.search(r"\bFROM round\b", statement)) for statement in sent) == 1
    assert sum(bool(re.search(r"\b(FROM|JOIN) place\b", statement)) for statement in sent) == 1


@contextmanager
def held_by_others(settings: Settings) -> Iterator[None]:
    """Somebody holds what every cast needs: the turn on SQLite, the box on PostgreSQL."""
    path = sqlite_path(settings.database_url)
    if path is not None:
        with host_lock(path.with_name(path.name + ".lock")):
            yield
        return
    with db.engine.connect() as other:
        other.execute(text("LOCK TABLE round, roll, urn, log_pending IN EXCLUSIVE MODE"))
        yield
        other.rollback()


def test_vote_that_finds_no_turn_is_kept_in_the_page_and_others_go_on_reading(
    app: Flask,
    client: FlaskClient,
    clock: SetClock,
    election: Election,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pbplatform, "PATIENCE_SECONDS", 0.2)
    form = ready(client, election.codes[0], "browser")
    reader = app.test_client()
    with app.app_context(), held_by_others(settings):
        refused = send(client, form)
        for page in ("/", "/rounds/neighbour-fund", HOME, "/log", "/verify"):
            assert reader.get(page).status_code == 200, page
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert form["slip"] in refused.text
    assert form["envelope"] in refused.text
    assert "Nothing was counted twice. Try again in a moment." in refused.text
    assert in_box(app) == 0
    assert code_shown(send(client, form).text, "box-code")
    assert in_box(app) == 1


def test_no_voter_waits_for_a_template_once_those_of_a_vote_are_ready(
    app: Flask, client: FlaskClient, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.jinja_env.cache is not None
    app.jinja_env.cache.clear()
    compile_ahead(app.jinja_env)
    late: list[str | None] = []
    compiled = app.jinja_env.compile

    def noted(source: str, name: str | None = None, *args: Any, **more: Any) -> Any:
        late.append(name)
        return compiled(source, name, *args, **more)

    monkeypatch.setattr(app.jinja_env, "compile", noted)
    assert "box-code" in vote(client, election.codes[0], 4).text
    assert late == []


@pytest.mark.only_on("postgresql")  # on SQLite nobody waits inside a transaction
def test_clock_is_read_after_the_wait_for_the_round(app: Flask, election: Election) -> None:
    """On PostgreSQL both come with one statement: the instant is of after the lock, not before."""
    with app.app_context():
        told: list[datetime] = []

        def read() -> None:
            with app.app_context(), db.engine.connect() as waiting:
                _found, at = open_round.round_locked(waiting, election.round_id)
                assert at is not None
                told.append(at)

        with db.engine.connect() as other:
            other.execute(text("SELECT id FROM round FOR UPDATE"))
            thread = threading.Thread(target=read)
            thread.start()
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            with db.engine.connect() as looking:
                while not looking.scalar(waits):
                    time.sleep(0.01)
            until = other.scalar(text("SELECT clock_timestamp()"))
            other.rollback()
        thread.join()
        assert told[0] >= until
