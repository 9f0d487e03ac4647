"""Which ways of taking part a round has. Source: docs/rules/venues.md, docs/rules/paper.md."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal
from pbplatform.venues.kinds import Exclusion


class RoundWays(Base):
    """The ways to vote of a round beside a screen of one's own; a round without a row has none."""

    __tablename__ = "round_ways"
    __table_args__ = (CheckConstraint("paper IN ('', 'first', 'replaces')", name="paper"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    paper: Mapped[str] = mapped_column(
        String(8),
        default=Exclusion.NO_PAPER,
        server_default="",
        comment="empty without paper, else how paper and online exclude each other",
        info=not_personal(),
    )
    kiosk: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="a screen stands at a voting place"
    )
    helped: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="help with a witness can be had"
    )
    papers_kept_until: Mapped[date | None] = mapped_column(Date)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def takes_paper(self) -> bool:
        return self.paper != Exclusion.NO_PAPER
