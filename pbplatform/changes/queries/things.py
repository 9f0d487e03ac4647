"""The points, ideas and projects because of which decisions are changed."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pbplatform.changes.kinds import Because
from pbplatform.changes.models import ChangedDecision
from pbplatform.core.errors import NotFound
from pbplatform.core.text_slug import number_of
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Point
from pbplatform.points.queries.points import is_public_point
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries import show_frozen

_PATHS = (
    (Because.POINT, re.compile(r"forums/([a-z0-9-]+)/points/([a-z0-9-]+)")),
    (Because.IDEA, re.compile(r"rounds/([a-z0-9-]+)/ideas/([a-z0-9-]+)")),
    (Because.PROJECT, re.compile(r"rounds/([a-z0-9-]+)/projects/([a-z0-9-]+)")),
)
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Thing:
    """A public point, idea or project that won.

    Attributes:
        holder_id: of its forum or round; `holder` is the path of it, `scope` what covers it.
    """

    because: Because
    holder_id: int
    holder: str
    holder_name: str
    scope: str
    number: int
    title: str

    @property
    def path(self) -> str:
        """As links name it, without decoration."""
        return f"{self.holder}/{self.because}s/{self.number}"

    @property
    def key(self) -> Key:
        return (self.because, self.holder_id, self.number)


def key_of(change: ChangedDecision) -> Key:
    """By what a decision names its thing."""
    return (change.because, change.forum_id or change.round_id or 0, change.number)


def thing_at(session: Session, path: str) -> Thing:
    """The public thing at a path; NotFound when there is none that everybody can read."""
    for because, pattern in _PATHS:
        named = pattern.fullmatch(path)
        number = number_of(named[2]) if named else None
        if not named or number is None:
            continue
        holder = ForumSeries if because is Because.POINT else Round
        holder_id = session.scalar(select(holder.id).where(holder.slug == named[1]))
        found = things_named(session, [(because, holder_id or 0, number)])
        if found:
            return next(iter(found.values()))
    raise NotFound("page.not_found")


def things_named(session: Session, keys: Sequence[Key]) -> dict[Key, Thing]:
    """Those of these things that everybody can read: three reads at most, however many."""
    asked: dict[str, set[tuple[int, int]]] = {}
    for because, holder_id, number in keys:
        asked.setdefault(because, set()).add((holder_id, number))
    found = [
        *_points(session, asked.get(Because.POINT, set())),
        *_ideas(session, asked.get(Because.IDEA, set())),
        *_projects(session, asked.get(Because.PROJECT, set())),
    ]
    return {thing.key: thing for thing in found}


def _among(
    whose: InstrumentedAttribute[int], number: InstrumentedAttribute[int]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Rows of which each half is in one of some pairs: pairs in one list are looked for in no
    index of SQLite's, and a statement that is built once has no room for each. Whoever reads them
    leaves out those whose pair is not asked for."""
    return (
        whose.in_(bindparam("holders", expanding=True)),
        number.in_(bindparam("numbers", expanding=True)),
    )


def _halves(keys: Set[tuple[int, int]]) -> dict[str, list[int]]:
    return {
        "holders": sorted({holder for holder, _number in keys}),
        "numbers": sorted({number for _holder, number in keys}),
    }


def _points(session: Session, keys: set[tuple[int, int]]) -> list[Thing]:
    if not keys:
        return []
    return [
        Thing(
            because=Because.POINT,
            holder_id=forum.id,
            holder=forum.path,
            holder_name=forum.name,
            scope=forum.scope,
            number=point.number,
            title=point.title,
        )
        for point, forum in session.execute(_PUBLIC_POINTS, _halves(keys))
        if (forum.id, point.number) in keys
    ]


_PUBLIC_POINTS = (
    select(Point, ForumSeries)
    .join(ForumSeries, ForumSeries.id == Point.forum_id)
    .where(*_among(Point.forum_id, Point.number), is_public_point())
)


def _of_round(because: Because, round_: Round, number: int, title: str) -> Thing:
    return Thing(
        because=because,
        holder_id=round_.id,
        holder=round_.path,
        holder_name=round_.name,
        scope=round_.scope,
        number=number,
        title=title,
    )


def _ideas(session: Session, keys: set[tuple[int, int]]) -> list[Thing]:
    if not keys:
        return []
    return [
        _of_round(Because.IDEA, round_, idea.number, idea.title)
        for idea, round_ in session.execute(_PUBLIC_IDEAS, _halves(keys))
        if (round_.id, idea.number) in keys
    ]


_PUBLIC_IDEAS = (
    select(Idea, Round)
    .join(Round, Round.id == Idea.round_id)
    .where(
        *_among(Idea.round_id, Idea.number),
        Idea.state.in_(PUBLIC_STATES),
        Round.published_at.is_not(None),
    )
)


def _projects(session: Session, keys: set[tuple[int, int]]) -> list[Thing]:
    if not keys:
        return []
    return [
        _of_round(
            Because.PROJECT,
            round_,
            row.number,
            show_frozen(round_.definition.told if round_.definition else None, row).title,
        )
        for row, round_ in session.execute(_WINNERS, _halves(keys))
        if (round_.id, row.number) in keys
    ]


_WINNERS = (
    select(BallotProject, Round)
    .join(Round, Round.id == BallotProject.round_id)
    .join(
        ResultRow,
        and_(
            ResultRow.round_id == BallotProject.round_id,
            ResultRow.number == BallotProject.number,
            ResultRow.result_number == Round.result_number,
        ),
    )
    .where(
        *_among(BallotProject.round_id, BallotProject.number),
        ResultRow.position.is_not(None),
        Round.counted_at.is_not(None),
    )
)
