"""What somebody waits for goes first, cannot be read in the database, and is told as it is.

Source: docs/rules/notices.md section 3 and docs/rules/accounts.md section 1.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import MailLink
from pbplatform.core.db import Base, db
from pbplatform.core.outbox import (
    OutboxRow,
    announce,
    announce_awaited,
    announce_to_many,
    opened,
)
from pbplatform.core.sealed_words import CannotBeOpened
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.jobs.mailers import MailRefused, SmtpMailer
from pbplatform.notices.words import Mail
from tests.conftest import NOON, SetClock
from tests.factories import make_place
from tests.mailed import link_tokens
from tests.notices.smtp_server import mail_server

HERE = "http://localhost"


def ask(email: str = "rosa@example.org", now: datetime = NOON) -> None:
    with transaction() as session:
        accounts.request_link(session, email=email, next_path="", now=now)


def announce_bulk(mails: int) -> None:
    with transaction() as session:
        for number in range(mails):
            announce(
                session,
                "responses:news",
                now=NOON - timedelta(hours=1),
                to=f"fan{number}@example.org",
                subject_line="Point 31 was answered",
                body_line="Tom answered it.",
            )


def everything_in(session: Session) -> str:
    """All that a reader of the database reads, whatever its kind."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            for value in row:
                found.append(value.decode("latin-1") if isinstance(value, bytes) else str(value))
    return "\n".join(found)


class Pigeon:
    """Carries mails, and does something before each of them."""

    def __init__(self, before: Callable[[int], None] = lambda _turn: None) -> None:
        self.sent: list[Mail] = []
        self.before = before

    def send(self, mail: Mail, *, now: datetime) -> None:
        self.before(len(self.sent))
        self.sent.append(mail)


