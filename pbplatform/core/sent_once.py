"""A form that is sent twice is one act: every page gives its forms a nonce of their own.

The nonce is used up in the transaction that does the act, so a refused form can be mended and sent
again, and of two that arrive at once one waits for the other.

Source: docs/rules/forms.md section 1.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal

FIELD = "once"
KEPT = timedelta(days=2)
_LONGEST = 64


class SentForm(Base):
    """One form that did something. Neither who sent it nor what it said can be read from it."""

    __tablename__ = "sent_form"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[bytes] = mapped_column(
        LargeBinary(32),
        primary_key=True,
        comment="SHA-256 of the nonce, who sent it and where the form went",
        info=not_personal(),
    )
    content: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="SHA-256 of the nonce and all fields", info=not_personal()
    )
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answer: Mapped[str | None] = mapped_column(
        Text,
        comment="where the answer led; empty when it was a page, null while there is none",
        info=not_personal(),
    )


class SentAlready(Exception):
    """The same form did its act before.

    Attributes:
        key: of the row.
        same: it says the same, so that the first answer is the answer.
    """

    def __init__(self, key: bytes, *, same: bool) -> None:
        super().__init__("this form was sent before")
        self.key = key
        self.same = same


def new_nonce() -> str:
    """128 random bits for one form on one page."""
    return secrets.token_urlsafe(16)


def key_of(nonce: str, what: str) -> bytes:
    """What the database knows a form by (32 bytes); only its sender knows the nonce.

    Args:
        what: who sent it, where it went, and what it said where other words are another act.
    """
    return hashlib.sha256(f"{nonce[:_LONGEST]}|{what}".encode()).digest()


def content_of(nonce: str, fields: list[tuple[str, str]]) -> bytes:
    """Fingerprint of what the form says (32 bytes); without the nonce nobody can guess at it."""
    digest = hashlib.sha256(nonce[:_LONGEST].encode())
    for name, value in fields:
        for part in (name, value):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8) + data)
    return digest.digest()


def use_up(session: Session, *, key: bytes, content: bytes, now: datetime) -> None:
    """Note in this transaction that the form did its act.

    Raises:
        SentAlready: it did before, perhaps at this very moment; nothing was written.
    """
    try:
        session.execute(insert(SentForm).values(key=key, content=content, sent_at=now))
    except IntegrityError:
        session.rollback()
        first = session.scalar(select(SentForm.content).where(SentForm.key == key))
        raise SentAlready(key, same=first == content) from None


def answer_of(session: Session, key: bytes) -> str | None:
    """Where the first answer led: a path, empty when it was a page, None while nobody knows."""
    return session.scalar(select(SentForm.answer).where(SentForm.key == key))


def note_answer(session: Session, *, key: bytes, answer: str) -> None:
    """Remember where the answer led, for whoever pressed twice and sees the second answer."""
    session.execute(update(SentForm).where(SentForm.key == key).values(answer=answer))


def forget_sent(session: Session, *, now: datetime) -> None:
    """Drop what is older than two days: pages are not kept open that long."""
    session.execute(delete(SentForm).where(SentForm.sent_at < now - KEPT))
