"""Who was at a meeting: a number that people make themselves, counts, and officials by name.

Source: docs/rules/forums.md section 3.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal


class Attendance(Base):
    """Somebody who says they were at a meeting; only the number is public."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendanceRecord(Base):
    """How many came, as somebody wrote it down; a later one corrects it, with a reason."""

    __tablename__ = "attendance_record"
    __table_args__ = (
        CheckConstraint("in_room >= 0 AND online >= 0 AND by_phone >= 0", name="counts"),
    )

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    in_room: Mapped[int] = mapped_column(comment="people")
    online: Mapped[int] = mapped_column(comment="people")
    by_phone: Mapped[int] = mapped_column(comment="people")
    reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    by_name: Mapped[str] = mapped_column(
        String(80),
        info=personal(why="who wrote it down", seen_by="everybody", until="kept: public office"),
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class OfficialPresent(Base):
    """An official who was at a meeting: a public fact."""

    __tablename__ = "official_present"
    __table_args__ = (
        ForeignKeyConstraint(
            ["meeting_id", "record_n"], ["attendance_record.meeting_id", "attendance_record.n"]
        ),
    )

    meeting_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(
        String(80),
        info=personal(
            why="which officials were there", seen_by="everybody", until="kept: public office"
        ),
    )
    post: Mapped[str] = mapped_column(String(120), default="", info=not_personal())
    body: Mapped[str] = mapped_column(
        String(120), default="", comment="team or organisation", info=not_personal()
    )
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
