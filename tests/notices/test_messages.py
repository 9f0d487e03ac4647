"""A mail as mail servers read it. Source: docs/rules/notices.md section 3."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from config import Settings
from pbplatform.core.mails import quotable, subject_line
from pbplatform.notices.jobs.mailers import MailNotSent, MailRefused, SmtpMailer, message_of
from pbplatform.notices.words import Letterhead, Mail, render
from tests.conftest import NOON
from tests.notices.smtp_server import mail_server

HEAD = Letterhead(place="Hackford", public_url="http://localhost", help_line="Call 020 7946 0123")


def mail(to: str = "rosa@example.org", subject: str = "News") -> Mail:
    return Mail(key16=bytes(range(16)), to=to, subject=subject, body="Grüße.\n")


def parsed(settings: Settings, one: Mail) -> EmailMessage:
    raw = message_of(one, settings=settings, now=NOON).as_bytes(policy=SMTP)
    read = message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    return read


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("fund@hackford.test", "hackford.test"),
        ("Hackford Fund <fund@hackford.test>", "hackford.test"),
        ("fund@bücher.test", "xn--bcher-kva.test"),
        ("fund", "together.test"),
    ],
)
def test_every_mail_has_a_date_and_a_name_of_its_own(
    settings: Settings, sender: str, domain: str
) -> None:
    real = replace(settings, mail_from=sender, public_url="https://together.test")
    message = parsed(real, mail())
    assert parsedate_to_datetime(message["Date"]) == NOON
    assert message["Message-ID"] == f"<{bytes(range(16)).hex()}@{domain}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().strip() == "Grüße."
    assert [name for name in message if message.get_all(name)[1:]] == []


def test_server_that_takes_no_password_keeps_the_mail_for_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtplib.SMTP, "starttls", lambda *_args, **_more: (220, b"go on"))
    with mail_server() as server:
        server.extensions = ("mail.test", "STARTTLS")
        real = replace(settings, mail_host="127.0.0.1", mail_port=server.port, mail_user="f",
                       mail_password="x", mail_from="f@h.test")  # fmt: skip
        with pytest.raises(MailNotSent):
            SmtpMailer(real).send(mail(), now=NOON)


@pytest.mark.parametrize(
    "words",
    [
        "News\r\nBcc: all@example.org",
        "News\nBcc: all@example.org",
        "News\x0bBcc: x\x00\x85\u2028Bcc: y",
        "News\r\n\r\nBody of somebody else",
        "\u202eneeds turning\u2066",
        "x" * 5000,
    ],
)
def test_nothing_that_people_write_makes_a_header_of_its_own(
    settings: Settings, words: str
) -> None:
    message = parsed(replace(settings, mail_from="f@h.test"), mail(subject=subject_line(words)))
    allowed = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}
    assert {name for name in message if not name.startswith("Content-")} == allowed
    assert len(message["Subject"]) <= 200
    assert message.get_content().strip() == "Grüße."


@pytest.mark.parametrize(
    "to",
    [
        "rosa@example.org\r\nBcc: all@example.org",
        "rosa@example.org, all@example.org",
        "Rosa <rosa@example.org>",
        "rosa",
        "@example.org",
        "rosa@" + "x" * 70 + ".org",
        "rosa@ex\u200bample.org",
        "ro sa@example.org",
        "rosa@example..org",
    ],
)
def test_what_is_no_address_is_given_up_in_words(settings: Settings, to: str) -> None:
    with pytest.raises(MailRefused, match="no address"):
        message_of(mail(to), settings=replace(settings, mail_from="f@h.test"), now=NOON)


def test_domain_in_other_letters_goes_through_every_mail_server(settings: Settings) -> None:
    with mail_server() as server:
        real = replace(settings, mail_host="127.0.0.1", mail_port=server.port, mail_from="f@h.test")
        SmtpMailer(real).send(mail("rosa@bücher.example"), now=NOON)
    assert message_from_string(server.taken[0], policy=default)["To"] == (
        "rosa@xn--bcher-kva.example"
    )


def test_name_in_other_letters_needs_a_server_that_says_it_takes_them(settings: Settings) -> None:
    with mail_server() as server:
        real = replace(settings, mail_host="127.0.0.1", mail_port=server.port, mail_from="f@h.test")
        with pytest.raises(MailRefused, match="no address in these letters"):
            SmtpMailer(real).send(mail("zoë@example.org"), now=NOON)
        server.extensions = ("8BITMIME", "SMTPUTF8")
        SmtpMailer(real).send(mail("zoë@example.org"), now=NOON)
    assert "zoë@example.org" in server.taken[0]


def test_server_that_refuses_for_good_is_told_from_one_that_is_busy(settings: Settings) -> None:
    with mail_server() as server:
        real = replace(settings, mail_host="127.0.0.1", mail_port=server.port, mail_from="f@h.test")
        server.refuses = True
        with pytest.raises(MailNotSent):
            SmtpMailer(real).send(mail(), now=NOON)
        server.refuses_for_good = True
        with pytest.raises(MailRefused, match=r"refused the address \(550\)") as told:
            SmtpMailer(real).send(mail(), now=NOON)
    assert "rosa" not in told.value.reason


@pytest.mark.parametrize(
    "words",
    [
        *("Win at https://evil.example", "see evil.example/x", "www.evil", "mail me@evil.example"),
        *("evil．example", "call 07946012345", "pay http://1.2.3.4", "t.me/evil now"),
    ],
)
def test_words_of_a_stranger_that_lead_elsewhere_are_not_quoted(app: Flask, words: str) -> None:
    assert quotable(words) == ""
    with app.app_context(), force_locale("en"):
        payload = {
            "to": "victim@example.org",
            "token": "abc",
            "waits": "idea",
            "title": words,
            "goes_to": "Neighbour Fund",
            "kept_until": "2027-03-17T12:00:00.000000Z",
        }
        told = render("accounts:sign_in_link", payload, key16=bytes(16), head=HEAD)
    assert words not in told.body + told.subject


def test_idea_that_can_be_sent_until_midnight_is_told_by_the_day_that_ends(app: Flask) -> None:
    payload = {"to": "rosa@example.org", "token": "abc", "waits": "idea", "title": "Benches",
               "goes_to": "The Fund", "kept_until": "2027-05-31T23:00:00.000000Z"}  # fmt: skip
    with app.app_context(), force_locale("en"):
        told = render("accounts:sign_in_link", payload, key16=bytes(16), head=HEAD)
    assert "until Monday 31 May 2027, 11.59pm" in told.body


def test_mail_for_an_idea_says_what_waits_and_until_when(app: Flask) -> None:
    title = "Benches on Mill Lane\r\nand more " + "x" * 200
    until = (NOON + timedelta(days=7)).isoformat()
    payload = {"to": "rosa@example.org", "token": "abc", "waits": "idea", "title": title,
               "goes_to": "Neighbour Fund", "kept_until": until}  # fmt: skip
    with app.app_context(), force_locale("en"):
        told = render("accounts:sign_in_link", payload, key16=bytes(16), head=HEAD)
    assert told.subject == "One step left: confirm and send your idea to Neighbour Fund"
    assert "It is kept, but not sent yet." in told.body
    assert "Its title, as it was typed: “Benches on Mill Lane and more x" in told.body
    assert "until Wednesday 17 March 2027, noon" in told.body
    assert "http://localhost/sign-in/abc" in told.body
    assert "Did you not write it?" in told.body
    assert max(len(line) for line in told.body.splitlines()) < 180
