"""Mails that do not arrive. Source: docs/rules/notices.md section 5."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.outbox import OutboxRow, announce, announce_awaited
from pbplatform.core.transaction import transaction
from pbplatform.notices.domain.bounce import is_about_the_address, read_bounce
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.jobs.mailers import SmtpMailer
from pbplatform.notices.models import NoticeAddress
from pbplatform.notices.queries.addresses import is_unreached
from pbplatform.notices.services import following
from pbplatform.notices.services.bouncing import note_bounce
from tests.conftest import NOON, SetClock
from tests.factories import make_person
from tests.notices.followers import HERE, LATER, follows, fund, happens, mails, person, rows
from tests.notices.smtp_server import mail_server
from tests.pages import sign_in

ROSA = "rosa@example.org"
REPORT = """From: MAILER-DAEMON@mail.test
To: forum@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="X"

--X
Content-Type: text/plain

I am sorry.

--X
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.test

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--X
Content-Type: {returned}

From: forum@example.org
To: {header}
Message-ID: <{key}@example.org>
Subject: News

--X--
"""


def report(key: str, **told: str) -> bytes:
    facts = {"to": ROSA, "action": "failed", "status": "5.1.1", "returned": "message/rfc822"}
    facts = {**facts, "header": told.get("to", ROSA), **told}
    return REPORT.format(key=key, **facts).encode()


def a_mail_left(app: Flask) -> str:
    """The name of a mail that was sent to Rosa."""
    fund(app)
    follows(app, ROSA)
    happens(app)
    (mail,) = mails(app).sent
    return mail.key16.hex()


def reads(app: Flask, raw: bytes, at: datetime = LATER) -> bool:
    bounce = read_bounce(raw)
    if bounce is None:
        return False
    with app.app_context(), transaction() as session:
        return note_bounce(session, bounce, now=at)


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_bounce_of_a_mail_of_ours_is_noted_and_nothing_more_is_sent(
    app: Flask, returned: str
) -> None:
    key = a_mail_left(app)
    assert reads(app, report(key, returned=returned))
    happens(app, LATER + timedelta(hours=1))
    with app.app_context(), transaction() as session:
        announce(session, "forums:any", now=LATER, to=ROSA)
        announce_awaited(
            session, "accounts:new_address", now=LATER, secret={"token": "abc"}, to=ROSA
        )
    sent = mails(app, LATER + timedelta(hours=2)).sent
    assert len(sent) == 1
    assert "/me/address/abc" in sent[0].body
    with app.app_context(), transaction() as session:
        following.reaches(session, email=ROSA)
    happens(app, LATER + timedelta(hours=3))
    assert len(mails(app, LATER + timedelta(hours=3)).sent) == 1


def test_bounce_that_goes_elsewhere_is_matched_by_the_mail_that_came_back(app: Flask) -> None:
    key = a_mail_left(app)
    assert reads(app, report(key, to="forwarded@elsewhere.example", header=f"Rosa <{ROSA}>"))
    with app.app_context():
        assert is_unreached(db.session(), ROSA)
        assert not is_unreached(db.session(), "forwarded@elsewhere.example")


@pytest.mark.parametrize(
    "told",
    [
        {"action": "delayed", "status": "4.2.0"},
        {"status": "4.4.1"},
        {"status": "5.2.2"},
        {"status": "5.7.1"},
        {"status": ""},
        {"to": "victim@example.org"},
        {"key": "0" * 32},
        {"key": "none"},
    ],
)
def test_bounce_counts_only_for_good_of_our_mail_and_its_address(
    app: Flask, told: dict[str, str]
) -> None:
    key = a_mail_left(app)
    assert not reads(app, report(**{"key": key, **told}))
    assert not reads(app, report(key), at=LATER + timedelta(days=7))
    with app.app_context():
        assert not db.session.scalars(
            select(NoticeAddress).where(NoticeAddress.unreached_at.is_not(None))
        ).all()


@given(st.binary(max_size=300))
def test_whatever_bytes_come_no_bounce_is_read_in_them_or_one_is(raw: bytes) -> None:
    assert read_bounce(raw) is None
    cut = report("a" * 32)
    found = read_bounce(cut[: len(raw)] + raw + cut[len(raw) :])
    assert found is None or found.key16 == bytes.fromhex("a" * 32)


@pytest.mark.parametrize(
    ("status", "is_it"),
    [("5.1.1", True), ("5.1.1 (bad)", True), ("5.2.2", False), ("4.1.1", False), ("x", False)],
)
def test_status_says_whether_the_address_is_at_fault(status: str, is_it: bool) -> None:
    assert is_about_the_address(status) is is_it


def test_address_refused_for_good_at_sending_is_noted_and_a_busy_server_is_not(
    app: Flask, settings: Settings
) -> None:
    fund(app)
    follows(app, ROSA)
    with mail_server() as server:
        there = {"mail_host": "127.0.0.1", "mail_port": server.port, "mail_from": "f@example.org"}
        mailer = SmtpMailer(replace(settings, **there))
        for refuses, noted in (("refuses", False), ("refuses_for_good", True)):
            setattr(server, refuses, True)
            with app.app_context():
                with transaction() as session:
                    announce(
                        session, "x:y", now=NOON, to=ROSA, subject_line="News", body_line="It is."
                    )
                deliver_due(mailer, public_url=HERE, now=NOON)
                assert is_unreached(db.session(), ROSA) is noted


def test_owner_reads_it_and_has_us_try_again_and_staff_see_only_how_many(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    key = a_mail_left(app)
    rosa = person(app, "Rosa")
    assert reads(app, report(key))
    sign_in(app, client, rosa, clock)
    assert "Mails do not reach this address" in client.get("/me").text
    assert "Mails do not reach this address" in client.get("/me/notifications").text
    assert client.get("/desk/facilitator/mails").status_code == 403
    with app.app_context(), transaction() as session:
        bea = make_person(session, "Bea", role="facilitator")
    staff = app.test_client()
    sign_in(app, staff, bea, clock)
    assert "Mails do not reach 1 address." in staff.get("/desk/facilitator").text
    page = staff.get("/desk/facilitator/mails").text
    assert "News of what people follow" in page
    assert "rosa" not in page.lower()
    assert client.post("/me/notifications/again").status_code == 302
    assert "Mails do not reach this address" not in client.get("/me").text
    assert "all mails arrive" in staff.get("/desk/facilitator/mails").text
    assert rows(app, OutboxRow) == 1
