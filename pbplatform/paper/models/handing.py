"""Ballot papers that were given out, those that were set aside, and more than were given out.

Nothing here says which sheet a voter got: papers carry nothing of a voter. No row has a clock time,
none of a voter has who gave it. Source: docs/rules/paper.md sections 2, 4 and 6.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal
from pbplatform.paper.kinds import AsideOutcome, PaperState


class PaperIssue(Base):
    """A ballot paper that was given or posted to a number on the roll."""

    __tablename__ = "paper_issue"
    __table_args__ = (
        CheckConstraint("how IN ('hand', 'post', 'condition')", name="how"),
        CheckConstraint("state IN ('out', 'spoiled', 'unused', 'slip')", name="state"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    voter_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="of this voter, the first being 1"
    )
    how: Mapped[str] = mapped_column(String(9), info=not_personal())
    state: Mapped[str] = mapped_column(
        String(7), default=PaperState.OUT, server_default="out", info=not_personal()
    )
    given_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date, comment="when it was given back")


class PaperHand(Base):
    """Who gave out papers in a round, or logged returned ones: never both.

    Source: docs/rules/paper.md section 2.5.
    """

    __tablename__ = "paper_hand"
    __table_args__ = (
        CheckConstraint("did IN ('gave', 'logged')", name="did"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    did: Mapped[str] = mapped_column(String(6), info=not_personal())


class PaperAside(Base):
    """A returned paper that is not simply part of a batch. Source: docs/rules/paper.md section 4.

    `batched` says that it lies in a batch; in which one is kept only until that batch is sealed.
    """

    __tablename__ = "paper_aside"
    __table_args__ = (
        CheckConstraint(
            "why IN ('late', 'two_papers', 'no_stamp', 'signed', 'not_found', 'has_voted',"
            " 'other')",
            name="why",
        ),
        CheckConstraint("outcome IN ('', 'counts', 'refused')", name="outcome"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its number in the round, on its slip"
    )
    why: Mapped[str] = mapped_column(String(10), info=not_personal())
    set_aside_on: Mapped[date] = mapped_column(Date)
    decide_by: Mapped[date] = mapped_column(Date, comment="the last day for it")
    outcome: Mapped[str] = mapped_column(
        String(7),
        default=AsideOutcome.OPEN,
        server_default="",
        comment="empty while it is open",
        info=not_personal(),
    )
    reason: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        comment="the public reason, without names",
        info=not_personal(),
    )
    decided_on: Mapped[date | None] = mapped_column(Date)
    batched: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="it lies in a batch"
    )
    batch: Mapped[int | None] = mapped_column(
        comment="that batch, until it is sealed: one that is refused gives it back"
    )
    came_back_on: Mapped[date | None] = mapped_column(
        Date, comment="when the batch it lay in was refused, until it lies in another one"
    )

    @property
    def waits_for_batch(self) -> bool:
        """Whether it counts and lies in no batch."""
        return self.outcome == AsideOutcome.COUNTS and not self.batched

    @property
    def came_back(self) -> bool:
        """Whether its batch was refused, and nobody decided anew and no other batch took it."""
        return self.waits_for_batch and self.came_back_on is not None


class PaperMore(Base):
    """What two people decided about sheets that came back beyond those given out.

    Source: docs/rules/paper.md section 6.
    """

    __tablename__ = "paper_more"
    __table_args__ = (
        CheckConstraint("sheets > 0", name="sheets"),
        CheckConstraint("outcome IN ('counts', 'refused')", name="outcome"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="of the decisions of the round, from 1"
    )
    sheets: Mapped[int] = mapped_column(comment="beyond what was given out, not decided before")
    outcome: Mapped[str] = mapped_column(String(7), info=not_personal())
    reason: Mapped[str] = mapped_column(
        Text, comment="the public reason, without names", info=not_personal()
    )
    decided_on: Mapped[date] = mapped_column(Date)
