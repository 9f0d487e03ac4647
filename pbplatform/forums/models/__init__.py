"""A forum and its meetings; their minutes and who was there."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal
from pbplatform.forums.models.arranged import (
    AgendaItem,
    AgendaPaper,
    MeetingChange,
    Registration,
)
from pbplatform.forums.models.attendance import Attendance, AttendanceRecord, OfficialPresent
from pbplatform.forums.models.minutes import (
    Correction,
    CorrectionDecision,
    MinutesDraft,
    MinutesVersion,
)

__all__ = [
    "AgendaItem",
    "AgendaPaper",
    "Attendance",
    "AttendanceRecord",
    "Correction",
    "CorrectionDecision",
    "ForumSeries",
    "Meeting",
    "MeetingChange",
    "MinutesDraft",
    "MinutesVersion",
    "OfficialPresent",
    "Registration",
]


class ForumSeries(Base):
    """A forum that meets again and again, led by one team."""

    __tablename__ = "forum_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=not_personal())
    name: Mapped[str] = mapped_column(String(120), info=not_personal())
    promise: Mapped[str] = mapped_column(
        Text, comment="what officials promise, one sentence", info=not_personal()
    )
    lead_team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def scope(self) -> str:
        return f"forum:{self.slug}"

    @property
    def path(self) -> str:
        return f"forums/{self.slug}"

    def path_to(self, meeting: Meeting) -> str:
        """Path of a meeting of this forum: the subject of its entries in the log."""
        return f"{self.path}/meetings/{meeting.slug}"


class Meeting(Base):
    """One meeting of a forum. Its address is the day for which it was called first, and stays."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("forum_id", "slug"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        Index("ix_meeting_starts_at", "starts_at"),
        # Those that were called and sent out no minutes, however many did.
        Index(
            "ix_meeting_without_minutes",
            *("forum_id", "day"),
            sqlite_where=text("circulated_on IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("circulated_on IS NULL AND cancelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum_series.id"))
    slug: Mapped[str] = mapped_column(
        String(20),
        comment="its address: the day it was called for; never changes",
        info=not_personal(),
    )
    day: Mapped[date] = mapped_column(Date, comment="day of starts_at in the place")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    venue: Mapped[str] = mapped_column(Text, info=not_personal())
    address: Mapped[str] = mapped_column(String(200), default="", info=not_personal())
    online_link: Mapped[str] = mapped_column(String(300), default="", info=not_personal())
    online_note: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    access: Mapped[dict[str, str]] = mapped_column(
        JSON,
        default=dict,
        comment="yes, no or on_request, by what is offered; others: not said",
        info=not_personal(),
    )
    languages: Mapped[list[str]] = mapped_column(
        JSON, default=list, comment="BCP 47 tags of the languages spoken", info=not_personal()
    )
    access_note: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    agenda: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    again_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), comment="the cancelled meeting that this one stands for"
    )
    capacity: Mapped[int | None] = mapped_column(comment="people; none for no limit")
    minutes_days: Mapped[int] = mapped_column(comment="working days until minutes are due")
    correction_days: Mapped[int] = mapped_column(
        default=10, server_default="10", comment="working days in which minutes can be corrected"
    )
    calendar_version: Mapped[int] = mapped_column(ForeignKey("calendar_version.version"))
    circulated_on: Mapped[date | None] = mapped_column(
        Date, comment="day of the first circulated minutes; set once"
    )

    def has_begun(self, now: datetime) -> bool:
        return now >= self.starts_at
