"""What is arranged for a meeting: its changes, its agenda with papers, and who comes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal


class MeetingChange(Base):
    """What of a meeting was changed, from what to what, and why; added, never changed."""

    __tablename__ = "meeting_change"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    before: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=not_personal())
    after: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=not_personal())
    author: Mapped[str] = mapped_column(
        String(80),
        info=personal(why="who changed the meeting", seen_by="everybody", until="kept"),
    )
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgendaItem(Base):
    """What a meeting is about, one thing after the other; one taken off stays, unseen."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int] = mapped_column(comment="in the order in which they came; its address")
    place: Mapped[int] = mapped_column(comment="order on the agenda")
    clock: Mapped[str] = mapped_column(
        String(5),
        default="",
        comment="time of day, 18:30; empty when not said",
        info=not_personal(),
    )
    title: Mapped[str] = mapped_column(String(200), info=not_personal())
    opened_by: Mapped[str] = mapped_column(
        String(120),
        default="",
        info=personal(why="who opens the item", seen_by="everybody", until="kept"),
    )
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AgendaPaper(Base):
    """A file that belongs to an item of the agenda."""

    __tablename__ = "agenda_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), info=not_personal())
    sha256: Mapped[bytes] = mapped_column(
        LargeBinary(32), ForeignKey("stored_file.sha256"), info=not_personal()
    )
    size: Mapped[int] = mapped_column(comment="bytes")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Registration(Base):
    """Somebody who says that they will come, without an account."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("people > 0", name="people_come"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int] = mapped_column(comment="in the order in which they came")
    name: Mapped[str] = mapped_column(
        String(80),
        default="",
        info=personal(
            why="to know who comes, where they say it",
            seen_by="facilitators and clerks of the forum",
            until="14 days after the meeting",
        ),
    )
    people: Mapped[int] = mapped_column(comment="how many come; stays for the count")
    needs: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(
            why="so that they can take part",
            seen_by="facilitators and clerks of the forum",
            until="14 days after the meeting",
        ),
    )
    listed: Mapped[bool] = mapped_column(
        default=False, comment="the name may stand on the printed sign-in sheet"
    )
    placed: Mapped[bool] = mapped_column(comment="has a place; else it waits for one")
    token_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), unique=True, info=not_personal()
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
