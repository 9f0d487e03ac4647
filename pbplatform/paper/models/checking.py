"""The hand check of a round, and what became of its papers. Source: docs/rules/paper.md section 5.

No tracker is kept here: a row says which sheet was drawn and what two people found, nothing else.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal


class PaperCheck(Base):
    """What two people confirmed of the drawn sheets, and when keys and papers were destroyed."""

    __tablename__ = "paper_check"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    same: Mapped[int] = mapped_column(default=0, server_default="0")
    differs: Mapped[int] = mapped_column(default=0, server_default="0")
    missing: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="drawn sheets without their slip"
    )
    explained_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        comment="why sheets differ, in public",
        info=not_personal(),
    )
    keys_destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    papers_destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def compared(self) -> int:
        """Drawn sheets with an outcome."""
        return self.same + self.differs + self.missing

    @property
    def is_settled(self) -> bool:
        """Whether the check is done and nothing that was found waits for its explanation."""
        return self.done_at is not None and (
            self.explained_at is not None or self.compared == self.same
        )


class PaperCheckSheet(Base):
    """What was found of one drawn sheet."""

    __tablename__ = "paper_check_sheet"
    __table_args__ = (
        CheckConstraint("outcome IN ('same', 'differs', 'missing')", name="outcome"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    batch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(8), info=not_personal())
