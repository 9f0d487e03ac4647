"""Receipts that voters saved, against the bundle of their vote, by the program for outsiders.

docs/rules/voting.md section 16, docs/rules/audit.md section 10.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from pbplatform.core.db import db
from pbplatform.voting.domain.receipt_file import read_receipt
from tests.conftest import SetClock
from tests.results.bundles import check, write_bundle
from tests.results.counted import count_it
from tests.voting.by_page import election, open_box
from tests.voting.elections import CLOSES, Election
from tests.voting.receipts import (
    answer,
    fold_box,
    receipt_of_vote,
    sign_logs,
    take_out_of_the_books,
    with_keys,
)

__all__ = ["election"]
pytestmark = pytest.mark.one_database


@pytest.fixture
def saved(
    app: Flask,
    client: FlaskClient,
    clock: SetClock,
    settings: Settings,
    election: Election,
    tmp_path: Path,
) -> dict[str, Path]:
    """Files of three voters (one voted again, the vote of one was dropped), and a bundle."""
    with_keys(app, settings)
    kept = {"first": receipt_of_vote(client, election.codes[0], 4)}
    fold_box(app, settings, election, now=clock.at)
    clock.at += timedelta(hours=2)
    kept["newest"] = receipt_of_vote(client, election.codes[0], 9)
    kept["other"] = receipt_of_vote(client, election.codes[1], 4, 9)
    kept["dropped"] = receipt_of_vote(client, election.codes[2], 7)
    take_out_of_the_books(app, kept["dropped"])
    fold_box(app, settings, election, now=clock.at)
    clock.at = CLOSES + timedelta(hours=1)
    with app.app_context():
        open_box(settings, election)
        count_it(db.session(), election)
        db.session.commit()
    sign_logs(app, settings)
    assert "This is evidence." in answer(client, kept["dropped"])
    with app.app_context():
        paths = {"bundle": write_bundle(db.session(), election.slug, tmp_path)}
    for name, text in kept.items():
        paths[name] = tmp_path / f"{name}.txt"
        paths[name].write_text(text, encoding="utf-8")
    return paths


def test_receipts_of_votes_that_are_there_or_were_changed_are_right(saved: dict[str, Path]) -> None:
    told = check(saved["bundle"], "--receipt", saved["first"], saved["newest"], saved["other"])
    assert told.wrong == [], told.text
    assert "newest.txt: in the box" in told.text
    assert "first.txt: " in told.text
    assert "by a later vote, which counts" in told.text


def test_promised_envelope_that_is_missing_is_printed_as_evidence(saved: dict[str, Path]) -> None:
    told = check(saved["bundle"], "--receipt", saved["dropped"])
    promise = read_receipt(saved["dropped"].read_text(encoding="utf-8"))
    assert told.code == 1
    assert promise.envelope is not None
    (wrong,) = told.wrong
    assert f"{promise.envelope.hex()}, PROMISED AND MISSING" in wrong
    assert promise.note in told.text


def test_promise_with_a_changed_letter_is_told_as_not_signed(saved: dict[str, Path]) -> None:
    text = saved["dropped"].read_text(encoding="utf-8")
    saved["dropped"].write_text(text.replace("logged by 2", "logged by 1"), encoding="utf-8")
    told = check(saved["bundle"], "--receipt", saved["dropped"])
    assert told.code == 1
    assert any("not signed by the key of" in line for line in told.wrong)
