"""The points, ideas and projects because of which decisions are changed."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
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
    whose: InstrumentedAttribute[int],
    number: InstrumentedAttribute[int],
    keys: Set[tuple[int, int]],
) -> ColumnElement[bool]:
    """Rows with these pairs; pairs in one list are looked for in no index of SQLite's."""
    numbers: dict[int, list[int]] = {}
    for holder, each in sorted(keys):
        numbers.setdefault(holder, []).append(each)
    return or_(*((whose == holder) & number.in_(found) for holder, found in numbers.items()))


def _points(session: Session, keys: set[tuple[int, int]]) -> list[Thing]:
    if not keys:
        return []
    query = (
        select(Point, ForumSeries)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(_among(Point.forum_id, Point.number, keys), is_public_point())
    )
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
        for point, forum in session.execute(query)
    ]


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
    query = (
        select(Idea, Round)
        .join(Round, Round.id == Idea.round_id)
        .where(
            _among(Idea.round_id, Idea.number, keys),
            Idea.state.in_(PUBLIC_STATES),
            Round.published_at.is_not(None),
        )
    )
    found = session.execute(query)
    return [_of_round(Because.IDEA, round_, idea.number, idea.title) for idea, round_ in found]


def _projects(session: Session, keys: set[tuple[int, int]]) -> list[Thing]:
    if not keys:
        return []
    query = (
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
            _among(BallotProject.round_id, BallotProject.number, keys),
            ResultRow.position.is_not(None),
            Round.counted_at.is_not(None),
        )
    )
    return [
        _of_round(
            Because.PROJECT,
            round_,
            row.number,
            show_frozen(round_.definition.told if round_.definition else None, row).title,
        )
        for row, round_ in session.execute(query)
    ]
