"""Trustees who sign in, page by page. docs/rules/trustees.md sections 4 and 5."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Settings
from pbplatform.core.db import db
from pbplatform.results.jobs.opening_away import open_export, read_export
from pbplatform.rounds.models import Round
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.voting.domain.opened_file import hash_of, in_groups, opened_pieces
from tests.conftest import SetClock
from tests.given_back import no_sweep, taken_connections
from tests.logged import waiting_entries
from tests.pages import hidden_field
from tests.people import signed_in
from tests.trustees.away import PROMISED, Box, separated_box

ROUND = "/rounds/neighbour-fund"
DESK = "/desk/facilitator/rounds/neighbour-fund/trustees"
BOX = "/desk/facilitator/rounds/neighbour-fund/box"
MINE, OPENING = f"{ROUND}/trustees/mine", f"{ROUND}/trustees/opening"
BEFORE = PROMISED - timedelta(hours=1)


@pytest.fixture
def box(app: Flask, settings: Settings, clock: SetClock) -> Box:
    with app.app_context():
        found = separated_box(db.session(), settings.key_dir)
        db.session.commit()
        db.session.remove()
    clock.at = PROMISED
    return found


def press(who: FlaskClient, page: str, address: str, **fields: Any) -> Any:
    """A form of this page, sent."""
    told = {
        name: hidden_field(page, name)
        for name in ("csrf_token", "seen")
        if f'name="{name}"' in page
    }
    return who.post(address, data={**told, **fields})


def trustee(app: Flask, bea: FlaskClient, number: int, name: str) -> FlaskClient:
    """Somebody whom Bea asks, and who accepts."""
    page = bea.get(DESK).text
    email = f"{name.lower()}@example.org"
    asked = press(bea, page, f"{DESK}/ask", number=str(number), email=email)
    assert asked.status_code == 302, asked.text
    who, _person = signed_in(app, name, now=BEFORE)
    page = who.get(MINE).text
    assert "Are you a trustee of this vote?" in page
    assert press(who, page, MINE).status_code == 302
    assert "You are a trustee of this vote" in who.get(MINE).text
    return who


def is_open(app: Flask) -> bool:
    with app.app_context():
        return db.session.scalars(select(Round.opened_at)).one() is not None


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return [one["kind"] for one in waiting_entries(db.session())]


def test_two_trustees_take_open_and_publish_and_the_server_sees_no_key(
    app: Flask, box: Box, tmp_path: Path
) -> None:
    bea, _person = signed_in(app, "Bea", role="facilitator", now=BEFORE)
    ada, ben = trustee(app, bea, 1, "Ada"), trustee(app, bea, 2, "Ben")
    assert "signs in" in bea.get(DESK).text
    assert "Open the box with the other trustees" in ada.get("/me").text
    assert "Open the box with the other trustees" in ada.get("/desk").text

    page = ada.get(OPENING)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Nobody has typed a hash yet" in page.text
    with no_sweep():
        taken = press(ada, page.text, f"{ROUND}/trustees/export")
        assert taken_connections(app) == 0
    assert taken.status_code == 200
    assert taken.headers["Cache-Control"] == "no-store"
    assert taken.headers["Content-Type"] == "application/zip"
    path = tmp_path / "export.zip"
    path.write_bytes(taken.data)
    assert zipfile.is_zipfile(path)
    assert kinds(app).count(TrusteeLog.EXPORT_TAKEN) == 1

    _opened, file = open_export(read_export(path), box.shares[1:], lambda _n: None)
    digest = in_groups(hash_of(file.rows))
    old = ben.get(OPENING).text
    wrong = press(ada, page.text, OPENING, typed=digest[:-1])
    assert wrong.status_code == 422
    assert "This is not the hash. It has 64 signs" in wrong.text
    assert digest[:-1] in wrong.text  # nothing typed is lost
    assert press(ada, page.text, OPENING, typed=digest.upper()).status_code == 302
    assert "Ada" in ben.get(OPENING).text
    assert digest not in ben.get(OPENING).text  # nobody copies what another typed
    assert digest in ada.get(OPENING).text
    assert "You typed the hash. Other trustees are still needed" in ada.get("/me").text
    assert "1 trustee has typed the hash" in app.test_client().get(f"{ROUND}/trustees").text
    assert "1 trustee has typed the hash" in bea.get(BOX).text

    page = ben.get(OPENING)
    without = press(ben, page.text, OPENING, typed=digest)
    assert without.status_code == 422
    assert "You are the last one needed. Choose the file opened.json" in without.text
    late = press(ben, old, OPENING, typed=digest)
    assert late.status_code == 409
    assert not is_open(app)
    raw = b"".join(opened_pieces(file))
    cut = press(ben, page.text, OPENING, typed=digest, file=(io.BytesIO(raw[:-1]), "opened.json"))
    assert "This is not the file opened.json" in cut.text
    sent = (io.BytesIO(raw), "opened.json")
    done = press(ben, page.text, OPENING, typed=digest, file=sent)
    assert done.status_code == 302, done.text
    assert "results" in done.headers["Location"]
    assert is_open(app)
    with app.app_context():
        assert db.session.scalars(select(Round.counted_at)).one() is not None
    assert "opened" in ben.get(OPENING).text
    assert "Nothing waits for you here" in ada.get(MINE).text
    assert app.test_client().get(f"{ROUND}/results").status_code == 200


def test_who_typed_takes_it_back_by_one_press(app: Flask, box: Box) -> None:
    bea, _person = signed_in(app, "Bea", role="facilitator", now=BEFORE)
    ada, ben = trustee(app, bea, 1, "Ada"), trustee(app, bea, 2, "Ben")
    assert press(ada, ada.get(OPENING).text, OPENING, typed="0" * 64).status_code == 302
    page = ben.get(OPENING).text
    assert "Another trustee typed another hash" in page
    differs = press(ben, page, OPENING, typed="1" * 64)
    assert "Ada typed another one" in differs.text
    assert press(ben, page, OPENING, typed="1" * 64, differs="y").status_code == 302
    assert "Trustees typed different hashes" in ben.get(OPENING).text
    page = ada.get(OPENING).text
    assert press(ada, page, f"{OPENING}/back").status_code == 302
    assert "Take my hash back" not in ada.get(OPENING).text
    assert press(ada, page, f"{OPENING}/back").status_code == 409


def test_others_find_nothing_and_auditors_only_the_export(app: Flask, box: Box) -> None:
    visitor = app.test_client()
    assert visitor.get(OPENING).status_code == 302  # to sign in
    joe, _person = signed_in(app, "Joe", now=BEFORE)
    bea, _person = signed_in(app, "Bea", role="facilitator", now=BEFORE)
    for who in (joe, bea):
        assert who.get(MINE).status_code == 404
        assert who.get(OPENING).status_code == 403
        token = hidden_field(who.get("/me/name").text, "csrf_token")
        assert who.post(f"{ROUND}/trustees/export", data={"csrf_token": token}).status_code == 403
        assert who.post(OPENING, data={"csrf_token": token, "typed": "0" * 64}).status_code == 403
        assert who.post(f"{OPENING}/back", data={"csrf_token": token}).status_code == 403
    ines, _person = signed_in(app, "Ines", role="auditor", now=BEFORE)
    page = ines.get(OPENING).text
    assert "You are none who signs in" in page
    assert "I stand behind this list" not in page
    assert press(ines, page, f"{ROUND}/trustees/export").status_code == 200


def test_before_the_hour_the_page_asks_for_a_tick(app: Flask, box: Box, clock: SetClock) -> None:
    clock.at = BEFORE
    bea, _person = signed_in(app, "Bea", role="facilitator", now=BEFORE)
    ada = trustee(app, bea, 1, "Ada")
    page = ada.get(OPENING).text
    assert "If you are the last one needed, the box opens now" in page
    refused = press(ada, page, OPENING, typed="0" * 64)
    assert refused.status_code in (409, 422)
    assert "before the promised hour" in refused.text
    assert press(ada, page, OPENING, typed="0" * 64, early="y").status_code == 302


def test_asking_says_beside_the_field_what_is_wrong(app: Flask, box: Box) -> None:
    bea, _person = signed_in(app, "Bea", role="facilitator", now=BEFORE)
    page = bea.get(DESK).text
    for email, says in (
        ("", "Enter an e-mail address"),
        ("nobody", "Enter an e-mail address"),
        ("bea@example.org", "This is your own address"),
    ):
        answer = press(bea, page, f"{DESK}/ask", number="1", email=email)
        assert answer.status_code in (409, 422)
        assert says in answer.text
    assert press(bea, page, f"{DESK}/ask", number="1", email="ada@example.org").status_code == 302
    page = bea.get(DESK).text
    assert "is asked, and has not answered" in page
    assert press(bea, page, f"{DESK}/ask-no-more", number="1").status_code == 302
    assert "is asked, and has not answered" not in bea.get(DESK).text
    ada, _person = signed_in(app, "Ada", now=BEFORE)
    assert ada.get(MINE).status_code == 404


def test_who_says_no_is_asked_no_more_and_can_be_asked_again(app: Flask, box: Box) -> None:
    bea, _person = signed_in(app, "Bea", role="facilitator", now=BEFORE)
    ada = trustee(app, bea, 1, "Ada")
    page = ada.get(MINE).text
    assert press(ada, page, f"{MINE}/no").status_code == 302
    assert ada.get(OPENING).status_code == 403
    assert ada.get(MINE).status_code == 404
    assert (
        press(
            bea, bea.get(DESK).text, f"{DESK}/ask", number="1", email="ada@example.org"
        ).status_code
        == 302
    )
    assert "Are you a trustee" in ada.get(MINE).text
