"""Batches of returned papers, and what clerks entered of them. Source: docs/rules/paper.md 3."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.paper.kinds import BatchState


class PaperBatch(Base):
    """At most 25 sheets that came back together."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        CheckConstraint("sheets BETWEEN 1 AND 25", name="sheets"),
        CheckConstraint(
            "state IN ('received', 'differs', 'agreed', 'sealed', 'refused')", name="state"
        ),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its number in the round, from 1"
    )
    place: Mapped[str] = mapped_column(String(80), info=not_personal())
    seal: Mapped[str] = mapped_column(
        String(40), comment="of the box or bag they came in", info=not_personal()
    )
    sheets: Mapped[int] = mapped_column(comment="as counted at the receipt")
    aside: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="of them, sheets that had been set aside"
    )
    state: Mapped[str] = mapped_column(
        String(8), default=BatchState.RECEIVED, server_default="received", info=not_personal()
    )
    received_on: Mapped[date] = mapped_column(Date)
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    differed: Mapped[int | None] = mapped_column(comment="sheets that the two entries read apart")
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), comment="who wrote the third look down; another one confirms it"
    )
    ready_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), comment="who asked to seal it or refuse it; another one does it"
    )
    reason: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        comment="why it is refused, in public",
        info=not_personal(),
    )
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PaperEntry(Base):
    """What one clerk entered of a batch, closed; hand 3 is what the third look found."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "batch"], ["paper_batch.round_id", "paper_batch.n"]),
        UniqueConstraint("round_id", "batch", "account_id", "look"),
        CheckConstraint("hand IN (1, 2, 3)", name="hand"),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    batch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hand: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    look: Mapped[int] = mapped_column(comment="1 for an entry, 3 for the third look")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1, comment="counts its savings")
    whole: Mapped[bool] = mapped_column(default=False, comment="its clerk is done")
    closed: Mapped[bytes] = mapped_column(
        LargeBinary,
        comment="under the key of the batch; empty once the batch is sealed or refused",
        info=personal(
            why="to compare two readings of the same papers",
            seen_by="its own clerk; when both are whole, whoever looks a third time",
            until="sealed or refused",
        ),
    )
