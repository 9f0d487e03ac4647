"""The mailbox page of demonstrations and tests: mails that no server was asked to carry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal


class DevMail(Base):
    """One mail as its receiver would read it; the key is the outbox row's, so it comes once."""

    __tablename__ = "dev_mail"

    key16: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=not_personal())
    to_address: Mapped[str] = mapped_column(
        String(254),
        info=personal(
            why="to try out mails without a mail server",
            seen_by="everybody, in demonstrations and tests only",
            until="the demonstration starts again",
        ),
    )
    subject: Mapped[str] = mapped_column(String(300), info=not_personal())
    body: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="to try out mails without a mail server",
            seen_by="everybody, in demonstrations and tests only",
            until="the demonstration starts again",
        ),
    )
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
