"""Who must answer a point, what happened to its clock, answers, what people say, promises."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.drafts import KeptDraft
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import not_personal, personal
from pbplatform.points.kinds import TRANSITIONS, PointState

_ACTS_IN_PUBLIC = personal(
    why="who acted for the team", seen_by="everybody", until="kept: public office"
)


class Point(Base):
    """What a resident said, in their words, and that somebody must answer."""

    __tablename__ = "point"
    __table_args__ = (
        UniqueConstraint("forum_id", "number"),
        Index("ix_point_state", "state", "forum_id"),
        Index("ix_point_decided", "forum_id", "decided_at"),
        Index(
            "ix_point_unread",
            "forum_id",
            sqlite_where=text("unread_since IS NOT NULL"),
            postgresql_where=text("unread_since IS NOT NULL"),
        ),
        Index("ix_point_joined", "joined_to_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum_series.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    state: Mapped[str] = mapped_column(String(12), info=not_personal())
    title: Mapped[str] = mapped_column(String(120), info=not_personal())
    verbatim: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="the resident’s own words, to be answered",
            seen_by="everybody, once published",
            until="erasure",
        ),
    )
    verbatim_salt: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="opens the hash in the log", info=not_personal()
    )
    photo: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), comment="SHA-256 of a stored file", info=not_personal()
    )
    photo_alt: Mapped[str] = mapped_column(
        String(300),
        default="",
        server_default="",
        info=personal(
            why="what the picture shows, for people who cannot see it",
            seen_by="everybody, once published",
            until="erasure",
        ),
    )
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    raised_as: Mapped[str] = mapped_column(
        String(80),
        default="",
        info=personal(
            why="whom the answer is for", seen_by="everybody, once published", until="erasure"
        ),
    )
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="published or refused at"
    )
    unread_since: Mapped[datetime | None] = mapped_column(
        UtcDateTime,
        comment="public since then and not read by a facilitator; none once read, or read before",
    )
    refusal: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(why="why it was not published", seen_by="the asker", until="erasure"),
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        info=personal(
            why="why its asker took it back",
            seen_by="everybody, where the point is public",
            until="erasure",
        ),
    )
    joined_to_id: Mapped[int | None] = mapped_column(ForeignKey("point.id"))
    calendar_version: Mapped[int] = mapped_column(ForeignKey("calendar_version.version"))
    answer_days: Mapped[int] = mapped_column(comment="working days of the promise")

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it; a withdrawn one if it was public before."""
        if self.state == PointState.WITHDRAWN:
            return self.decided_at is not None
        return self.state in (PointState.PUBLISHED, PointState.JOINED)

    @property
    def is_unread(self) -> bool:
        """Whether it is public and open to everybody, and no facilitator has read it yet."""
        return self.unread_since is not None and self.state == PointState.PUBLISHED

    def move_to(self, state: PointState) -> None:
        """Follow a decision.

        Raises:
            Conflict: somebody decided otherwise before.
        """
        if state not in TRANSITIONS[PointState(self.state)]:
            raise Conflict("state.not_from_here")
        self.state = state


class PointDraft(KeptDraft):
    """A point that somebody writes, or one that waits for a press in its asker's mail."""

    __tablename__ = "point_draft"
    ABOUT = "forum_id"

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum_series.id"))


class PointSupport(Base):
    """Somebody who wants the same; one per account."""

    __tablename__ = "point_support"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Assignment(Base):
    """A team that must answer a point, from when on. Rows are added; the last taken one holds."""

    __tablename__ = "assignment"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    passed_on: Mapped[bool] = mapped_column(
        default=False, comment="by the team itself, once; else by a facilitator"
    )
    reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    by_name: Mapped[str] = mapped_column(String(80), default="", info=_ACTS_IN_PUBLIC)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_back_reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())

    @property
    def is_offered(self) -> bool:
        """Whether the other team has yet to take it or send it back."""
        return self.taken_at is None and self.sent_back_at is None


