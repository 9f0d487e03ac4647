"""Announced facts reach people; a mail is never lost and never holds up another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_string
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.core.db import db
from pbplatform.core.outbox import MAX_ATTEMPTS, OutboxRow, announce, try_again
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.delivery import LEASE, deliver_due
from pbplatform.notices.jobs.mailers import DevMailer, MailNotSent, SmtpMailer, mailer_for
from pbplatform.notices.words import Mail
from tests.conftest import NOON
from tests.factories import make_place
from tests.mailed import link_tokens
from tests.notices.smtp_server import mail_server

HERE = "http://localhost"


class Pigeon:
    """A mailer that remembers, and loses the way to some."""

    def __init__(self, *lost: str) -> None:
        self.lost = lost
        self.sent: list[Mail] = []

    def send(self, mail: Mail, *, now: datetime) -> None:
        if mail.to in self.lost:
            raise MailNotSent("lost")
        self.sent.append(mail)


class DyingPigeon:
    def send(self, mail: Mail, *, now: datetime) -> None:
        raise KeyboardInterrupt


def rows() -> list[OutboxRow]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxRow)))


def tell(*addresses: str, kind: str = "forums:point_answered") -> None:
    with transaction() as session:
        for to in addresses:
            announce(
                session,
                kind,
                now=NOON,
                to=to,
                subject_line="Your point was answered",
                body_line="Tom answered point 31.",
                path="forums/town-forum/points/31",
            )


def test_sign_in_mail_has_the_link_and_says_why_it_came(app: Flask) -> None:
    pigeon = Pigeon()
    with app.app_context():
        with transaction() as session:
            make_place(session)
            accounts.request_link(session, email="rosa@example.org", next_path="", now=NOON)
        (token,) = link_tokens(db.session())
        assert deliver_due(pigeon, public_url=HERE, now=NOON) == 1
        (row,) = rows()
    (mail,) = pigeon.sent
    assert mail.to == "rosa@example.org"
    assert mail.subject == "Your link to sign in to Hackford"
    assert f"{HERE}/sign-in/{token}" in mail.body
    assert "because somebody entered your address" in mail.body
    assert "020 7946 0123" in mail.body
    assert (row.done_at, row.payload) == (NOON, {})


def test_fact_without_words_of_its_own_is_told_by_its_lines(app: Flask) -> None:
    pigeon = Pigeon()
    with app.app_context():
        tell("rosa@example.org")
        deliver_due(pigeon, public_url=HERE, now=NOON)
    (mail,) = pigeon.sent
    assert mail.subject == "Your point was answered"
    assert "Tom answered point 31.\n\nhttp://localhost/forums/town-forum/points/31" in mail.body
    assert "You get this mail because" in mail.body


def test_fact_that_nobody_has_words_for_is_kept_and_told_of(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        with transaction() as session:
            announce(session, "rounds:mystery", now=NOON, to="rosa@example.org")
        assert deliver_due(Pigeon(), public_url=HERE, now=NOON) == 0
        assert [row.done_at for row in rows()] == [None]
    assert "rounds:mystery" in caplog.text
    assert "rosa@example.org" not in caplog.text


def test_fact_that_names_nobody_is_done_quietly(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        with transaction() as session:
            announce(session, "rounds:nobody", now=NOON, subject_line="x", body_line="y")
        assert deliver_due(Pigeon(), public_url=HERE, now=NOON) == 0
        assert [(row.done_at, row.payload) for row in rows()] == [(NOON, {})]
    assert caplog.records == []


def test_failing_address_is_tried_later_and_holds_up_nobody(app: Flask) -> None:
    pigeon = Pigeon("lost@example.org")
    with app.app_context():
        tell("rosa@example.org", "lost@example.org", "ana@example.org")
        assert deliver_due(pigeon, public_url=HERE, now=NOON) == 2
        (waiting,) = [row for row in rows() if row.done_at is None]
        assert waiting.payload["to"] == "lost@example.org"
        assert waiting.due_at == NOON + timedelta(minutes=2)
        assert deliver_due(pigeon, public_url=HERE, now=NOON + timedelta(minutes=1)) == 0
        pigeon.lost = ()
        assert deliver_due(pigeon, public_url=HERE, now=NOON + timedelta(minutes=2)) == 1
    assert {mail.to for mail in pigeon.sent} == {
        "rosa@example.org",
        "ana@example.org",
        "lost@example.org",
    }


def test_mail_given_up_is_kept_and_can_be_sent_again(app: Flask) -> None:
    pigeon = Pigeon("rosa@example.org")
    with app.app_context():
        tell("rosa@example.org")
        now = NOON
        for _attempt in range(MAX_ATTEMPTS):
            deliver_due(pigeon, public_url=HERE, now=now)
            now += timedelta(days=1)
        (row,) = rows()
        assert (row.gave_up, row.payload["to"]) == (True, "rosa@example.org")
        assert deliver_due(Pigeon(), public_url=HERE, now=now) == 0
        with transaction() as session:
            assert try_again(session, now=now) == 1
        assert deliver_due(Pigeon(), public_url=HERE, now=now) == 1


def test_worker_that_dies_while_sending_loses_nothing(app: Flask) -> None:
    with app.app_context():
        tell("rosa@example.org")
        with pytest.raises(KeyboardInterrupt):
            deliver_due(DyingPigeon(), public_url=HERE, now=NOON)
        assert deliver_due(Pigeon(), public_url=HERE, now=NOON) == 0
        assert deliver_due(Pigeon(), public_url=HERE, now=NOON + LEASE) == 1


def test_mail_server_gets_the_mail_as_plain_text(app: Flask, settings: Settings) -> None:
    with app.app_context(), mail_server() as server:
        real = replace(
            settings, mail_host="127.0.0.1", mail_port=server.port, mail_from="fund@hackford.test"
        )
        mailer = mailer_for(real)
        assert isinstance(mailer, SmtpMailer)
        tell("rosa@example.org")
        assert deliver_due(mailer, public_url=HERE, now=NOON) == 1
        message = message_from_string(server.taken[0], policy=default)
        assert message["To"] == "rosa@example.org"
        assert message["From"] == "fund@hackford.test"
        assert message["Message-ID"].endswith("@hackford.test>")
        assert "Tom answered point 31." in message.get_content()


def test_mail_server_that_refuses_or_does_not_encrypt_keeps_the_mail(
    app: Flask, settings: Settings
) -> None:
    with app.app_context(), mail_server() as server:
        real = replace(settings, mail_host="127.0.0.1", mail_port=server.port, mail_from="f@h.test")
        server.refuses = True
        tell("rosa@example.org")
        assert deliver_due(SmtpMailer(real), public_url=HERE, now=NOON) == 0
        server.refuses = False
        named = replace(real, mail_user="fund", mail_password="secret")
        later = NOON + timedelta(hours=1)
        assert deliver_due(SmtpMailer(named), public_url=HERE, now=later) == 0
        assert server.taken == []
        assert deliver_due(SmtpMailer(real), public_url=HERE, now=later + timedelta(hours=1)) == 1


def test_real_place_without_mail_server_lets_mails_wait(settings: Settings) -> None:
    assert mailer_for(replace(settings, mode="production")) is None
    assert isinstance(mailer_for(settings), DevMailer)


def test_mailbox_page_shows_what_waits_and_what_was_sent_once(
    app: Flask, client: FlaskClient
) -> None:
    empty = client.get("/dev/mail").get_data(as_text=True)
    assert "No mail yet" in empty
    with app.app_context(), transaction() as session:
        make_place(session)
    client.post("/sign-in", data={"email": "rosa@example.org"})
    waiting = client.get("/dev/mail").get_data(as_text=True)
    assert "About to be sent" in waiting
    assert waiting.count("/sign-in/") >= 1
    with app.app_context():
        assert deliver_due(DevMailer(), public_url=HERE, now=NOON) == 1
    sent = client.get("/dev/mail").get_data(as_text=True)
    assert "About to be sent" not in sent
    assert sent.count("<h2") == 1
    link = sent.split('href="http://localhost/sign-in/')[1].split('"')[0]
    assert client.get(f"/sign-in/{link}").status_code == 200


def test_mailbox_page_is_not_there_in_a_real_place(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = replace(settings, mode="production")
    assert app.test_client().get("/dev/mail").status_code == 404


def test_mailbox_has_no_two_regions_of_the_same_name(app: Flask, client: FlaskClient) -> None:
    """The same subject comes twice: mails are articles, which are no landmarks."""
    with app.app_context():
        with transaction() as session:
            make_place(session)
        tell("rosa@example.org", "ana@example.org")
    page = client.get("/dev/mail").get_data(as_text=True)
    assert page.count('<article class="pb-section" aria-labelledby="mail-') == 2
