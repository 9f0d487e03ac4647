"""What staff wrote down for somebody. Source: docs/rules/intake.md."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.intake.domain.table import FIELD_LETTERS
from pbplatform.intake.kinds import ContactBy


class Written(Base):
    """An idea or a point that staff wrote down for a person, and how that person is reached."""

    __tablename__ = "written_down"

    path: Mapped[str] = mapped_column(
        String(200),
        primary_key=True,
        comment="of the idea or point, as links name it",
        info=not_personal(),
    )
    kind: Mapped[str] = mapped_column(String(10), info=not_personal())
    thing_id: Mapped[int] = mapped_column(comment="of the idea or the point")
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    by_name: Mapped[str] = mapped_column(
        String(80),
        info=personal(
            why="who wrote it down, in a public role",
            seen_by="everybody, beside the words",
            until="kept with the words",
        ),
    )
    by_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    origin: Mapped[str] = mapped_column(String(10), info=not_personal())
    origin_ref: Mapped[str] = mapped_column(
        String(200), default="", comment="path of the meeting", info=not_personal()
    )
    slip: Mapped[int | None] = mapped_column(comment="number of the paper slip")
    consent: Mapped[str] = mapped_column(
        Text, comment="the sentence that was read out and agreed to", info=not_personal()
    )
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contact: Mapped[str] = mapped_column(String(10), default=ContactBy.NONE, info=not_personal())
    key16: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="binds what is sealed to this row", info=not_personal()
    )
    sealed_address: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="name and postal address, sealed; empty once not needed",
        info=personal(
            why="to tell somebody by letter what comes of their words",
            seen_by="whoever sends the letters",
            until="400 days, or until they use their slip with an account",
        ),
    )
    token_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), unique=True, comment="keyed hash of the slip’s code", info=not_personal()
    )
    reach_since: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when the person said anew how they are told"
    )
    slip_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, comment="who saw the code of the newest slip"
    )
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)


class OnWord(Base):
    """What staff wrote down later on the word of whoever said a thing, without an account."""

    __tablename__ = "on_word"
    __table_args__ = {"sqlite_with_rowid": False}

    path: Mapped[str] = mapped_column(
        String(200), primary_key=True, comment="of the idea or point", info=not_personal()
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(10), info=not_personal())
    origin: Mapped[str] = mapped_column(String(10), info=not_personal())
    consent: Mapped[str] = mapped_column(
        Text, comment="the sentence that was read out and agreed to", info=not_personal()
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    by_name: Mapped[str] = mapped_column(
        String(80),
        info=personal(
            why="who wrote it down, in a public role",
            seen_by="everybody, beside the words",
            until="kept with the words",
        ),
    )
    by_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class StallEntry(Base):
    """What was taken down at a stall without a line, and came in once there was one."""

    __tablename__ = "stall_entry"

    key16: Mapped[bytes] = mapped_column(
        LargeBinary(16),
        primary_key=True,
        comment="made by the device, so that what is sent twice is taken once",
        info=not_personal(),
    )
    reference: Mapped[str] = mapped_column(
        String(8), index=True, comment="on the slip; made by the device", info=not_personal()
    )
    path: Mapped[str] = mapped_column(
        String(200), comment="of the idea or point it became", info=not_personal()
    )
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CallDay(Base):
    """How many calls there were on a day, and about what; a number, and nobody's name."""

    __tablename__ = "call_day"
    __table_args__ = {"sqlite_with_rowid": False}

    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="in the place")
    about: Mapped[str] = mapped_column(
        String(12), primary_key=True, comment="`call` counts the calls", info=not_personal()
    )
    calls: Mapped[int]


class CallBack(Base):
    """A call back that staff promised: a short note, gone once it is made, or after 30 days."""

    __tablename__ = "call_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    key16: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="binds what is sealed to this row", info=not_personal()
    )
    subject: Mapped[str] = mapped_column(
        String(120), comment="path of the round or forum", info=not_personal()
    )
    scope: Mapped[str] = mapped_column(String(120), index=True, info=not_personal())
    sealed_note: Mapped[str] = mapped_column(
        Text,
        comment="what about and how to reach the person, sealed",
        info=personal(
            why="so that staff call back as they promised",
            seen_by="facilitators and clerks of the round or forum",
            until="the call is made, or 30 days",
        ),
    )
    due: Mapped[date] = mapped_column(Date, comment="in the place")
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


_FROM_A_SLIP = personal(
    why="typed from a paper slip, until it is published",
    seen_by="whoever types and publishes the slips of the meeting",
    until="published or erased, or 30 days after it was changed last",
)


