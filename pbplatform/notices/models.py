"""What facilitators wrote, what addresses chose, whom mails do not reach, how far digests are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
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


class NoticeAddress(Base):
    """An address to which facts are told: the key of its links, and whether mails reach it.

    Source: docs/rules/notices.md sections 5 and 8.
    """

    __tablename__ = "notice_address"
    __table_args__ = (
        CheckConstraint("unreached_why IN ('', 'refused', 'bounced')", name="unreached_why"),
        CheckConstraint("(unreached_at IS NULL) = (unreached_why = '')", name="unreached"),
        Index("ix_notice_address_unreached", "unreached_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(
        String(254),
        unique=True,
        info=personal(
            why="to keep what was chosen about mails, and whether they arrive",
            seen_by="the person",
            until="stopped, erased, or an hour after nothing is followed and no account has it",
        ),
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=not_personal())
    key16: Mapped[bytes] = mapped_column(LargeBinary(16), info=not_personal())
    sealed_token: Mapped[str] = mapped_column(
        Text,
        comment="what the links of its mails hold; only this installation reads it",
        info=not_personal(),
    )
    unreached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unreached_why: Mapped[str] = mapped_column(String(10), default="", info=not_personal())
    unreached_kind: Mapped[str] = mapped_column(
        String(60), default="", comment="of the mail that did not reach it", info=not_personal()
    )


class NoticeChoice(Base):
    """How often an address is told, from an instant on; the newest row counts.

    Earlier rows stay until every digest of their time has left.
    """

    __tablename__ = "notice_choice"
    __table_args__ = (
        CheckConstraint("often IN ('', 'now', 'daily', 'weekly', 'never')", name="often"),
    )

    address_id: Mapped[int] = mapped_column(
        ForeignKey("notice_address.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    what: Mapped[str] = mapped_column(
        String(160),
        primary_key=True,
        comment="a topic, one's own things, or the path of a thing",
        info=personal(
            why="to send what was chosen", seen_by="the person", until="with the address"
        ),
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    often: Mapped[str] = mapped_column(
        String(10), comment="empty: as chosen for each thing", info=not_personal()
    )


class DigestRun(Base):
    """The mails of one day or one week: from when to when, and how far they are written."""

    __tablename__ = "digest_run"
    __table_args__ = (CheckConstraint("often IN ('daily', 'weekly')", name="often"),)

    often: Mapped[str] = mapped_column(String(10), primary_key=True, info=not_personal())
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, comment="facts after this instant")
    reached: Mapped[int] = mapped_column(default=0, comment="id of the last address")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Notice(Base):
    """What a facilitator wrote to all who follow a round or a forum.

    Source: docs/rules/notices.md section 10.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(round_id IS NULL) != (forum_id IS NULL)", name="one_thing"),
        UniqueConstraint("round_id", "number"),
        UniqueConstraint("forum_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forum_series.id"))
    number: Mapped[int] = mapped_column(comment="within its round or forum, from 1")
    title: Mapped[str] = mapped_column(String(120), info=not_personal())
    words: Mapped[str] = mapped_column(Text, info=not_personal())
    by_name: Mapped[str] = mapped_column(
        String(80),
        info=personal(
            why="who answers for it, in a public role",
            seen_by="everybody",
            until="kept: public office",
        ),
    )
    role: Mapped[str] = mapped_column(String(20), info=not_personal())
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(
        Text, default="", comment="why it was taken back", info=not_personal()
    )
