"""Who is on a roll, and how it came to its size.

Source: docs/rules/voting.md section 1.22 and 1.23.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import ALL_OF_THEM, KeptCount
from pbplatform.rounds.models import Round
from pbplatform.voting.models import (
    ADDED,
    ON_PAPER,
    STRUCK_OFF,
    RollEntry,
    RollSpare,
    RollStrike,
)

ROLL = "roll"
CHANGED = "rolls.changed"
"""In the info of a session: rounds whose roll its transaction changed."""


def counted_on_roll() -> ColumnElement[bool]:
    """Whether a voter counts: not struck, or struck with a vote that stays or a paper that is out.

    Asked of the strikes, not of the marks: these go with the key of the box, the sizes stay.
    Source: docs/rules/voting.md section 1.22.
    """
    return or_(RollEntry.state != STRUCK_OFF, _stays())


def paper_stays() -> ColumnElement[bool]:
    """Whether a struck voter's ballot paper is out: nobody can say whether it came back."""
    return _stays(RollStrike.was == ON_PAPER)


def _stays(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a strike stands that left a vote in the box or a paper out."""
    return (
        select(RollStrike.voter_no)
        .where(
            RollStrike.round_id == RollEntry.round_id,
            RollStrike.voter_no == RollEntry.voter_no,
            ~RollStrike.left,
            RollStrike.put_back_on.is_(None),
            *which,
        )
        .exists()
    )


def roll_size(session: Session, round_id: int) -> int:
    """How many voters are on the roll."""
    own = (RollEntry.round_id == round_id, counted_on_roll())
    return session.scalar(select(func.count()).select_from(RollEntry).where(*own)) or 0


def kept_roll_size(round_id: BindParameter[int]) -> Any:
    """The same as it was counted when the roll changed last, for queries; NULL where it never did
    since this is kept."""
    return (
        select(KeptCount.number)
        .where(
            KeptCount.list == ROLL,
            KeptCount.scope == round_id,
            KeptCount.level == ALL_OF_THEM,
            KeptCount.bucket == 0,
            KeptCount.cell == "",
        )
        .scalar_subquery()
    )


def last_voter(session: Session, round_id: int) -> int:
    """The highest number that was given; numbers go on from it. 0 where there is none."""
    newest = select(func.max(RollEntry.voter_no)).where(RollEntry.round_id == round_id)
    return session.scalar(newest) or 0


@dataclass(frozen=True)
class RollHistory:
    """A roll in numbers that add up: at the freeze, what came and went since, now.

    Attributes:
        now: voters on the roll.
        at_freeze: voters when the ballot was frozen; None before.
        added, struck, put_back: since the freeze; struck ones whose vote stays are not among them.
        kept: struck voters whose vote stays in the box, so that they count on; so do those whose
            ballot paper is out, `papers` of them.
        struck_before: struck before the freeze and not put back before it.
    """

    now: int
    at_freeze: int | None
    added: int
    struck: int
    put_back: int
    kept: int
    struck_before: int
    papers: int = 0

    @property
    def votes_kept(self) -> int:
        """Of those who were struck and count on, the ones with a vote in the box."""
        return self.kept - self.papers

    @property
    def changed(self) -> bool:
        """Whether anything happened since the freeze."""
        return bool(self.added or self.struck or self.put_back or self.kept)


def roll_history(session: Session, round_: Round) -> RollHistory:
    """How the roll of a round came to its size, in one read."""
    kept_too = not session.info.get(CHANGED)
    row = session.execute(_history(kept_too), {"round": round_.id}).one()
    now, added, struck, put_back, kept, before, papers = row
    at_freeze = now - added + struck - put_back if round_.frozen_at is not None else None
    return RollHistory(now, at_freeze, added, struck, put_back, kept, before, papers)


# Built once: to build a statement takes longer than to send it.
@cache
def _history(kept_too: bool) -> Select[*tuple[Any, ...]]:
    """Args:
    kept_too: whether the size is taken as it is kept; counted where nothing is, or where a
        transaction changed a roll.
    """
    round_id: BindParameter[int] = bindparam("round")
    own, gone = RollStrike.round_id == round_id, RollStrike.left
    standing = RollStrike.put_back_on.is_(None)

    def strikes(*which: Any) -> Any:
        query = select(func.count()).select_from(RollStrike).where(own, *which)
        return query.scalar_subquery()

    on_roll = select(func.count()).select_from(RollEntry)
    on_roll = on_roll.where(RollEntry.round_id == round_id, counted_on_roll())
    size: Any = on_roll.scalar_subquery()
    if kept_too:
        size = func.coalesce(kept_roll_size(round_id), size)
    spares = select(func.count()).select_from(RollSpare)
    spares = spares.where(RollSpare.round_id == round_id, RollSpare.used == ADDED)
    return select(
        size,
        spares.scalar_subquery(),
        strikes(gone, RollStrike.late),
        strikes(gone, RollStrike.put_back_late),
        strikes(~gone, standing),
        strikes(~RollStrike.late, or_(standing, RollStrike.put_back_late)),
        strikes(~gone, standing, RollStrike.was == ON_PAPER),
    )


@dataclass(frozen=True)
class StruckOn:
    """Voters struck on one day for one reason.

    Attributes:
        voters: how many; `kept` of them with a vote that stays, `taken_out` of them with one that
            was taken out, `papers` with a ballot paper that is out, `put_back` of them put back
            since.
    """

    day: date
    why: str
    late: bool
    voters: int
    kept: int
    taken_out: int
    put_back: int
    papers: int = 0


def struck_by_day(session: Session, round_id: int) -> list[StruckOn]:
    """All strikes of a round, the newest day first."""

    def those(which: Any) -> Any:
        return func.sum(case((which, 1), else_=0))

    query = (
        select(
            RollStrike.struck_on,
            RollStrike.why,
            RollStrike.late,
            func.count(),
            those(and_(~RollStrike.left, RollStrike.was != ON_PAPER)),
            those(RollStrike.taken_out),
            those(RollStrike.put_back_on.is_not(None)),
            those(and_(~RollStrike.left, RollStrike.was == ON_PAPER)),
        )
        .where(RollStrike.round_id == round_id)
        .group_by(RollStrike.struck_on, RollStrike.why, RollStrike.late)
        .order_by(RollStrike.struck_on.desc(), RollStrike.late.desc(), RollStrike.why)
    )
    return [StruckOn(*row) for row in session.execute(query)]


def struck_numbers(session: Session, round_id: int) -> list[int]:
    """Numbers that are struck now, ascending: whose letters are not sent."""
    own = (RollEntry.round_id == round_id, RollEntry.state == STRUCK_OFF)
    return list(
        session.scalars(select(RollEntry.voter_no).where(*own).order_by(RollEntry.voter_no))
    )


def struck_between(session: Session, round_id: int, first: int, last: int) -> list[int]:
    """Numbers of this range that are struck now."""
    return [number for number in struck_numbers(session, round_id) if first <= number <= last]


def standing_strike(session: Session, round_id: int, voter_no: int) -> RollStrike | None:
    """Why and when this voter was struck; None where they are not struck now."""
    return session.scalars(
        select(RollStrike)
        .where(
            RollStrike.round_id == round_id,
            RollStrike.voter_no == voter_no,
            RollStrike.put_back_on.is_(None),
        )
        .order_by(RollStrike.strike_no.desc())
        .limit(1)
    ).first()


@dataclass(frozen=True)
class Named:
    """What the roll says of numbers that somebody typed.

    Attributes:
        missing: on no roll; `struck`: struck already; `voted`: with a vote in the box.
        paper: on the roll for paper: a ballot paper is out.
    """

    missing: Sequence[int]
    struck: Sequence[int]
    voted: Sequence[int]
    paper: Sequence[int] = ()


def named_on_roll(session: Session, round_id: int, numbers: Sequence[int]) -> Named:
    """What the roll says of these numbers, at most a few thousand."""
    rows = session.execute(
        select(RollEntry.voter_no, RollEntry.state, RollEntry.marked).where(
            RollEntry.round_id == round_id, RollEntry.voter_no.in_(numbers)
        )
    ).all()
    known = {row.voter_no for row in rows}
    return Named(
        missing=[number for number in numbers if number not in known],
        struck=sorted(row.voter_no for row in rows if row.state == STRUCK_OFF),
        voted=sorted(row.voter_no for row in rows if row.marked),
        paper=sorted(row.voter_no for row in rows if row.state == ON_PAPER),
    )


def size_of_last_round(session: Session, round_: Round) -> int:
    """How many were on the roll of the place's newest round before this one; 0 where none was."""
    size = (
        select(func.count())
        .select_from(RollEntry)
        .where(RollEntry.round_id == Round.id, counted_on_roll())
        .correlate(Round)
        .scalar_subquery()
    )
    query = (
        select(size)
        .select_from(Round)
        .where(Round.id != round_.id, Round.opens_at <= round_.opens_at, size > 0)
        .order_by(Round.opens_at.desc(), Round.id.desc())
        .limit(1)
    )
    return session.scalar(query) or 0
