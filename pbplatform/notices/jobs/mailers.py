"""Ways a mail leaves: a mail server, or the mailbox page of demonstrations and tests."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Protocol
from urllib.parse import urlsplit

from config import Settings
from pbplatform.core.local_paths import has_unseen
from pbplatform.core.slow_work import slow
from pbplatform.core.transaction import transaction
from pbplatform.notices.domain.bounce import is_about_the_address
from pbplatform.notices.models import DevMail
from pbplatform.notices.words import Mail

_PATIENCE_SECONDS = 20
_FOR_GOOD = 500  # the first code by which a mail server refuses for good
_UNKNOWN = (550, 551, 553)  # the codes of an address that is not there
_ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")


class MailNotSent(Exception):
    """The mail server did not take this mail; it is tried again later."""


class MailRefused(Exception):
    """No later try will help: the address or the server cannot do it.

    Attributes:
        reason: why, without the address.
        is_address: whether no mail will ever reach this address, not this one alone.
    """

    def __init__(self, reason: str, *, is_address: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_address = is_address


class Mailer(Protocol):
    """Sends one mail, outside every transaction.

    Raises:
        MailNotSent: try again later.
        MailRefused: trying again will not help.
    """

    def send(self, mail: Mail, *, now: datetime) -> None: ...


class SmtpMailer:
    """Through a mail server: encrypted where it offers that, and always when it needs a name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @slow
    def send(self, mail: Mail, *, now: datetime) -> None:
        found = self._settings
        message = message_of(mail, settings=found, now=now)
        try:
            with smtplib.SMTP(
                found.mail_host, found.mail_port, timeout=_PATIENCE_SECONDS
            ) as server:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                    server.ehlo()
                elif found.mail_user:
                    raise MailNotSent("the mail server does not encrypt; the password stays here")
                if found.mail_user:
                    server.login(found.mail_user, found.mail_password)
                _hand_over(server, message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _words in error.recipients.values()}
            if codes and min(codes) >= _FOR_GOOD:
                raise MailRefused(
                    f"the mail server refused the address ({min(codes)})",
                    is_address=_does_not_know(error),
                ) from error
            raise MailNotSent("the mail server did not take the address now") from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise MailNotSent(type(error).__name__) from error


def _does_not_know(error: smtplib.SMTPRecipientsRefused) -> bool:
    """Whether the server says that it does not know the address, and not that it wants no mail."""
    for code, said in error.recipients.values():
        status = _ENHANCED.search(said.decode("ascii", "replace"))
        if code not in _UNKNOWN or (status and not is_about_the_address(status[0])):
            return False
    return True


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused("the mail server takes no address in these letters") from error


def message_of(mail: Mail, *, settings: Settings, now: datetime) -> EmailMessage:
    """The mail as bytes need it: one line in each header, a date, a name of its own.

    Raises:
        MailRefused: the address is none.
    """
    _name, sender = parseaddr(settings.mail_from)
    at_home = urlsplit(settings.public_url).hostname or "localhost"
    domain = sender.rpartition("@")[2] if "@" in sender else at_home
    message = EmailMessage()
    try:
        message["From"] = settings.mail_from
        message["To"] = _address(mail.to)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{mail.key16.hex()}@{domain.encode('idna').decode()}>"
    except (ValueError, IndexError, HeaderParseError) as error:
        raise MailRefused("this is no address that a mail can be sent to") from error
    message["Auto-Submitted"] = "auto-generated"
    if mail.one_click:
        message["List-Unsubscribe"] = f"<{mail.one_click}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    return message


def _address(typed: str) -> Address:
    """The address with its domain in ASCII, which every mail server takes (IDNA).

    Raises:
        ValueError: there is no such domain, or something that is no part of an address.
    """
    local, _at, domain = typed.rpartition("@")
    if not local or has_unseen(typed) or any(letter in typed for letter in ' ,;:<>()[]\\"'):
        raise ValueError("not an address")
    return Address(username=local, domain=domain.encode("idna").decode())


class DevMailer:
    """Into the table behind /dev/mail."""

    def send(self, mail: Mail, *, now: datetime) -> None:
        with transaction() as session:
            if session.get(DevMail, mail.key16) is None:
                session.add(
                    DevMail(
                        key16=mail.key16,
                        to_address=mail.to,
                        subject=mail.subject,
                        body=mail.body,
                        sent_at=now,
                    )
                )


def mailer_for(settings: Settings) -> Mailer | None:
    """How this installation sends; None leaves mails in the outbox until a server is named."""
    if settings.mail_host:
        return SmtpMailer(settings)
    return None if settings.is_production else DevMailer()
