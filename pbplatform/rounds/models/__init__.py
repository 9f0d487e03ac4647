"""A round: dates, money, committees, the projects on its ballot, and its frozen definition."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    and_,
    false,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pbplatform.core.db import Base, Minor, UtcDateTime
from pbplatform.core.money import Currency
from pbplatform.core.privacy import not_personal
from pbplatform.counting.rulebook import Rule
from pbplatform.rounds.domain.amendments import InForce
from pbplatform.rounds.domain.ballots import Ballot, kind_named
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.rounds.kinds import PHASE_OF, Phase, State
from pbplatform.rounds.models.ballot import BallotProject, Committee, RoundDefinition
from pbplatform.rounds.models.certificate import OfCertificate, lines_begin
from pbplatform.rounds.models.changes import DateMove, RoundAmendment, RoundChange

__all__ = [
    "FROZEN_FACTS",
    "BallotProject",
    "Committee",
    "DateMove",
    "Round",
    "RoundAmendment",
    "RoundChange",
    "RoundDefinition",
    "as_frozen",
    "lines_begin",
]

FROZEN_FACTS = (
    "name",
    "money_minor",
    "currency_code",
    "currency_exponent",
    "opens_at",
    "closes_at",
    "results_at",
    "ballot_kind",
    "max_choices",
    "rule",
)
AMENDED_FACTS = ("closes_at", "results_at")


def as_frozen(name: str, told: Definition | None, row: Any, moved: Any = None) -> Any:
    """A fact as the definition has it, else the row; not before the end that was moved."""
    fact = row if told is None else getattr(told, name)
    if fact is None and name == "results_at":
        fact = row  # the definition is older than this fact in it
    return fact if moved is None else max(fact, moved)


def _as_frozen(name: str) -> hybrid_property[Any]:
    """A fact that voters rely on: from the definition once it is frozen, before from the row.

    In SQL it is the row's column: good for order and search, never for a decision. An end that an
    amendment moved comes after the document in both, and never before the frozen one.
    """
    amended, row = f"amended_{name}" if name in AMENDED_FACTS else None, f"row_{name}"

    def read(round_: Round) -> Any:
        frozen = round_.definition
        told = None if frozen is None else frozen.told
        moved = getattr(round_, amended) if amended else None
        return as_frozen(name, told, getattr(round_, row), moved)

    def write(round_: Round, value: Any) -> None:
        setattr(round_, row, value)

    def column(cls: type[Round]) -> Any:
        own = getattr(cls, row)
        return func.coalesce(getattr(cls, amended), own) if amended else own

    read.__name__ = name  # SQLAlchemy knows a hybrid by the name of its function
    return hybrid_property(read, write, expr=column)


class Round(OfCertificate, Base):
    """One round of participatory budgeting.

    Windows are half-open: something received exactly at an end is late. The vote is open only when
    the definition is frozen, the instant lies in the window and no close entry stands.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("ideas_open_at < ideas_close_at", name="ideas_window"),
        CheckConstraint("ideas_close_at <= review_close_at", name="review_after_ideas"),
        CheckConstraint("review_close_at <= opens_at", name="vote_after_review"),
        CheckConstraint("opens_at < closes_at", name="vote_window"),
        CheckConstraint("closes_at <= results_at", name="results_after_vote"),
        CheckConstraint("money_minor > 0", name="money_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=not_personal())
    row_name: Mapped[str] = mapped_column("name", String(120), info=not_personal())
    summary: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    who_can_vote: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    row_money_minor: Mapped[int] = mapped_column(
        "money_minor", Minor, comment="minor units of the currency"
    )
    row_currency_code: Mapped[str] = mapped_column("currency_code", String(3), info=not_personal())
    row_currency_exponent: Mapped[int] = mapped_column(
        "currency_exponent", comment="decimal places of the minor unit"
    )
    ideas_open_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ideas_close_at: Mapped[datetime] = mapped_column(UtcDateTime)
    review_close_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_opens_at: Mapped[datetime] = mapped_column("opens_at", UtcDateTime)
    row_closes_at: Mapped[datetime] = mapped_column("closes_at", UtcDateTime)
    row_results_at: Mapped[datetime] = mapped_column("results_at", UtcDateTime)
    row_ballot_kind: Mapped[str] = mapped_column(
        "ballot_kind", String(20), default="approval", info=not_personal()
    )
    row_max_choices: Mapped[int | None] = mapped_column(
        "max_choices", comment="None: as many as you like"
    )
    row_rule: Mapped[dict[str, Any]] = mapped_column("rule", JSON, comment="counting rule as data")
    quorum: Mapped[int | None] = mapped_column(
        comment="delegates that a decision needs; None: more than half of those who may vote"
    )
    criteria: Mapped[list[str]] = mapped_column(
        JSON,
        default=list,
        server_default="[]",
        comment="what delegates score proposals by, in words",
        info=not_personal(),
    )
    score_names: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="whether names stand beside scores"
    )
    started_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("round.id"), comment="the earlier round that the draft was begun from"
    )
    paused_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="since when it is paused; null while it goes on"
    )
    resumes_by: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="by when a paused round's facilitator says how it goes on"
    )
    money_left: Mapped[str] = mapped_column(
        String(20),
        default=MoneyLeft.NOT_SAID,
        server_default="not-said",
        comment="what happens to money that winners do not need",
        info=not_personal(),
    )
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paper_complete_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="all paper is in the box or refused"
    )
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_entry: Mapped[int | None] = mapped_column(
        comment="index of the close entry in the ballot log: it has the numbers of the box"
    )
    lot_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="the lot number stands")
    separated_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="envelopes lie apart from voters and the storage was rewritten"
    )
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="urn opened")
    storage_rewritten_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="tables of the urn rewritten after its opening"
    )
    called_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    key_destroyed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="the key of a box that was never opened is gone"
    )
    # What the amendments come to; rows and entries vouch for it (rounds/domain/amendments.py).
    amended_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    amended_results_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn: Mapped[list[int]] = mapped_column(
        JSON, default=list, server_default="[]", comment="numbers of withdrawn projects, ascending"
    )
    # Read with the round: what it decides and what pages show is in it, not in this row.
    definition: Mapped[RoundDefinition | None] = relationship(lazy="joined", viewonly=True)

    name = cast("hybrid_property[str]", _as_frozen("name"))
    money_minor = cast("hybrid_property[int]", _as_frozen("money_minor"))
    currency_code = cast("hybrid_property[str]", _as_frozen("currency_code"))
    currency_exponent = cast("hybrid_property[int]", _as_frozen("currency_exponent"))
    opens_at = cast("hybrid_property[datetime]", _as_frozen("opens_at"))
    closes_at = cast("hybrid_property[datetime]", _as_frozen("closes_at"))
    results_at = cast("hybrid_property[datetime]", _as_frozen("results_at"))
    ballot_kind = cast("hybrid_property[str]", _as_frozen("ballot_kind"))
    max_choices = cast("hybrid_property[int | None]", _as_frozen("max_choices"))
    rule = cast("hybrid_property[dict[str, Any]]", _as_frozen("rule"))

    @property
    def strayed(self) -> tuple[str, ...]:
        """Names of frozen facts that the row tells otherwise: somebody changed it since."""
        if self.definition is None:
            return ()
        told = self.definition.told
        frozen = {name: getattr(told, name) for name in FROZEN_FACTS}
        return tuple(
            name
            for name, fact in frozen.items()
            if fact != getattr(self, f"row_{name}") and not (name == "results_at" and fact is None)
        )

    @property
    def in_force(self) -> InForce:
        """What its amendments come to, as this row has it."""
        withdrawn = tuple(self.withdrawn or ())
        return InForce(withdrawn, self.amended_closes_at, self.amended_results_at)

    @property
    def scope(self) -> str:
        return f"round:{self.slug}"

    @property
    def path(self) -> str:
        return f"rounds/{self.slug}"

    @property
    def currency(self) -> Currency:
        return Currency(self.currency_code, self.currency_exponent)

    @property
    def counting_rule(self) -> Rule:
        return Rule.from_dict(self.rule)

    @property
    def ballot(self) -> type[Ballot]:
        """The kind of every ballot of the round."""
        return kind_named(self.ballot_kind)

    @property
    def ballot_told(self) -> dict[str, Any]:
        """What the definition says of the ballots, as it writes it."""
        return {"kind": self.ballot.kind, "max": self.max_choices}

    def takes_objections(self, now: datetime) -> bool:
        """Whether everybody may object to the count at `now`."""
        is_provisional = self.state(now) is State.PROVISIONAL
        return is_provisional and bool(self.objections_end_at and now < self.objections_end_at)

    def takes_ideas(self, now: datetime) -> bool:
        stands = self.published_at is not None and self.called_off_at is None
        going_on = stands and self.paused_at is None
        return going_on and self.ideas_open_at <= now < self.ideas_close_at

    @classmethod
    def taking_ideas_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `takes_ideas`."""
        return and_(
            cls.published_at.is_not(None),
            cls.paused_at.is_(None),
            cls.called_off_at.is_(None),
            cls.ideas_open_at <= now,
            now < cls.ideas_close_at,
        )

    def review_is_over(self, now: datetime) -> bool:
        """Whether what committees owe by the end of review is late; never during a pause.

        Source: docs/rules/rounds.md section 13.2.
        """
        held = self.paused_at is not None or self.called_off_at is not None
        return not held and self.review_close_at <= now

    @classmethod
    def reviewed_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `review_is_over`."""
        stands = and_(cls.paused_at.is_(None), cls.called_off_at.is_(None))
        return and_(stands, cls.review_close_at <= now)

    def is_open(self, now: datetime) -> bool:
        """Whether the urn takes an envelope received at `now`."""
        return (
            self.frozen_at is not None
            and self.closed_at is None
            and self.called_off_at is None
            and self.opens_at <= now < self.closes_at
        )

    @classmethod
    def open_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `is_open`."""
        return and_(
            cls.frozen_at.is_not(None),
            cls.closed_at.is_(None),
            cls.called_off_at.is_(None),
            cls.opens_at <= now,
            now < cls.closes_at,
        )

    def state(self, now: datetime) -> State:
        """Where the round stands at `now`; only what was done counts as done.

        Source: docs/rules/rounds.md section 7, docs/rules/ceremony.md.
        """
        if self.called_off_at is not None:
            return State.CALLED_OFF
        if self.published_at is None:
            return State.DRAFT
        if self.closed_at or self.opened_at or self.counted_at:
            return self._state_of_box()
        if self.frozen_at is not None:
            return self._state_of_vote(now)
        return State.PAUSED if self.paused_at is not None else self.state_by_dates(now)

    def state_by_dates(self, now: datetime) -> State:
        """Where its dates have a public round that is not frozen, whether it is paused or not."""
        if now < self.ideas_open_at:
            return State.SOON
        if now < self.ideas_close_at:
            return State.IDEAS
        if now < self.review_close_at:
            return State.REVIEW
        if now < self.opens_at:
            return State.TO_FREEZE
        return State.NOT_OPENED if now < self.closes_at else State.NOT_HELD

    def _state_of_box(self) -> State:
        """The newest act since the close."""
        if self.counted_at is not None:
            stands = self.certified_at is not None or self.older_order
            return State.CERTIFIED if stands else State.PROVISIONAL
        if self.opened_at is not None:
            return State.OPENED
        if self.separated_at is not None:
            return State.SEPARATED
        return State.LOT if self.lot_at is not None else State.CLOSED

    def _state_of_vote(self, now: datetime) -> State:
        if now < self.opens_at:
            return State.READY
        if now < self.closes_at:
            return State.VOTING
        return State.SHUT if self.paper_complete_at is None else State.PAPER_COMPLETE

    def phase(self, now: datetime) -> Phase:
        """Where the round is at `now`."""
        return PHASE_OF[self.state(now)]
