"""Where points stand, day by day, kept beside their acts so that lists need not work it out.

Nothing here is decided by anybody: each row follows from the acts on a point, by the clock in
`domain/`, and is written with them (`services/keeping.py`).

Source: docs/rules/points.md section 10.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal

ALL = "all"  # points of all forums that are published
ANY_TEAM, ANY_AREA, NO_AREA_ID = 0, -1, 0


def scope_of(forum_id: int) -> str:
    """Public points of a forum."""
    return f"forum:{forum_id}"


def beside(forum_id: int | None = None) -> str:
    """What is counted of a forum's public points whatever the day is; without one: of all."""
    return f"beside:{forum_id or ''}"


def scope_of_year(year: int | None = None) -> str:
    """Published points that came in a year; without one: how the names of all years begin."""
    return f"year:{year or ''}"


class PointStretch(Base):
    """From one day until another a public point stands so; one of its rows holds today."""

    __tablename__ = "point_stretch"
    __table_args__ = (
        Index("ix_point_stretch_forum", "forum_id", "cell", "end_day", "place"),
        Index("ix_point_stretch_team", "forum_id", "team_id", "cell", "end_day", "place"),
        Index("ix_point_stretch_area", "forum_id", "area_id", "cell", "end_day", "place"),
        Index("ix_point_stretch_cell", "cell", "end_day", "place"),
    )

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id"), primary_key=True, autoincrement=False
    )
    first_day: Mapped[date] = mapped_column(
        Date, primary_key=True, comment="from that day; the first one from the beginning of time"
    )
    end_day: Mapped[date] = mapped_column(
        Date, comment="until the day before; the last one for ever"
    )
    forum_id: Mapped[int]
    team_id: Mapped[int] = mapped_column(comment="the team that must answer")
    area_id: Mapped[int] = mapped_column(comment="0 where it names none")
    cell: Mapped[str] = mapped_column(
        String(60), comment="stand, stage, promise, group, flags", info=not_personal()
    )
    place: Mapped[int] = mapped_column(BigInteger, comment="in the order of lists")


class PointMark(Base):
    """What a public point is counted as whatever the day is; beside its stretches."""

    __tablename__ = "point_mark"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id"), primary_key=True, autoincrement=False
    )
    mark: Mapped[str] = mapped_column(
        String(60), comment="its place on the figure of response times", info=not_personal()
    )
    year: Mapped[int] = mapped_column(comment="in which it came; 0 where no year counts it")


class PointCount(Base):
    """How many points more stand so since a day: the sum up to today is how many do."""

    __tablename__ = "point_count"

    scope: Mapped[str] = mapped_column(
        String(24), primary_key=True, comment="whose points are counted", info=not_personal()
    )
    team_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0 for all teams"
    )
    area_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0 for no area, -1 for all"
    )
    span: Mapped[str] = mapped_column(
        String(1),
        primary_key=True,
        comment="y, m, d: in the year, month or on the day; a: always",
        info=not_personal(),
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="the first of the span")
    cell: Mapped[str] = mapped_column(String(60), primary_key=True, info=not_personal())
    number: Mapped[int]
