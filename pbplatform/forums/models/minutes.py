"""Minutes as versions, drafts of their writers, and corrections that anybody may send.

Source: docs/rules/forums.md sections 2 and 5.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal

_OWN_WORDS = personal(
    why="what is wrong in the minutes, to be decided on", seen_by="everybody", until="erasure"
)
_ACTS_IN_PUBLIC = personal(why="who decided", seen_by="everybody", until="kept: public office")


class MinutesVersion(Base):
    """Minutes as they were written at one time; a version is added, never changed."""

    __tablename__ = "minutes_version"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    text: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="what was said and decided", seen_by="everybody, once circulated", until="kept"
        ),
    )
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    previous_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=not_personal())
    reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    author: Mapped[str] = mapped_column(
        String(80),
        info=personal(why="who wrote the minutes", seen_by="everybody", until="kept"),
    )
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told: Mapped[int | None] = mapped_column(
        comment="how many addresses it was mailed to; null before that was counted"
    )


class MinutesDraft(Base):
    """Minutes that somebody is writing: one a person, seen by those who keep the minutes."""

    __tablename__ = "minutes_draft"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    text: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="to finish later", seen_by="who keeps the minutes", until="it is public or dropped"
        ),
    )
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Correction(Base):
    """What somebody says is wrong in the minutes; the words are never changed.

    Its state is `CorrectionState`; why stands in its decisions.
    """

    __tablename__ = "minutes_correction"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("kind IN ('correction', 'amendment')", name="kind"),
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'withdrawn')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int] = mapped_column(comment="of the meeting, from 1")
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    state: Mapped[str] = mapped_column(String(12), info=not_personal())
    version: Mapped[int] = mapped_column(comment="the newest public one when it came")
    passage: Mapped[str] = mapped_column(
        Text, comment="as it stood there; empty where something is missing", info=not_personal()
    )
    proposed: Mapped[str] = mapped_column(Text, info=_OWN_WORDS)
    why: Mapped[str] = mapped_column(Text, info=_OWN_WORDS)
    salt: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="opens the hash in the log", info=not_personal()
    )
    by_account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    by_name: Mapped[str] = mapped_column(
        String(80),
        info=personal(why="who says so", seen_by="everybody", until="erasure"),
    )
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="its words are shown from then on"
    )
    made_in: Mapped[int | None] = mapped_column(comment="the version that carries it out")

    @property
    def shows_words(self) -> bool:
        """Whether everybody may read its words."""
        return self.read_at is not None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def waits_for_version(self) -> bool:
        """Whether it was accepted and no version carries it out yet."""
        return self.state == "accepted" and self.made_in is None


class CorrectionDecision(Base):
    """One decision on a correction; the last one holds."""

    __tablename__ = "minutes_correction_decision"

    correction_id: Mapped[int] = mapped_column(
        ForeignKey("minutes_correction.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decision: Mapped[str] = mapped_column(String(12), info=not_personal())
    reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    by_name: Mapped[str] = mapped_column(String(80), info=_ACTS_IN_PUBLIC)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
