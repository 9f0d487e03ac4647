"""A place that signs promises, and what its voters keep: for tests of receipts."""

from __future__ import annotations

import base64
import html
import re
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from config import Settings
from pbplatform.audit import services as audit
from pbplatform.audit.domain.log_key import make_log_key, make_promise_key
from pbplatform.audit.jobs.worker import fold_site_log, name_promise_key, seal_logs
from pbplatform.audit.models import LogPending
from pbplatform.core.transaction import transaction
from pbplatform.voting.domain.receipt_file import read_receipt
from pbplatform.voting.models import RollEntry, UrnEnvelope
from tests.voting.by_page import vote
from tests.voting.elections import Election

ADDRESS = "/verify/receipt"


def with_keys(app: Flask, settings: Settings) -> None:
    """Make the keys of this place, and name that of promises in the log."""
    settings.key_dir.mkdir(parents=True, exist_ok=True)
    make_log_key(settings.key_dir)
    make_promise_key(settings.key_dir)
    with app.app_context():
        name_promise_key(settings)
    sign_logs(app, settings)


def sign_logs(app: Flask, settings: Settings) -> None:
    """What the worker does every minute."""
    with app.app_context():
        fold_site_log(settings)
        seal_logs(settings)
    app.extensions.pop("points_on_receipts", None)


def fold_box(app: Flask, settings: Settings, election: Election, *, now: datetime) -> None:
    """What the worker does every hour, without waiting for it."""
    with app.app_context(), transaction() as session:
        log_id = audit.ensure_log(session, f"rounds/{election.slug}")
        if folded := audit.fold(session, log_id):
            audit.note_hour(session, log_id, entries=folded, now=now)
    sign_logs(app, settings)


def take_out_of_the_books(app: Flask, receipt: str) -> None:
    """An operator drops a vote before its hour, with its mark and its waiting entry."""
    digest = read_receipt(receipt).envelope
    assert digest is not None
    with app.app_context(), transaction() as session:
        slot = session.scalars(select(UrnEnvelope.slot).where(UrnEnvelope.env_hash == digest)).one()
        session.execute(delete(UrnEnvelope).where(UrnEnvelope.env_hash == digest))
        session.execute(update(RollEntry).where(RollEntry.voter_no == slot).values(marked=False))
        for row in session.scalars(select(LogPending)).all():
            if digest.hex().encode() in row.body:
                session.delete(row)


def saved(page: str, *, with_tracker: bool = False) -> str:
    """The file that the page of a receipt saves."""
    links = re.findall(r'href="data:text/plain;charset=utf-8;base64,([^"]+)"', page)
    return base64.b64decode(html.unescape(links[1 if with_tracker else 0])).decode()


def receipt_of_vote(client: FlaskClient, code: str, *numbers: int) -> str:
    """Vote by page; the file of the receipt."""
    page = vote(client, code, *numbers)
    assert page.status_code == 200, page.text
    return saved(page.text)


def answer(client: FlaskClient, receipt: str) -> str:
    """What the page says of a receipt, in words without tags."""
    page = client.post(ADDRESS, data={"receipt": receipt})
    found = re.search(r'id="answer".*?<form', page.text, re.S)
    return words(found.group()) if found else f"refused: {words(page.text)}"


def words(part: str) -> str:
    """Text of a page without tags, its blanks joined."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())
