"""Ideas as residents write them, and the proposals that delegates make of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
    false,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.drafts import KeptDraft
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import not_personal, personal
from pbplatform.core.text_fold import fold
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.kinds import (
    IDEA_TRANSITIONS,
    PROPOSAL_TRANSITIONS,
    PUBLIC_STATES,
    IdeaState,
    ProposalState,
)

_OWN_WORDS = personal(
    why="the idea in its author's words",
    seen_by="everybody once published; before that the author and facilitators",
    until="kept with the round, or erasure",
)
_REASON = personal(
    why="to tell the author and everybody why", seen_by="everybody", until="kept with the round"
)


class Idea(Base):
    """One resident's idea for a round. Its state moves only by `move_to`."""

    __tablename__ = "idea"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        Index("ix_idea_round_state", "round_id", "state"),
        Index("ix_idea_claimed_by", "claimed_by", "state"),
        Index("ix_idea_committee_state", "committee_id", "state"),
        # What waits for a facilitator, among all that are settled.
        *(
            Index(
                name,
                *("round_id", "state"),
                sqlite_where=text(f"{column} IS NOT NULL"),
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for name, column in (
                ("ix_idea_plea", "plea_answer_by"),
                ("ix_idea_unread", "unread_since"),
            )
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(LETTERS["title"]), info=_OWN_WORDS)
    text: Mapped[str] = mapped_column(Text, info=_OWN_WORDS)
    text_salt: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    language: Mapped[str] = mapped_column(String(10), info=not_personal())
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    spot: Mapped[str] = mapped_column(String(LETTERS["spot"]), default="", info=_OWN_WORDS)
    who_benefits: Mapped[str] = mapped_column(
        String(LETTERS["who_benefits"]), default="", info=_OWN_WORDS
    )
    photo: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), ForeignKey("stored_file.sha256"), index=True, info=_OWN_WORDS
    )
    photo_alt: Mapped[str] = mapped_column(
        String(LETTERS["photo_alt"]), default="", info=_OWN_WORDS
    )
    relations: Mapped[dict[str, Any] | None] = mapped_column(
        JSON, comment="answers by code, and `people` in words", info=_OWN_WORDS
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    name_shown: Mapped[str] = mapped_column(String(5), info=not_personal())
    entered: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="typed in by staff for somebody without an account",
    )
    credit: Mapped[str] = mapped_column(
        String(LETTERS["credit"]),
        default="",
        server_default="",
        info=personal(
            why="the name of somebody without an account, as they wanted it shown",
            seen_by="everybody, once published",
            until="kept with the round, or taken out when they ask for it",
        ),
    )
    state: Mapped[str] = mapped_column(String(12), default=IdeaState.SENT, info=not_personal())
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_by: Mapped[date] = mapped_column(Date, comment="last day for the facilitator's reading")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unread_since: Mapped[datetime | None] = mapped_column(
        UtcDateTime,
        comment="public since then and not read by a facilitator; none once read, or read before",
    )
    look_by: Mapped[date | None] = mapped_column(Date, comment="last day for the first look")
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusal_rule: Mapped[str] = mapped_column(String(12), default="", info=not_personal())
    refusal_words: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(
            why="to tell the author why their idea was not published",
            seen_by="the author and facilitators",
            until="kept with the round",
        ),
    )
    ask_again_by: Mapped[date | None] = mapped_column(Date, comment="last day for a second look")
    second_look_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_look_words: Mapped[str] = mapped_column(Text, default="", info=_OWN_WORDS)
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committee.id"))
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="final state")
    not_taken_reason: Mapped[str] = mapped_column(String(12), default="", info=not_personal())
    not_taken_words: Mapped[str] = mapped_column(Text, default="", info=_REASON)
    plead_by: Mapped[date | None] = mapped_column(
        Date, comment="last day for the author to ask that an idea not taken is looked at again"
    )
    plea_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="asked; once only")
    plea_words: Mapped[str] = mapped_column(Text, default="", server_default="", info=_OWN_WORDS)
    plea_answer_by: Mapped[date | None] = mapped_column(
        Date, comment="last day for the facilitator's answer; none once answered"
    )
    searched: Mapped[str] = mapped_column(
        Text,
        default=lambda context: searched_form(context.get_current_parameters()),
        server_default="",
        comment="title, line break, text and place, folded",
        info=_OWN_WORDS,
    )

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_unread(self) -> bool:
        """Whether everybody may see it, and no facilitator has read it yet."""
        return self.unread_since is not None and self.is_public

    def move_to(self, state: IdeaState) -> None:
        """The one way a state changes.

        Raises:
            Conflict: the table of transitions does not lead there from here.
        """
        if state not in IDEA_TRANSITIONS[self.state]:
            raise Conflict("state.not_from_here")
        self.state = state


