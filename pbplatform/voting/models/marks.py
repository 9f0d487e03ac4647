"""Where the pages of the public list of votes begin."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal

BALLOTS_PER_PAGE = 100


class BallotMark(Base):
    """The vote that begins a page of the public list; votes come to it once, at the opening."""

    __tablename__ = "ballot_mark"
    __table_args__ = (
        Index("ix_ballot_mark_tracker", "round_id", "tracker", "copy"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    page: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        comment="which page of the public list this ballot begins, from 0",
    )
    tracker: Mapped[str] = mapped_column(String(16), info=not_personal())
    copy: Mapped[int]
