"""What was changed of a public round, each with its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal


class DateMove(Base):
    """A date of a public round that moved, with its reason: stands beside the date for ever."""

    __tablename__ = "round_date_move"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(30), info=not_personal())
    before: Mapped[datetime] = mapped_column(UtcDateTime)
    after: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoundChange(Base):
    """Something of a public round that was changed, with its reason: stands on its page for ever.

    Dates that moved stand in `DateMove`.
    """

    __tablename__ = "round_change"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(
        String(20), comment="what was changed, a kind of change", info=not_personal()
    )
    before: Mapped[str] = mapped_column(Text, comment="as text", info=not_personal())
    after: Mapped[str] = mapped_column(Text, comment="as text", info=not_personal())
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    source: Mapped[str] = mapped_column(
        Text, comment="where added money comes from, else empty", info=not_personal()
    )
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoundAmendment(Base):
    """What two people said after the freeze: never edited, never deleted.

    Source: docs/rules/amendments.md section 1.
    """

    __tablename__ = "round_amendment"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="from 1")
    kind: Mapped[str] = mapped_column(String(10), info=not_personal())
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="as the ballot log tells them")
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    site_key16: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="key of the entry of the site log", info=not_personal()
    )
    site_sha256: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="of the bytes of that entry", info=not_personal()
    )
    key16: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="key of the entry of the ballot log", info=not_personal()
    )
