"""The results of a round: each count written once, never changed; and what was said against it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, Minor, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.results.kinds import ObjectionKind, ObjectionState

_PUBLIC_ROLE = personal(
    why="who acted for everybody", seen_by="everybody", until="kept: public office"
)


class Result(Base):
    """The figures of one count, and the hash of the document that the log names.

    Which count of a round holds is `Round.result_number`.
    """

    __tablename__ = "result"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    roll: Mapped[int]
    envelopes: Mapped[int]
    valid: Mapped[int]
    invalid: Mapped[int]
    with_a_winner: Mapped[int] = mapped_column(comment="ballots that named at least one winner")
    budget_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    spent_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    ties: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    compared: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="what another rule would have given"
    )
    document: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())


class ResultRow(Base):
    """What became of one project in one count, as a reason code with its numbers."""

    __tablename__ = "result_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "result_number"],
            ["result.round_id", "result.number"],
            name="fk_result_row_result",
        ),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int | None] = mapped_column(comment="from 1, winners only")
    rank: Mapped[int] = mapped_column(comment="order on the page: winners, then by votes")
    votes: Mapped[int]
    cost_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    reason: Mapped[str] = mapped_column(String(30), info=not_personal())
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def won(self) -> bool:
        return self.position is not None

    @property
    def paid_by_shares(self) -> bool:
        """Whether people paid for it from their shares; what a top-up adds is no share."""
        return "price" in self.numbers


class ResultFile(Base):
    """A file with which anybody repeats the count, made once after it.

    Source: docs/rules/results.md section 5.
    """

    __tablename__ = "result_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "result_number"],
            ["result.round_id", "result.number"],
            name="fk_result_file_result",
        ),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str] = mapped_column(String(20), primary_key=True, info=not_personal())
    content: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    sha256: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="of the content", info=not_personal()
    )


class Certificate(Base):
    """Two people certified a count. Source: docs/rules/results.md section 11."""

    __tablename__ = "result_certificate"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    result_number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    first: Mapped[str] = mapped_column(String(80), info=_PUBLIC_ROLE)
    first_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    second: Mapped[str] = mapped_column(String(80), info=_PUBLIC_ROLE)
    second_role: Mapped[str] = mapped_column(String(20), info=not_personal())


class Recount(Base):
    """Why a count is followed by another one, decided by an answer or by two people.

    Source: docs/rules/results.md section 13.
    """

    __tablename__ = "result_recount"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    result_number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="the count that was found wrong"
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    objection: Mapped[int | None] = mapped_column(comment="its number; None: two people said so")
    reason: Mapped[str] = mapped_column(
        Text, info=personal(why="why it is counted again", seen_by="everybody", until="kept")
    )


class Objection(Base):
    """What somebody says is wrong with a count. Source: docs/rules/results.md section 12."""

    __tablename__ = "result_objection"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result_number: Mapped[int] = mapped_column(comment="the count it is about")
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    state: Mapped[str] = mapped_column(String(12), info=not_personal())
    words: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="to be answered", seen_by="everybody, once read or answered", until="erasure"
        ),
    )
    salt: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="opens the hash in the log", info=not_personal()
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="since when everybody can read its words"
    )
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="answered or withdrawn")

    @property
    def is_open(self) -> bool:
        return self.state == ObjectionState.OPEN

    @property
    def is_for_auditor(self) -> bool:
        """About the facilitator's own act, so an auditor answers."""
        return self.kind == ObjectionKind.OPENING


class ObjectionAnswer(Base):
    """One answer to an objection; the newest holds, earlier ones stay readable."""

    __tablename__ = "result_objection_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "number"],
            ["result_objection.round_id", "result_objection.number"],
            name="fk_result_objection_answer_objection",
        ),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(12), info=not_personal())
    reason: Mapped[str] = mapped_column(
        Text, info=personal(why="everybody is told why", seen_by="everybody", until="kept")
    )
    by_name: Mapped[str] = mapped_column(String(80), info=_PUBLIC_ROLE)
    by_role: Mapped[str] = mapped_column(String(20), info=not_personal())


class ObjectionDraft(Base):
    """An objection that waits for a press in the mail of somebody without an account."""

    __tablename__ = "result_objection_draft"

    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info=not_personal()
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    typed: Mapped[dict[str, Any]] = mapped_column(
        JSON,
        info=personal(
            why="so that the answer finds who objected",
            seen_by="who holds the link",
            until="sent, or 7 days",
        ),
    )
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
