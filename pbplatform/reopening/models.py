"""Who opened a box again, and who decided the end of its key.

Source: docs/rules/ceremony.md sections 9 and 10.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal

_PUBLIC_ROLE = personal(
    why="who acted for everybody", seen_by="everybody", until="kept: public office"
)


class OpenedAgain(Base):
    """Somebody opened a box once more and says which list came out. A row is never deleted."""

    __tablename__ = "opened_again"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="of the opening; 1 was the ceremony's"
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    by_name: Mapped[str] = mapped_column(String(80), info=_PUBLIC_ROLE)
    by_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    list_sha256: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="of the list that came out", info=not_personal()
    )
    agrees: Mapped[bool] = mapped_column(comment="with the list that the log names")
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_aside_by: Mapped[str] = mapped_column(
        String(180), default="", comment="both people, by name", info=_PUBLIC_ROLE
    )
    reason: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="why it was taken back or set aside",
        info=personal(why="everybody is told why", seen_by="everybody", until="kept"),
    )

    @property
    def stands(self) -> bool:
        """Nobody took it back."""
        return self.taken_back_at is None

    @property
    def holds_up(self) -> bool:
        """It names another list, and nobody has said why that does not stand (section 9.4)."""
        return self.stands and not self.agrees and self.set_aside_at is None


class KeyEnd(Base):
    """Two people decided that the key of a box is destroyed; a round without a row has none."""

    __tablename__ = "key_end"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    key_sha256: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="of the public point of the key", info=not_personal()
    )
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first: Mapped[str] = mapped_column(String(80), info=_PUBLIC_ROLE)
    first_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    second: Mapped[str] = mapped_column(String(80), info=_PUBLIC_ROLE)
    second_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    rewritten_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="the tables of the closed votes were written anew"
    )
