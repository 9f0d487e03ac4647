"""The result of a round: written once, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, Minor, UtcDateTime
from pbplatform.core.privacy import not_personal


class Result(Base):
    """The figures of a whole round, and the hash of the document that the log names."""

    __tablename__ = "result"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    roll: Mapped[int]
    envelopes: Mapped[int]
    valid: Mapped[int]
    invalid: Mapped[int]
    with_a_winner: Mapped[int] = mapped_column(comment="ballots that named at least one winner")
    budget_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    spent_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    ties: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    compared: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="what another rule would have given"
    )
    document: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())


class ResultRow(Base):
    """What became of one project, as a reason code with its numbers."""

    __tablename__ = "result_row"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("result.round_id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int | None] = mapped_column(comment="from 1, winners only")
    rank: Mapped[int] = mapped_column(comment="order on the page: winners, then by votes")
    votes: Mapped[int]
    cost_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    reason: Mapped[str] = mapped_column(String(30), info=not_personal())
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def won(self) -> bool:
        return self.position is not None

    @property
    def paid_by_shares(self) -> bool:
        """Whether people paid for it from their shares; what a top-up adds is no share."""
        return "price" in self.numbers


class ResultFile(Base):
    """A file with which anybody repeats the count, made once after it.

    Source: docs/rules/results.md section 5.
    """

    __tablename__ = "result_file"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("result.round_id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(20), primary_key=True, info=not_personal())
    content: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    sha256: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="of the content", info=not_personal()
    )
