"""Ways a mail leaves: a mail server, or the mailbox page of demonstrations and tests."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from config import Settings
from pbplatform.core.slow_work import slow
from pbplatform.core.transaction import transaction
from pbplatform.notices.mails import Mail
from pbplatform.notices.models import DevMail

_PATIENCE_SECONDS = 20


class MailNotSent(Exception):
    """The mail server did not take this mail; it is tried again later."""


class Mailer(Protocol):
    """Sends one mail, outside every transaction.

    Raises:
        MailNotSent: try again later.
    """

    def send(self, mail: Mail, *, now: datetime) -> None: ...


class SmtpMailer:
    """Through a mail server: encrypted where it offers that, and always when it needs a name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @slow
    def send(self, mail: Mail, *, now: datetime) -> None:
        found = self._settings
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
                server.send_message(self._message(mail))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise MailNotSent(f"{type(error).__name__}: {error}") from error

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._settings.mail_from
        message["To"] = mail.to
        message["Subject"] = mail.subject
        domain = self._settings.mail_from.rpartition("@")[2].strip("<> ")
        message["Message-ID"] = f"<{mail.key16.hex()}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        return message


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
