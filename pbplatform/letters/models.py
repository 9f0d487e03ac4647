"""Letters and their batches. Source: docs/rules/letters.md."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.letters.kinds import LetterState, Why


class LetterBatch(Base):
    """Letters that were printed together."""

    __tablename__ = "letter_batch"

    n: Mapped[int] = mapped_column(primary_key=True, comment="its number")
    scope: Mapped[str] = mapped_column(String(120), info=not_personal())
    large: Mapped[bool] = mapped_column(comment="in large print")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    prints: Mapped[int] = mapped_column(default=0, comment="how often its PDF was made")


class Letter(Base):
    """One fact for one person, told by letter."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    key16: Mapped[bytes] = mapped_column(
        LargeBinary(16),
        unique=True,
        comment="of the announced fact, so that it makes one letter",
        info=not_personal(),
    )
    kind: Mapped[str] = mapped_column(String(60), info=not_personal())
    path: Mapped[str] = mapped_column(
        String(200), index=True, comment="of the idea or point", info=not_personal()
    )
    scope: Mapped[str] = mapped_column(String(120), info=not_personal())
    language: Mapped[str] = mapped_column(String(35), info=not_personal())
    sealed_words: Mapped[str] = mapped_column(
        Text,
        comment="subject, text, and what it tells, sealed; empty once not needed",
        info=personal(
            why="to tell somebody without e-mail what comes of their words",
            seen_by="whoever prints and posts the letters",
            until="30 days after the letter was posted, or 400 days",
        ),
    )
    state: Mapped[str] = mapped_column(
        String(10), default=LetterState.WAITING, index=True, info=not_personal()
    )
    why: Mapped[str] = mapped_column(
        String(20), default=Why.NONE, comment="why it is held or left out", info=not_personal()
    )
    news_at: Mapped[datetime] = mapped_column(UtcDateTime)
    batch_n: Mapped[int | None] = mapped_column(ForeignKey("letter_batch.n"), index=True)
    posted_on: Mapped[date | None] = mapped_column(comment="day of the place")
