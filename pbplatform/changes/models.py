"""Decisions that were changed because of people, in versions that two people answer for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.changes.domain.second import WAITS_FOR
from pbplatform.changes.kinds import TRANSITIONS, VersionState
from pbplatform.core.confirmation import Facts
from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import not_personal, personal

_IN_PUBLIC = personal(
    why="who answers for it, in a public role", seen_by="everybody", until="kept: public office"
)


class ChangedDecision(Base):
    """One decision of a team that was changed because of a point, an idea or a project.

    Exactly one of `forum_id` and `round_id` is set; with `because` and `number` it names the thing.
    """

    __tablename__ = "changed_decision"
    __table_args__ = (
        CheckConstraint("(forum_id IS NULL) != (round_id IS NULL)", name="one_thing"),
        Index("ix_changed_decision_about", "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(
        String(200), comment="path of the thing, as links name it", info=not_personal()
    )
    because: Mapped[str] = mapped_column(String(10), info=not_personal())
    number: Mapped[int]
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forum_series.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str] = mapped_column(String(80), default="", info=_IN_PUBLIC)
    taken_back_reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())

    @property
    def path(self) -> str:
        """Its own public page, once it is confirmed."""
        return f"changed/{self.id}"


class ChangeVersion(Base):
    """What was said, by whom, and what the second person did. Confirmed versions never change."""

    __tablename__ = "changed_version"
    __table_args__ = (
        # One version waits at a time.
        Index(
            "ix_changed_version_waiting",
            "change_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_changed_version_decided", "state", "decided_at"),
    )

    change_id: Mapped[int] = mapped_column(
        ForeignKey("changed_decision.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(
        String(12), default=VersionState.WAITING, info=not_personal()
    )
    before: Mapped[str] = mapped_column(
        Text, comment="what was decided before", info=not_personal()
    )
    now: Mapped[str] = mapped_column(Text, comment="what is decided now", info=not_personal())
    document: Mapped[str] = mapped_column(
        String(300), comment="how the document is called", info=not_personal()
    )
    day: Mapped[date] = mapped_column(Date, comment="of the document", index=True)
    link: Mapped[str] = mapped_column(String(500), default="", info=not_personal())
    file: Mapped[bytes | None] = mapped_column(
        LargeBinary(32),
        ForeignKey("stored_file.sha256"),
        index=True,
        comment="a PDF until it is confirmed; then it is a piece of evidence",
        info=not_personal(),
    )
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    reason: Mapped[str] = mapped_column(
        Text, default="", comment="why it corrects the one before", info=not_personal()
    )
    first_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(80), info=_IN_PUBLIC)
    first_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    first_post: Mapped[str] = mapped_column(String(120), default="", info=_IN_PUBLIC)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_name: Mapped[str] = mapped_column(String(80), default="", info=_IN_PUBLIC)
    second_role: Mapped[str] = mapped_column(String(20), default="", info=not_personal())
    second_post: Mapped[str] = mapped_column(String(120), default="", info=_IN_PUBLIC)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_reason: Mapped[str] = mapped_column(
        Text, default="", comment="why it was turned down", info=not_personal()
    )

    def waits(self, now: datetime) -> bool:
        """Half-open: at the very end of its 14 days it has lapsed."""
        return self.state == VersionState.WAITING and now < self.said_at + WAITS_FOR

    @property
    def lapses_at(self) -> datetime:
        return self.said_at + WAITS_FOR

    def move_to(self, state: VersionState, now: datetime) -> None:
        """Decide it.

        Raises:
            Conflict: it was decided meanwhile.
        """
        if state not in TRANSITIONS[VersionState(self.state)]:
            raise Conflict("change.not_waiting")
        self.state = state
        self.decided_at = now

    @property
    def facts(self) -> Facts:
        """What a page shows of it: what was shown is what is confirmed."""
        return {
            "n": self.n,
            "state": self.state,
            "before": self.before,
            "now": self.now,
            "document": self.document,
            "day": self.day.isoformat(),
            "link": self.link,
            "file": self.file.hex() if self.file else "",
            "reason": self.reason,
        }
