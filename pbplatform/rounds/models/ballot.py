"""Committees of a round, the projects on its ballot, and its frozen definition."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, Minor
from pbplatform.core.privacy import not_personal
from pbplatform.rounds.domain.definition import Definition, read_definition


class Committee(Base):
    """Delegates who look after some of a round's ideas."""

    __tablename__ = "committee"
    __table_args__ = (UniqueConstraint("round_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    slug: Mapped[str] = mapped_column(String(60), info=not_personal())
    name: Mapped[str] = mapped_column(String(120), info=not_personal())


class BallotProject(Base):
    """A project on the ballot, as voters see it; frozen with the definition."""

    __tablename__ = "ballot_project"
    __table_args__ = (CheckConstraint("cost_minor >= 0", name="cost_not_negative"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200), info=not_personal())
    summary: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    cost_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    area: Mapped[str] = mapped_column(String(80), default="", info=not_personal())
    drawing: Mapped[str] = mapped_column(String(30), default="", info=not_personal())
    source_id: Mapped[str] = mapped_column(
        String(60), default="", comment="id in an imported file", info=not_personal()
    )


class RoundDefinition(Base):
    """Rule, money, project list, costs, tie list and closing instant: one hashed document."""

    __tablename__ = "round_definition"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    body: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())

    @property
    def told(self) -> Definition:
        """What it says; Conflict when its bytes were changed into something else."""
        return read_definition(bytes(self.body))