def test_whoever_reads_the_database_cannot_sign_in_with_what_lies_there(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        with transaction() as session:
            make_place(session)
        client.post("/sign-in", data={"email": "bea@example.org"})
        (token,) = link_tokens(db.session())
        dump = everything_in(db.session())
        assert "bea@example.org" in dump
        assert token not in dump
        for piece in set(re.findall(r"[\w-]{16,}", dump)):
            assert client.get(f"/sign-in/{piece}").status_code == 404
    assert client.get(f"/sign-in/{token}").status_code == 200


def test_nothing_secret_of_any_mail_is_readable_where_it_waits(session: Session) -> None:
    """The kind: all that is announced as secret, beside what is not."""
    announce_awaited(session, "x:y", now=NOON, secret={"code": "7Q4K9XMD2HTBWC3R"}, to="r@e.org")
    session.flush()
    (row,) = session.scalars(select(OutboxRow))
    assert "7Q4K9XMD" not in json.dumps(row.payload)
    assert opened(session, row) == {"to": "r@e.org", "code": "7Q4K9XMD2HTBWC3R"}
    moved = OutboxRow(key16=bytes(16), kind="x:y", payload=row.payload, due_at=NOON)
    with pytest.raises(CannotBeOpened):
        opened(session, moved)


def test_sealed_words_outlive_one_change_of_the_secret_and_not_two(
    settings: Settings, make_app: Callable[[Settings], Flask]
) -> None:
    first, pigeon = make_app(settings), Pigeon()
    with first.app_context():
        ask()
    second = replace(settings, secret_key="n" * 40, secret_key_previous=settings.secret_key)
    with make_app(second).app_context():
        assert len(link_tokens(db.session())) == 1
    third = replace(settings, secret_key="m" * 40, secret_key_previous="n" * 40)
    with make_app(third).app_context():
        assert deliver_due(pigeon, public_url=HERE, now=NOON) == 0
        assert db.session.scalars(select(OutboxRow.done_at)).one() == NOON


def test_link_asked_for_among_two_thousand_mails_is_the_next_to_leave(app: Flask) -> None:
    with app.app_context():
        announce_bulk(2000)
        pigeon = Pigeon(lambda turn: ask() if turn == 3 else None)
        deliver_due(pigeon, public_url=HERE, now=NOON)
    assert [mail.to for mail in pigeon.sent].index("rosa@example.org") == 4


@pytest.mark.slow
def test_link_arrives_in_time_though_the_mail_server_is_slow_and_the_queue_long(
    app: Flask, settings: Settings
) -> None:
    with app.app_context(), mail_server() as server:
        server.seconds_a_mail = 0.2
        real = replace(settings, mail_host="127.0.0.1", mail_port=server.port, mail_from="f@h.test")
        announce_bulk(200)
        stop = threading.Event()

        def work() -> None:
            with app.app_context():
                while not stop.is_set():
                    deliver_due(SmtpMailer(real), public_url=HERE, now=NOON)

        worker = threading.Thread(target=work)
        worker.start()
        time.sleep(0.5)
        ask()
        asked = time.monotonic()
        while not any("rosa@example.org" in mail for mail in server.taken):
            assert time.monotonic() - asked < 10
            time.sleep(0.05)
        stop.set()
        worker.join()
        assert sum("fan" in mail for mail in server.taken) < 100


def test_links_fifteen_minutes_begin_when_its_mail_leaves(app: Flask) -> None:
    late = NOON + timedelta(hours=5)
    with app.app_context():
        ask()
        (token,) = link_tokens(db.session())
        assert deliver_due(Pigeon(), public_url=HERE, now=late) == 1
        db.session.rollback()
        assert accounts.look_up_link(db.session(), token, now=late + timedelta(minutes=14))
        assert db.session.get_one(
            MailLink, db.session.scalars(select(MailLink.token_hash)).one()
        ).expires_at == late + timedelta(minutes=15)


def test_link_that_was_forgotten_meanwhile_is_not_sent(app: Flask) -> None:
    with app.app_context():
        ask()
        with transaction() as session:
            accounts.forget_expired(session, now=NOON + timedelta(days=30))
        pigeon = Pigeon()
        assert deliver_due(pigeon, public_url=HERE, now=NOON + timedelta(days=30)) == 0
        assert pigeon.sent == []


def test_address_that_no_server_takes_is_given_up_at_once_and_holds_up_nobody(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    class Picky(Pigeon):
        def send(self, mail: Mail, *, now: datetime) -> None:
            if mail.to == "fan0@example.org":
                raise MailRefused("the mail server refused the address (550)")
            super().send(mail, now=now)

    with app.app_context():
        announce_bulk(3)
        pigeon = Picky()
        assert deliver_due(pigeon, public_url=HERE, now=NOON) == 2
        gave_up = select(OutboxRow.payload).where(OutboxRow.gave_up)
        assert [row["to"] for row in db.session.scalars(gave_up)] == ["fan0@example.org"]
    assert "refused the address (550)" in caplog.text
    assert "fan0" not in caplog.text


def test_sixteen_requests_at_once_make_three_links(app: Flask) -> None:
    start = threading.Barrier(16)

    def run() -> None:
        with app.app_context():
            start.wait()
            ask("flooded@example.org")
            db.session.remove()

    threads = [threading.Thread(target=run) for _turn in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert len(db.session.scalars(select(MailLink)).all()) == 3
        assert len(link_tokens(db.session())) == 3


def test_one_link_opened_sixteen_times_at_once_signs_in_once(app: Flask) -> None:
    with app.app_context():
        ask()
        (token,) = link_tokens(db.session())
    start, signed_in = threading.Barrier(16), []

    def run() -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    accounts.use_link(session, token=token, name="Rosa", now=NOON)
                signed_in.append(1)
            except Exception:
                db.session.rollback()
            db.session.remove()

    threads = [threading.Thread(target=run) for _turn in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed_in) == 1
    with app.app_context():
        assert db.session.execute(text("SELECT count(*) FROM login_session")).scalar() == 1


def test_page_says_that_no_further_link_was_sent_and_when_the_next_can_be(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        accounts.ensure_account(session, email="known@example.org", name="Kim")
    told = {}
    for address in ("known@example.org", "new@example.org"):
        clock.at = NOON
        for minute in range(4):
            clock.at = NOON + timedelta(minutes=minute)
            page = client.post("/sign-in", data={"email": address}).text
            assert ("We sent a link to" in page) == (minute < 3)
        assert "We did not send another link." in page
        assert "You can ask for the next from 12.15pm." in page
        told[address] = page.replace(address, "")
    csrf = re.compile(r'value="[\w.-]{40,}"')
    first, second = (csrf.sub("", page) for page in told.values())
    assert first == second


def test_mail_to_one_person_never_stands_behind_many_though_the_server_is_slow(
    app: Flask, settings: Settings
) -> None:
    """40,000 would take as long: the next to leave is chosen by its lane alone."""
    with app.app_context(), mail_server() as server:
        server.seconds_a_mail = 0.05
        here = replace(
            settings, mail_host="127.0.0.1", mail_port=server.port, mail_from="f@example.org"
        )
        with transaction() as session:
            for number in range(200):
                announce_to_many(
                    session,
                    "responses:news",
                    key16=number.to_bytes(16, "big"),
                    now=NOON - timedelta(hours=1),
                    to=f"fan{number}@example.org",
                    subject_line="Many",
                    body_line="News.",
                )
        deliver_due(SmtpMailer(here), public_url=HERE, now=NOON)
        before = len(server.taken)
        with transaction() as session:
            lines = {"subject_line": "You", "body_line": "Yours."}
            announce(session, "responses:news", now=NOON, to="kim@example.org", **lines)
        ask()
        deliver_due(SmtpMailer(here), public_url=HERE, now=NOON)
        first, second, third = server.taken[before : before + 3]
        assert 0 < before < 200
        assert "rosa@example.org" in first
        assert "kim@example.org" in second
        assert "Many" in third
