"""Reports of texts, decisions about them, and the words that went, kept apart."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import not_personal, personal
from pbplatform.moderation.kinds import IN_FORCE, TRANSITIONS, CaseState, Outcome, Standing

_REASON = personal(
    why="to tell everybody why words went or stayed", seen_by="everybody", until="kept"
)


class ModeratedText(Base):
    """A text that was reported or decided about; its row is locked by every act on it."""

    __tablename__ = "moderated_text"

    path: Mapped[str] = mapped_column(String(200), primary_key=True, info=not_personal())


class TextCase(Base):
    """What waits for a facilitator: one text, with all reports of it."""

    __tablename__ = "text_case"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'decided')", name="state"),
        Index(
            "uq_text_case_open",
            "path",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_text_case_state", "state", "look_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(
        String(200), ForeignKey("moderated_text.path"), info=not_personal()
    )
    kind: Mapped[str] = mapped_column(String(20), info=not_personal())
    named: Mapped[str] = mapped_column(
        String(40), comment="number or day of the text", info=not_personal()
    )
    scope: Mapped[str] = mapped_column(String(120), info=not_personal())
    state: Mapped[str] = mapped_column(String(10), default=CaseState.OPEN, info=not_personal())
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    look_by: Mapped[date] = mapped_column(Date, comment="last day for the facilitator's look")
    decision: Mapped[int | None] = mapped_column(
        ForeignKey("text_decision.number"), index=True, comment="that settled it"
    )


class TextReport(Base):
    """One person's report of a text."""

    __tablename__ = "text_report"
    __table_args__ = (
        # Reports whose words, or whose address, are still there.
        Index(
            "ix_text_report_words",
            "sent_at",
            sqlite_where=text("words != ''"),
            postgresql_where=text("words != ''"),
        ),
        Index(
            "ix_text_report_address",
            "sent_at",
            sqlite_where=text("email != ''"),
            postgresql_where=text("email != ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("text_case.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), unique=True, comment="of its private address", info=not_personal()
    )
    rule: Mapped[str] = mapped_column(String(10), info=not_personal())
    words: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(
            why="what is wrong with a text, in the words of whoever reported it",
            seen_by="facilitators of the scope, whoever gives a second look",
            until="a year after the decision",
        ),
    )
    email: Mapped[str] = mapped_column(
        String(254),
        default="",
        info=personal(
            why="to tell whoever reported a text what became of it, and for nothing else",
            seen_by="nobody",
            until="told for the last time, or 90 days after the decision",
        ),
        index=True,
    )
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TextDecision(Base):
    """What was decided about a text. Never deleted; its standing moves only by `move_to`."""

    __tablename__ = "text_decision"
    __table_args__ = (
        Index("ix_text_decision_path", "path", "standing"),
        Index("ix_text_decision_standing", "standing", "look_by"),
        # What words are kept away now, however many texts were left as they are.
        Index("ix_text_decision_outcome", "outcome", "standing"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(
        String(200), ForeignKey("moderated_text.path"), info=not_personal()
    )
    kind: Mapped[str] = mapped_column(String(20), info=not_personal())
    named: Mapped[str] = mapped_column(
        String(40), comment="number or day of the text", info=not_personal()
    )
    subject: Mapped[str] = mapped_column(
        String(200), comment="how the log names the text", info=not_personal()
    )
    url: Mapped[str] = mapped_column(
        String(200), comment="page of the text; empty for none", info=not_personal()
    )
    scope: Mapped[str] = mapped_column(String(120), info=not_personal())
    outcome: Mapped[str] = mapped_column(String(10), info=not_personal())
    rule: Mapped[str] = mapped_column(String(10), info=not_personal())
    reason: Mapped[str] = mapped_column(Text, info=_REASON)
    part: Mapped[str] = mapped_column(
        String(30),
        default="",
        comment="the part that went; empty for all",
        info=not_personal(),
    )
    struck: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="the exact words; none where all went or all stayed",
        info=personal(
            why="to know which words go, and to put them back",
            seen_by="facilitators of the scope, whoever gives a second look",
            until="the words are erased, or kept with the text",
        ),
    )
    authors: Mapped[list[int]] = mapped_column(
        JSON,
        default=list,
        comment="accounts of those who wrote the text",
        info=personal(
            why="to tell them, and to let them ask for a second look",
            seen_by="nobody",
            until="erasure of the account",
        ),
    )
    standing: Mapped[str] = mapped_column(String(12), default=Standing.STANDS, info=not_personal())
    role: Mapped[str] = mapped_column(String(20), info=not_personal())
    by_account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"),
        comment="never gives the second look; none for the command line",
        index=True,
    )
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date, comment="of the decision, in the place")
    ask_by: Mapped[date | None] = mapped_column(
        Date, comment="last day for the author to ask for a second look"
    )
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_words: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(
            why="why the author wants a second look",
            seen_by="facilitators of the scope, auditors",
            until="a year after the decision",
        ),
    )
    look_by: Mapped[date | None] = mapped_column(Date, comment="last day for the second look")
    looked_role: Mapped[str] = mapped_column(String(20), default="", info=not_personal())
    looked_day: Mapped[date | None] = mapped_column(
        Date, comment="of the second look, or of taking the decision back"
    )
    looked_reason: Mapped[str] = mapped_column(Text, default="", info=_REASON)
    looked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)

    @property
    def is_in_force(self) -> bool:
        """Whether it keeps words away now."""
        return self.outcome != Outcome.LEFT and self.standing in IN_FORCE

    def move_to(self, standing: Standing) -> None:
        """The one way its standing changes.

        Raises:
            Conflict: the table of transitions does not lead there from here.
        """
        if standing not in TRANSITIONS[self.standing]:
            raise Conflict("state.not_from_here")
        self.standing = standing


class KeptWords(Base):
    """The vault: words of one part of a text as they were before any decision that holds.

    A row is there for as long as a decision covers the part. `words` is empty where they were
    erased for good.
    """

    __tablename__ = "kept_words"

    path: Mapped[str] = mapped_column(
        String(200), ForeignKey("moderated_text.path"), primary_key=True, info=not_personal()
    )
    field: Mapped[str] = mapped_column(String(30), primary_key=True, info=not_personal())
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str | None] = mapped_column(
        Text,
        info=personal(
            why="to put words back where it was wrong to hide them",
            seen_by="facilitators of the scope, whoever gives a second look",
            until="they are put back, or erased for good",
        ),
    )
    is_file: Mapped[bool] = mapped_column(comment="the words are the SHA-256 of a stored file")
    longest: Mapped[int | None] = mapped_column(comment="letters that the column takes")
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DecisionPart(Base):
    """One part of a text that a decision covers."""

    __tablename__ = "text_decision_part"

    number: Mapped[int] = mapped_column(
        ForeignKey("text_decision.number"), primary_key=True, autoincrement=False
    )
    field: Mapped[str] = mapped_column(String(30), primary_key=True, info=not_personal())
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