class SlipRow(Base):
    """One paper slip of a meeting, typed in. Once it is published, its words are gone from here."""

    __tablename__ = "slip_row"
    __table_args__ = (UniqueConstraint("meeting_id", "key"), UniqueConstraint("meeting_id", "n"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    key: Mapped[str] = mapped_column(
        String(24),
        comment="made by the page, so that two presses make one row",
        info=not_personal(),
    )
    n: Mapped[int] = mapped_column(comment="in the order in which rows came; its address")
    slip: Mapped[int | None] = mapped_column(comment="number of the paper slip")
    round_id: Mapped[int | None] = mapped_column(
        ForeignKey("round.id"), comment="of an idea; null for a point or when not said yet"
    )
    sort: Mapped[str] = mapped_column(
        String(10),
        default="",
        comment="of a point: request, question, concern",
        info=not_personal(),
    )
    title: Mapped[str] = mapped_column(
        String(FIELD_LETTERS["title"]), default="", info=_FROM_A_SLIP
    )
    text: Mapped[str] = mapped_column(Text, default="", info=_FROM_A_SLIP)
    place: Mapped[str] = mapped_column(
        String(FIELD_LETTERS["place"]), default="", info=_FROM_A_SLIP
    )
    name: Mapped[str] = mapped_column(String(FIELD_LETTERS["name"]), default="", info=_FROM_A_SLIP)
    consent: Mapped[bool] = mapped_column(default=False, comment="ticked on the slip")
    contact: Mapped[str] = mapped_column(String(10), default=ContactBy.NONE, info=not_personal())
    key16: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="binds what is sealed to this row", info=not_personal()
    )
    sealed_reach: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="e-mail, or name and postal address, sealed",
        info=personal(
            why="to tell somebody what comes of their slip",
            seen_by="nobody, before it is published",
            until="published or erased, or 30 days after it was changed last",
        ),
    )
    same: Mapped[str] = mapped_column(
        String(200),
        default="",
        comment="what it says again: a path, or row:<n> of this table",
        info=not_personal(),
    )
    returned_why: Mapped[str] = mapped_column(
        String(FIELD_LETTERS["reason"]),
        default="",
        comment="why it was given back to its typists",
        info=not_personal(),
    )
    revision: Mapped[int] = mapped_column(default=1, comment="counts its changes")
    window: Mapped[str] = mapped_column(
        String(12), default="", comment="of the page that saved it last", info=not_personal()
    )
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    path: Mapped[str] = mapped_column(
        String(200),
        default="",
        index=True,
        comment="what it became, or what it says again",
        info=not_personal(),
    )
    again: Mapped[bool] = mapped_column(default=False, comment="it says again what path says")
    token_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary(32),
        index=True,
        unique=True,
        comment="keyed hash of the code of a slip that says something again",
        info=not_personal(),
    )
    sealed_row: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        comment="all that was typed, sealed, for a day after it was published",
        info=personal(
            why="to put the row back where it was published by mistake",
            seen_by="nobody, unless it is taken back",
            until="24 hours after it was published",
        ),
    )
    batch: Mapped[int | None] = mapped_column(comment="number of the publication, by meeting")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def goes(self) -> str:
        """Where it goes, as forms say it; empty when nobody said."""
        if self.round_id is not None:
            return f"idea:{self.round_id}"
        return f"point:{self.sort}" if self.sort else ""


class SlipBatch(Base):
    """One publication of rows, and who pressed."""

    __tablename__ = "slip_batch"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), primary_key=True, autoincrement=False
    )
    batch: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="number of the publication"
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TakenBack(Base):
    """An idea or a point that was published from a table by mistake, and is there no more."""

    __tablename__ = "taken_back"

    path: Mapped[str] = mapped_column(
        String(200),
        primary_key=True,
        comment="of the idea or point, as links name it",
        info=not_personal(),
    )
    meeting_path: Mapped[str] = mapped_column(String(200), info=not_personal())
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SlipHand(Base):
    """Who typed or changed a row; they neither publish nor read what becomes of it."""

    __tablename__ = "slip_hand"
    __table_args__ = {"sqlite_with_rowid": False}

    row_id: Mapped[int] = mapped_column(
        ForeignKey("slip_row.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True
    )
    name: Mapped[str] = mapped_column(
        String(80),
        info=personal(
            why="who typed it, in a public role",
            seen_by="staff of the table; everybody, of whoever typed it first",
            until="erased, or kept with what it became",
        ),
    )
    role: Mapped[str] = mapped_column(String(20), info=not_personal())
    at: Mapped[datetime] = mapped_column(UtcDateTime)
