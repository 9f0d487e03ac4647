"""What becomes of a winner: its budget line, its owner, its steps and dates, its news."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, Minor, UtcDateTime
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import not_personal, personal
from pbplatform.delivery.kinds import TRANSITIONS, Step
from pbplatform.promises.domain.days import PromisedDay

_KEPT = "kept: it is part of how public money was spent"


class Project(Base):
    """A winner that has its budget line. Before that there is no row: see `queries`."""

    __tablename__ = "delivery_project"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "number"],
            ["ballot_project.round_id", "ballot_project.number"],
            name="fk_delivery_project_ballot_project",
        ),
        CheckConstraint("line_amount_minor > 0", name="amount_positive"),
        CheckConstraint("spent_minor >= 0", name="spent_not_negative"),
        CheckConstraint("(next_due IS NULL) = (next_due_first IS NULL)", name="both_days"),
        Index("ix_delivery_project_team_id", "team_id"),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(20), default=Step.WON, info=not_personal())
    step_at: Mapped[datetime] = mapped_column(UtcDateTime)
    line_number: Mapped[str] = mapped_column(String(60), info=not_personal())
    line_year: Mapped[int] = mapped_column(comment="budget year")
    line_amount_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    line_given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    post: Mapped[str] = mapped_column(
        String(120),
        info=personal(why="the post that answers for it", seen_by="everybody", until=_KEPT),
    )
    next_words: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(why="what the team does next", seen_by="everybody", until=_KEPT),
    )
    next_due_first: Mapped[date | None] = mapped_column(Date, comment="as first said")
    next_due: Mapped[date | None] = mapped_column(Date, comment="as it stands now")
    next_reason: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="why the day moved last",
        info=personal(why="a moved day has a public reason", seen_by="everybody", until=_KEPT),
    )
    spent_minor: Mapped[int] = mapped_column(
        Minor, default=0, comment="minor units of the currency"
    )
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="last news from the team")
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="last asked for news")

    def move_to(self, step: Step, now: datetime) -> None:
        """Go to another step.

        Raises:
            Conflict: it does not follow from the present one.
        """
        if step not in TRANSITIONS[Step(self.step)]:
            raise Conflict("state.not_from_here")
        self.step = step
        self.step_at = now

    def move_back(self, step: Step, since: datetime) -> None:
        """Undo the last step: it was set by mistake.

        Raises:
            Conflict: the present step does not follow from `step`.
        """
        if Step(self.step) not in TRANSITIONS[step]:
            raise Conflict("state.not_from_here")
        self.step = step
        self.step_at = since

    @property
    def next_day(self) -> PromisedDay | None:
        """The day of the next step as first said and as it stands; None while nothing is said."""
        if self.next_due is None or self.next_due_first is None:
            return None
        return PromisedDay(first=self.next_due_first, due=self.next_due)

    @property
    def facts(self) -> dict[str, str | int | datetime]:
        """What a page shows that changes line or step: what was shown is what is confirmed."""
        return {
            "step": self.step,
            "line_number": self.line_number,
            "line_year": self.line_year,
            "amount": self.line_amount_minor,
            "team": self.team_id,
            "post": self.post,
            "spent": self.spent_minor,
            "next_words": self.next_words,
            "next_due": self.next_due.isoformat() if self.next_due else "",
            "heard_at": self.heard_at,
        }


class ProjectNews(Base):
    """One line of a project's history, in order."""

    __tablename__ = "delivery_news"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "number"],
            ["delivery_project.round_id", "delivery_project.number"],
            name="fk_delivery_news_delivery_project",
        ),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20), info=not_personal())
    words: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(why="to tell residents how it goes", seen_by="everybody", until=_KEPT),
    )
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=not_personal())
    step: Mapped[str] = mapped_column(String(20), default="", info=not_personal())
    day_before: Mapped[date | None] = mapped_column(Date)
    day: Mapped[date | None] = mapped_column(Date)
    amount_minor: Mapped[int | None] = mapped_column(Minor, comment="minor units of the currency")
    reason: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        comment="why it was corrected",
        info=personal(why="a correction has a public reason", seen_by="everybody", until=_KEPT),
    )
    corrects: Mapped[int | None] = mapped_column(comment="the line whose mistake this one mends")
    by_name: Mapped[str] = mapped_column(
        String(80),
        default="",
        info=personal(why="who says it, in a public role", seen_by="everybody", until=_KEPT),
    )


class ProjectStop(Base):
    """Why a project was stopped, who decided it, where its money goes."""

    __tablename__ = "delivery_stop"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "number"],
            ["delivery_project.round_id", "delivery_project.number"],
            name="fk_delivery_stop_delivery_project",
        ),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(
        Text, info=personal(why="residents are told why", seen_by="everybody", until=_KEPT)
    )
    decided_by: Mapped[str] = mapped_column(
        String(200), info=personal(why="who decided it", seen_by="everybody", until=_KEPT)
    )
    money_goes: Mapped[str] = mapped_column(
        Text, info=personal(why="where the money goes", seen_by="everybody", until=_KEPT)
    )