class PointTurn(Base):
    """What happened to a point while it waited: more time, a question, a reply, a note."""

    __tablename__ = "point_turn"
    __table_args__ = (CheckConstraint("days BETWEEN 0 AND 10", name="ten_days_at_most"),)

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    day: Mapped[date] = mapped_column(Date, comment="in the place")
    days: Mapped[int] = mapped_column(default=0, comment="working days of more time")
    due: Mapped[date | None] = mapped_column(Date, comment="due day of the point that came in")
    spent_extension: Mapped[bool] = mapped_column(default=False)
    spent_pause: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[str] = mapped_column(
        String(20), default="", comment="which reminder, such as late:1", info=not_personal()
    )
    text: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(why="reason, question, reply or note", seen_by="everybody", until="erasure"),
    )
    by_name: Mapped[str] = mapped_column(String(80), default="", info=_ACTS_IN_PUBLIC)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Answer(Base):
    """A published answer: never changed."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("point_id", "n"),
        Index("ix_answer_team", "team_id", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    n: Mapped[int] = mapped_column(comment="1, 2 or 3")
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    sentence: Mapped[str] = mapped_column(Text, info=not_personal())
    explanation: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    link: Mapped[str] = mapped_column(String(500), default="", info=not_personal())
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    by_name: Mapped[str] = mapped_column(String(80), info=_ACTS_IN_PUBLIC)
    by_title: Mapped[str] = mapped_column(String(120), default="", info=_ACTS_IN_PUBLIC)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date, comment="of publication, in the place")
    challenged_on: Mapped[date | None] = mapped_column(
        Date, comment="day on which people made another answer due; set once"
    )
    asker_says: Mapped[str] = mapped_column(
        String(8),
        default="",
        server_default="",
        comment="what an asker without an account told staff: whether it answers",
        info=not_personal(),
    )
    asker_told: Mapped[str] = mapped_column(
        String(200),
        default="",
        server_default="",
        comment="whom the asker told, with their role",
        info=_ACTS_IN_PUBLIC,
    )
    asker_missing: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        comment="what is missing, as an asker without an account said it to staff",
        info=personal(
            why="what is missing, as the asker said it on the phone or in person",
            seen_by="everybody, with whoever wrote it down",
            until="erasure, or the asker takes it back",
        ),
    )
    asker_consent: Mapped[str] = mapped_column(
        String(600),
        default="",
        server_default="",
        comment="the sentence that was read out and agreed to, for the words",
        info=not_personal(),
    )
    reasons: Mapped[list[AnswerReason]] = relationship(
        order_by="AnswerReason.n", cascade="all, delete-orphan", lazy="raise_on_sql"
    )


class AnswerReason(Base):
    """Why not, or why not all of it, and what would change it."""

    __tablename__ = "answer_reason"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(12), info=not_personal())
    detail: Mapped[str] = mapped_column(
        Text, default="", comment="figure, link, whose it is, or words", info=not_personal()
    )
    would_change: Mapped[str] = mapped_column(Text, info=not_personal())


class AnswerCorrection(Base):
    """What was wrong in an answer or in a correction, and what holds; both stay as they were."""

    __tablename__ = "answer_correction"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    of_n: Mapped[int | None] = mapped_column(
        comment="the correction that it corrects; none for the answer itself"
    )
    wrong: Mapped[str] = mapped_column(
        Text, default="", comment="what was wrong", info=not_personal()
    )
    text: Mapped[str] = mapped_column(Text, info=not_personal())
    by_name: Mapped[str] = mapped_column(String(80), info=_ACTS_IN_PUBLIC)
    by_title: Mapped[str] = mapped_column(String(120), default="", info=_ACTS_IN_PUBLIC)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerDraft(Base):
    """An answer that one person is writing: read by their team, theirs to publish or to drop."""

    __tablename__ = "answer_draft"
    __table_args__ = (UniqueConstraint("point_id", "by_account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(
        JSON,
        info=personal(
            why="to finish later", seen_by="the team", until="publication, or the writer drops it"
        ),
    )
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def facts(self) -> dict[str, str | int | datetime]:
        """What its preview shows: the words, who saved them and when."""
        return {**self.content, "by": self.by_account_id, "at": self.saved_at}

    @property
    def mark(self) -> str:
        """The version of the draft: other words, another person or another time, another mark."""
        kept = {
            "content": self.content,
            "by": self.by_account_id,
            "at": instant_text(self.saved_at),
        }
        return sha256(canonical_json(kept)).hex()[:32]


class AnswerSignature(Base):
    """By what an answer is compared with others; written with it, made again from its words."""

    __tablename__ = "answer_signature"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id"), primary_key=True, autoincrement=False
    )
    signature: Mapped[bytes] = mapped_column(
        LargeBinary(512), comment="MinHash; empty for too few words", info=not_personal()
    )


class AnswerLikeness(Base):
    """Two answers in which the same words stand; a row for each of the two."""

    __tablename__ = "answer_likeness"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id"), primary_key=True, autoincrement=False, index=True
    )


class Assessment(Base):
    """Whether an answer answers the point, one person's word."""

    __tablename__ = "assessment"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_asker: Mapped[bool]
    verdict: Mapped[str] = mapped_column(String(8), info=not_personal())
    missing: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(why="what is missing", seen_by="everybody, without name", until="erasure"),
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
