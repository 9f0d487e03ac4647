"""Evidence: a photo, a document or a visit, beside a promise, a step or a reply."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal

_IN_PUBLIC = personal(why="who attached it", seen_by="everybody", until="kept: public office")


class Evidence(Base):
    """One piece. Taken away, its line stays and its file goes."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_subject", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(
        String(200), comment="path of the promise or project", info=not_personal()
    )
    beside: Mapped[str] = mapped_column(
        String(20),
        default="",
        comment="step:<number of the news> or reply:<check>.<n>; empty for the thing itself",
        info=not_personal(),
    )
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), info=not_personal())
    day: Mapped[date] = mapped_column(Date, comment="what it shows is of this day")
    caption: Mapped[str] = mapped_column(Text, info=not_personal())
    alt: Mapped[str] = mapped_column(
        Text, default="", comment="for people who cannot see the photo", info=not_personal()
    )
    moment: Mapped[str] = mapped_column(
        String(10),
        default="",
        server_default="",
        comment="whether a photo shows it before, during or after; empty where nobody said",
        info=not_personal(),
    )
    file: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), ForeignKey("stored_file.sha256"), index=True, info=not_personal()
    )
    by_name: Mapped[str] = mapped_column(String(80), default="", info=_IN_PUBLIC)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_away_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_away_by: Mapped[str] = mapped_column(String(80), default="", info=_IN_PUBLIC)
    taken_away_reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
