"""What of all papers waits for somebody, in one read.

Source: docs/rules/paper.md sections 3 to 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from pbplatform.paper.kinds import DIFFER, OWED, AsideOutcome, BatchState
from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.paper.models.checking import PaperCheck
from pbplatform.paper.models.handing import PaperAside
from pbplatform.venues.models import RoundWays

_BATCH, _ASIDE, _BOX = "batch", "aside", "box"
_NO_NUMBER, _NO_DAY = cast(null(), Integer), cast(null(), Date)


@dataclass
class WaitingBatch:
    """A batch that is neither sealed nor refused.

    Attributes:
        reason: why somebody asked to refuse it; " " where they did, empty where nobody did.
        begun, whole: accounts that began to enter it, and those that are done.
    """

    round_id: int
    n: int
    state: str
    settled_by_id: int | None
    ready_by_id: int | None
    reason: str
    begun: set[int] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class WaitingPaper:
    """A paper set aside that is not decided, or that counts and lies in no batch."""

    round_id: int
    n: int
    decided: bool
    decide_by: date


@dataclass(frozen=True)
class PapersOfRound:
    """What the papers of a round wait for after the count.

    Attributes:
        wants: `OWED` or `DIFFER`, what the hand check wants; empty: nothing.
        named: the day until which the round said that papers are kept.
        destroyed: two people said that they are gone.
    """

    round_id: int
    wants: str
    named: date | None
    destroyed: bool


@dataclass(frozen=True)
class Waiting:
    """Everything that waits, in the order of rounds and numbers."""

    batches: list[WaitingBatch]
    asides: list[WaitingPaper]
    rounds: list[PapersOfRound]

    def __bool__(self) -> bool:
        return bool(self.batches or self.asides or self.rounds)


# What desks ask is built once: to build a statement takes longer than to send it.
@cache
def _waiting() -> CompoundSelect[Any]:
    return union_all(_batches(), _asides(), _boxes())


def waiting_papers(session: Session) -> Waiting:
    """What waits in all rounds."""
    rows = session.execute(_waiting()).all()
    rows = sorted(rows, key=lambda row: (row.round_id, row.n))
    batches: dict[tuple[int, int], WaitingBatch] = {}
    for row in _of(rows, _BATCH):
        found = batches.setdefault(
            (row.round_id, row.n),
            WaitingBatch(
                row.round_id, row.n, row.state, row.one, row.two, reason=" " if row.asked else ""
            ),
        )
        if row.three is not None:
            found.begun.add(row.three)
            if row.yes:
                found.whole.add(row.three)
    return Waiting(
        list(batches.values()),
        [WaitingPaper(row.round_id, row.n, bool(row.state), row.day) for row in _of(rows, _ASIDE)],
        [PapersOfRound(row.round_id, row.state, row.day, bool(row.yes)) for row in _of(rows, _BOX)],
    )


def _of(rows: Sequence[Any], kind: str) -> list[Any]:
    return [row for row in rows if row.kind == kind]


def _batches() -> Select[Any]:
    """One row for each open batch and whoever began to enter it."""
    going = [str(state) for state in BatchState if state.is_open]
    entered = and_(
        PaperEntry.round_id == PaperBatch.round_id,
        PaperEntry.batch == PaperBatch.n,
        PaperEntry.look == 1,
    )
    return (
        select(
            literal(_BATCH, String).label("kind"),
            PaperBatch.round_id.label("round_id"),
            PaperBatch.n.label("n"),
            cast(PaperBatch.state, String).label("state"),
            PaperBatch.settled_by_id.label("one"),
            PaperBatch.ready_by_id.label("two"),
            PaperEntry.account_id.label("three"),
            case((PaperEntry.whole, 1), else_=0).label("yes"),
            case((PaperBatch.reason != "", 1), else_=0).label("asked"),
            _NO_DAY.label("day"),
        )
        .outerjoin(PaperEntry, entered)
        .where(PaperBatch.state.in_(going))
    )


def _asides() -> Select[Any]:
    counts = and_(PaperAside.outcome == AsideOutcome.COUNTS, ~PaperAside.batched)
    columns: list[Any] = [
        literal(_ASIDE, String),
        PaperAside.round_id,
        PaperAside.n,
        cast(PaperAside.outcome, String),
        _NO_NUMBER,
        _NO_NUMBER,
        _NO_NUMBER,
        literal(0),
        literal(0),
        PaperAside.decide_by,
    ]
    return select(*columns).where(or_(PaperAside.outcome == AsideOutcome.OPEN, counts))


def _boxes() -> Select[Any]:
    """One row for each round in which sheets came back, until its papers are destroyed."""
    sealed = func.sum(case((PaperBatch.state == BatchState.SEALED, 1), else_=0))
    held = (
        select(PaperBatch.round_id, sealed.label("sealed")).group_by(PaperBatch.round_id).subquery()
    )
    same = PaperCheck.same == PaperCheck.same + PaperCheck.differs + PaperCheck.missing
    wants = case(
        (held.c.sealed == 0, ""),
        (or_(PaperCheck.round_id.is_(None), PaperCheck.done_at.is_(None)), OWED),
        (or_(same, PaperCheck.explained_at.is_not(None)), ""),
        else_=DIFFER,
    )
    return (
        select(
            literal(_BOX, String),
            held.c.round_id,
            literal(0),
            cast(wants, String),
            _NO_NUMBER,
            _NO_NUMBER,
            _NO_NUMBER,
            case((PaperCheck.papers_destroyed_at.is_not(None), 1), else_=0),
            literal(0),
            RoundWays.papers_kept_until,
        )
        .outerjoin(PaperCheck, PaperCheck.round_id == held.c.round_id)
        .outerjoin(RoundWays, RoundWays.round_id == held.c.round_id)
    )
