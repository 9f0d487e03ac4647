"""What staff wrote down for somebody. Source: docs/rules/intake.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.intake.kinds import ContactBy


class Written(Base):
    """An idea or a point that staff wrote down for a person, and how that person is reached."""

    __tablename__ = "written_down"

    path: Mapped[str] = mapped_column(
        String(200),
        primary_key=True,
        comment="of the idea or point, as links name it",
        info=not_personal(),
    )
    kind: Mapped[str] = mapped_column(String(10), info=not_personal())
    thing_id: Mapped[int] = mapped_column(comment="of the idea or the point")
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    by_name: Mapped[str] = mapped_column(
        String(80),
        info=personal(
            why="who wrote it down, in a public role",
            seen_by="everybody, beside the words",
            until="kept with the words",
        ),
    )
    by_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    origin: Mapped[str] = mapped_column(String(10), info=not_personal())
    origin_ref: Mapped[str] = mapped_column(
        String(200), default="", comment="path of the meeting", info=not_personal()
    )
    slip: Mapped[int | None] = mapped_column(comment="number of the paper slip")
    consent: Mapped[str] = mapped_column(
        Text, comment="the sentence that was read out and agreed to", info=not_personal()
    )
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contact: Mapped[str] = mapped_column(String(10), default=ContactBy.NONE, info=not_personal())
    key16: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="binds what is sealed to this row", info=not_personal()
    )
    sealed_address: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="name and postal address, sealed; empty once not needed",
        info=personal(
            why="to tell somebody by letter what comes of their words",
            seen_by="whoever sends the letters",
            until="400 days, or until they use their slip with an account",
        ),
    )
    token_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), unique=True, comment="keyed hash of the slip’s code", info=not_personal()
    )
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
