"""The public log: bytes that never change once written (ruling 10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.audit.domain import triggers
from pbplatform.audit.domain.filing import ABOUT_LENGTH, FAMILY_LENGTH
from pbplatform.audit.domain.free_text import FIELD_LENGTH, SALT_BYTES
from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal

SITE = "site"
AGAIN_LENGTH = 20


class Log(Base):
    """The site log, and one ballot log for each round."""

    __tablename__ = "log"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True, info=not_personal())
    folded_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="last batch put in order, or the hour begun; ballot logs"
    )
    again: Mapped[str] = mapped_column(
        String(AGAIN_LENGTH),
        default="",
        server_default="",
        comment="when another copy of this log was accepted last, as its name tells; else empty",
        info=not_personal(),
    )


class LogPending(Base):
    """Entries written with their change, not yet in order. No time, no serial number."""

    __tablename__ = "log_pending"
    __table_args__ = {"sqlite_with_rowid": False}

    log_id: Mapped[int] = mapped_column(ForeignKey("log.id"), primary_key=True, autoincrement=False)
    key16: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=not_personal())
    body: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())


class LogEntry(Base):
    """The log in order. Triggers refuse UPDATE and DELETE on both databases, as for its tree.

    The bytes are the entry. What pages filter by stands beside them, written in the same insert.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        UniqueConstraint("log_id", "key16"),
        Index("ix_log_entry_family", "log_id", "family", "idx"),
        Index("ix_log_entry_about", "log_id", "about", "idx"),
        Index("ix_log_entry_at", "log_id", "at"),
        # Of the site log alone: entries of ballot logs, which carry no time, cost nothing more. The
        # time stands in it so that SQLite needs no row to see that there is one.
        Index(
            "ix_log_entry_about_family",
            *("log_id", "about", "family", "idx", "at"),
            sqlite_where=text("at IS NOT NULL"),
            postgresql_where=text("at IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    log_id: Mapped[int] = mapped_column(ForeignKey("log.id"), primary_key=True, autoincrement=False)
    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key16: Mapped[bytes] = mapped_column(LargeBinary(16), info=not_personal())
    body: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    family: Mapped[str] = mapped_column(
        String(FAMILY_LENGTH),
        server_default="",
        comment="what the kind begins with",
        info=not_personal(),
    )
    about: Mapped[str] = mapped_column(
        String(ABOUT_LENGTH),
        server_default="",
        comment="path of what the subject belongs to",
        info=not_personal(),
    )
    at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="as the bytes say; none in ballot logs"
    )


class LogTile(Base):
    """A full tile of the hash tree of a log: 256 hashes, final as the entries are.

    A tile that is not full is not stored: it follows from entries and from the tiles below.
    """

    __tablename__ = "log_tile"

    log_id: Mapped[int] = mapped_column(ForeignKey("log.id"), primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0 holds the leaves, 1 roots of tiles of 0"
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    root: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="over the hashes: a hash of the level above", info=not_personal()
    )


class LogHead(Base):
    """How far the tree of a log has come, and what it needs to grow."""

    __tablename__ = "log_head"

    log_id: Mapped[int] = mapped_column(ForeignKey("log.id"), primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(comment="entries in the tree")
    edge: Mapped[bytes] = mapped_column(
        LargeBinary, comment="roots of its complete parts, the largest first", info=not_personal()
    )


class LogCheckpoint(Base):
    """What the key of the logs has signed. No time: a ballot log has none finer than the hour."""

    __tablename__ = "log_checkpoint"

    log_id: Mapped[int] = mapped_column(ForeignKey("log.id"), primary_key=True, autoincrement=False)
    again: Mapped[str] = mapped_column(
        String(AGAIN_LENGTH), primary_key=True, comment="as in log", info=not_personal()
    )
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    note: Mapped[str] = mapped_column(Text, info=not_personal())
    public_key: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="Ed25519, of whoever signed", info=not_personal()
    )


class LogWitness(Base):
    """An outsider who watches the logs: a library, a newspaper, a neighbouring town."""

    __tablename__ = "log_witness"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(
        String(300), unique=True, comment="its public key as a line", info=not_personal()
    )
    name: Mapped[str] = mapped_column(
        String(120), comment="as pages call it: an institution", info=not_personal()
    )
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="no cosignature of this key is taken from then on"
    )


class LogCosignature(Base):
    """What a witness signed below a checkpoint. Rows are added, never changed."""

    __tablename__ = "log_cosignature"
    __table_args__ = (
        ForeignKeyConstraint(
            ["log_id", "again", "size"],
            ["log_checkpoint.log_id", "log_checkpoint.again", "log_checkpoint.size"],
        ),
    )

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    again: Mapped[str] = mapped_column(
        String(AGAIN_LENGTH), primary_key=True, comment="as in log", info=not_personal()
    )
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    witness_id: Mapped[int] = mapped_column(
        ForeignKey("log_witness.id"), primary_key=True, autoincrement=False
    )
    at: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="seconds since 1970, by the witness's clock",
    )
    signature: Mapped[bytes] = mapped_column(LargeBinary(64), info=not_personal())


class LogHour(Base):
    """How many entries of a ballot log were put in order in an hour: all that is told of time."""

    __tablename__ = "log_hour"

    log_id: Mapped[int] = mapped_column(ForeignKey("log.id"), primary_key=True, autoincrement=False)
    hour: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    entries: Mapped[int] = mapped_column(comment="put in order in this hour")


class LogReference(Base):
    """Who stands behind a salted commitment in an entry; erasure empties it, the entry stays."""

    __tablename__ = "log_reference"

    key16: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=not_personal())
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=not_personal())
    reference: Mapped[str | None] = mapped_column(
        String(80),
        info=personal(
            why="to find a person's own acts", seen_by="the person, auditors", until="erasure"
        ),
        index=True,
    )


class LogWords(Base):
    """Free text that an entry only commits to, with its salt; erasure empties both.

    The commitment stands in the entry: SHA-256 over salt and words.
    """

    __tablename__ = "log_words"
    __table_args__ = (
        CheckConstraint("(words IS NULL) = (salt IS NULL)", name="both_or_none"),
        {"sqlite_with_rowid": False},
    )

    key16: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=not_personal())
    field: Mapped[str] = mapped_column(String(FIELD_LENGTH), primary_key=True, info=not_personal())
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(SALT_BYTES), info=not_personal())
    words: Mapped[str | None] = mapped_column(
        Text,
        info=personal(
            why="the reasons that staff and delegates give in public, and the names of things",
            seen_by="everybody",
            until="erasure by a decision in the public log",
        ),
    )
    erased_by: Mapped[bytes | None] = mapped_column(
        LargeBinary(16), comment="key of the entry that decided it", info=not_personal()
    )


class LogWithheld(Base):
    """An entry of format 1 that is served by its hash alone: its words stand in its bytes."""

    __tablename__ = "log_withheld"
    __table_args__ = {"sqlite_with_rowid": False}

    key16: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=not_personal())
    erased_by: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="key of the entry that decided it", info=not_personal()
    )


for final in (LogEntry, LogTile, LogCheckpoint, LogCosignature):
    event.listen(final.__table__, "after_create", triggers.create_after_table)
