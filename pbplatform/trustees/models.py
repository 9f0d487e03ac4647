"""Who holds the key of a round's box together. Source: docs/rules/trustees.md."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal
from pbplatform.trustees.domain.public_file import read_public_file
from pbplatform.trustees.domain.shares import Dealt


class RoundTrustees(Base):
    """The public file of a round whose key trustees hold; a round without a row has none."""

    __tablename__ = "round_trustees"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    body: Mapped[bytes] = mapped_column(
        LargeBinary, comment="canonical JSON; names of people in a public role", info=not_personal()
    )
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def dealt(self) -> Dealt:
        """The file, read and checked again."""
        return read_public_file(self.body)


class DestroyedShare(Base):
    """That a trustee said their share is destroyed (section 3.4)."""

    __tablename__ = "trustee_share_destroyed"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="of the share, from 1"
    )
    said_on: Mapped[date] = mapped_column(Date, comment="day of the place")


class TrusteeAccount(Base):
    """Who signs in as a trustee: asked by a facilitator, and nothing before they accept it.

    Source: docs/rules/trustees.md section 5.1.
    """

    __tablename__ = "trustee_account"
    __table_args__ = (UniqueConstraint("round_id", "account_id"), {"sqlite_with_rowid": False})

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="of the share, from 1"
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ListConfirmation(Base):
    """That a trustee typed the hash of the list that they opened away from the server.

    Only the hash: the list itself is kept nowhere before it is published (decision 0070).
    Source: docs/rules/trustees.md section 5.
    """

    __tablename__ = "trustee_list_confirmation"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="of the share, from 1"
    )
    list_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