def searched_form(idea: Mapping[str, Any]) -> str:
    """What searches look at: the title folded, a line break, the text and the place folded."""
    others = f"{idea.get('text') or ''} {idea.get('spot') or ''}"
    return f"{fold(idea.get('title') or '')}\n{fold(others)}"


@event.listens_for(Idea, "before_update")
def _search_again(_mapper: Any, _connection: Any, idea: Idea) -> None:
    """Words that changed are found as they are now, and erased ones no more."""
    words = ("title", "text", "spot")
    if any(inspect(idea).attrs[name].history.has_changes() for name in words):
        idea.searched = searched_form({name: getattr(idea, name) for name in words})


class IdeaAnswer(Base):
    """An answer “not taken forward” that was looked at again: what it said stays readable."""

    __tablename__ = "idea_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    reason: Mapped[str] = mapped_column(String(12), info=not_personal())
    words: Mapped[str] = mapped_column(Text, info=_REASON)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10), info=not_personal())
    outcome_words: Mapped[str] = mapped_column(Text, info=_REASON)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    role: Mapped[str] = mapped_column(
        String(20), comment="who looked again: delegate or facilitator", info=not_personal()
    )


class IdeaSupport(Base):
    """One person's support of one idea."""

    __tablename__ = "idea_support"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    supported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IdeaDraft(KeptDraft):
    """An idea that somebody writes and did not send yet."""

    __tablename__ = "idea_draft"
    ABOUT = "round_id"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))


class Proposal(Base):
    """A project that a committee writes from ideas. Its texts are versions."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        Index("ix_proposal_round_state", "round_id", "state"),
        Index("ix_proposal_committee_state", "committee_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    version: Mapped[int] = mapped_column(default=1, comment="number of the newest version")
    drawing: Mapped[str] = mapped_column(String(30), default="", info=not_personal())
    state: Mapped[str] = mapped_column(
        String(14), default=ProposalState.WRITING, info=not_personal()
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(12), default="", info=not_personal())
    reason_words: Mapped[str] = mapped_column(Text, default="", info=_REASON)
    reopened_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when its decision was last taken up again"
    )

    def move_to(self, state: ProposalState) -> None:
        """The one way a state changes.

        Raises:
            Conflict: the table of transitions does not lead there from here.
        """
        if state not in PROPOSAL_TRANSITIONS[self.state]:
            raise Conflict("state.not_from_here")
        self.state = state


_WRITTEN = personal(
    why="the proposal as delegates wrote it", seen_by="everybody", until="kept with the round"
)


class ProposalVersion(Base):
    """One text of a proposal. Rows are added, never changed."""

    __tablename__ = "proposal_version"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(120), info=_WRITTEN)
    summary: Mapped[str] = mapped_column(String(400), default="", info=_WRITTEN)
    text: Mapped[str] = mapped_column(Text, info=_WRITTEN)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    spot: Mapped[str] = mapped_column(String(200), default="", info=_WRITTEN)
    who_benefits: Mapped[str] = mapped_column(String(300), default="", info=_WRITTEN)
    breakers_answer: Mapped[str] = mapped_column(Text, default="", info=_WRITTEN)
    makers_answer: Mapped[str] = mapped_column(Text, default="", info=_WRITTEN)
    reason: Mapped[str] = mapped_column(Text, default="", info=_REASON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IdeaJoin(Base):
    """An idea was joined with those of others; its author may object until a moment."""

    __tablename__ = "idea_join"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="from then on it stands")
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_open(self, now: datetime) -> bool:
        """Half-open: what comes exactly at the end is late."""
        return self.agreed_at is None and now < self.ends_at

    @classmethod
    def open_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `is_open`."""
        return cls.agreed_at.is_(None) & (now < cls.ends_at)


class JoinObjection(Base):
    """An author took their idea out of a proposal that joined it with others."""

    __tablename__ = "join_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    words: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="to tell the delegates why the author does not want the join",
            seen_by="the author and the delegates of the committee",
            until="kept with the round, or erasure",
        ),
    )
    words_salt: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    objected_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalSplit(Base):
    """A proposal that was split off another one, with a public reason."""

    __tablename__ = "proposal_split"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    from_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, info=_REASON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalCredit(Base):
    """An idea that a split proposal was made of too, so that its author is credited there."""

    __tablename__ = "proposal_credit"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False, index=True
    )
