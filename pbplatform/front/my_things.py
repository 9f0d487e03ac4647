"""What one person sent, raised and supports, page by page, each with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.next_act import NextAct
from pbplatform.core.thread import Depth, Station
from pbplatform.places.queries import working_days
from pbplatform.points import queries as point_queries
from pbplatform.points.queries import PointView
from pbplatform.points.queries.load import views_by_id
from pbplatform.points.words.next_act import Part, is_turn_of
from pbplatform.points.words.next_act import next_act as next_act_of_point
from pbplatform.points.words.sentences import StatusSentence, status_sentence
from pbplatform.proposals import queries as proposals
from pbplatform.proposals.queries import IdeaRow
from pbplatform.proposals.words.next_act import next_act as next_act_of_idea
from pbplatform.proposals.words.thread import stands_of_ideas
from pbplatform.rounds.models import Committee, Round

T = TypeVar("T")
PER_PAGE = 10
LISTS = ("ideas", "points", "supported_ideas", "supported_points")


@dataclass(frozen=True)
class Listed(Generic[T]):
    """One page of a list, and whether there is more."""

    name: str
    page: int
    rows: Sequence[T]
    has_older: bool


@dataclass(frozen=True)
class MyIdea:
    """An idea with its round and who acts next; nobody once it is settled.

    Attributes:
        stands: how it stands today; None while it is not public.
    """

    row: IdeaRow
    round: Round
    act: NextAct | None
    stands: Station | None


@dataclass(frozen=True)
class MyPoint:
    """A point with its status sentence and who acts next; nobody once it is settled.

    Attributes:
        is_mine: whether it waits for the reader.
    """

    view: PointView
    status: StatusSentence
    act: NextAct | None
    is_mine: bool


@dataclass(frozen=True)
class MyThings:
    """The four lists of a person's page."""

    ideas: Listed[MyIdea]
    points: Listed[MyPoint]
    supported_ideas: Listed[MyIdea]
    supported_points: Listed[MyPoint]


def my_things(
    session: Session, account_id: int, pages: Mapping[str, int], *, now: datetime
) -> MyThings:
    """What a person sent, raised and supports; `pages` counts from 1, by name of the list."""

    def page_of(name: str, ask: Callable[[int, int], Sequence[T]]) -> Listed[T]:
        page = max(pages.get(name, 1), 1)
        rows = ask(PER_PAGE + 1, (page - 1) * PER_PAGE)
        return Listed(name, page, rows[:PER_PAGE], len(rows) > PER_PAGE)

    own = page_of(
        "ideas",
        lambda most, first: proposals.ideas_of_author(
            session, account_id, limit=most, offset=first
        ),
    )
    liked = page_of(
        "supported_ideas",
        lambda most, first: proposals.ideas_supported_by(
            session, account_id, limit=most, offset=first
        ),
    )
    raised = page_of(
        "points",
        lambda most, first: point_queries.points_raised_by(
            session, account_id, limit=most, offset=first
        ),
    )
    backed = page_of(
        "supported_points",
        lambda most, first: point_queries.points_supported_by(
            session, account_id, limit=most, offset=first
        ),
    )
    ideas = _ideas(session, [*own.rows, *liked.rows], now)
    points = _points(session, {*raised.rows, *backed.rows}, account_id, now)
    return MyThings(
        ideas=_filled(own, [ideas[row.idea.id] for row in own.rows]),
        points=_filled(raised, [points[each] for each in raised.rows]),
        supported_ideas=_filled(liked, [ideas[row.idea.id] for row in liked.rows]),
        supported_points=_filled(backed, [points[each] for each in backed.rows]),
    )


S = TypeVar("S")


def _filled(listed: Listed[T], rows: Sequence[S]) -> Listed[S]:
    return Listed(listed.name, listed.page, rows, listed.has_older)


# Built once: to build a statement takes longer than to send it.
_ROUNDS = select(Round).where(Round.id.in_(bindparam("rounds", expanding=True)))
_COMMITTEES = select(Committee).where(Committee.id.in_(bindparam("committees", expanding=True)))


def _ideas(session: Session, rows: Sequence[IdeaRow], now: datetime) -> dict[int, MyIdea]:
    if not rows:
        return {}
    of_these = {"rounds": sorted({row.idea.round_id for row in rows})}
    found = {each.id: each for each in session.scalars(_ROUNDS, of_these)}
    wanted = sorted({row.idea.committee_id for row in rows if row.idea.committee_id})
    read = session.scalars(_COMMITTEES, {"committees": wanted}) if wanted else ()
    committees = {each.id: each for each in read}
    today = working_days(session).day_of(now)
    public = [(row, found[row.idea.round_id]) for row in rows if row.idea.is_public]
    told = stands_of_ideas(session, public, now, Depth.STATE)
    return {
        row.idea.id: MyIdea(
            row=row,
            round=found[row.idea.round_id],
            stands=told.get(row.idea.id),
            act=next_act_of_idea(
                row.idea,
                found[row.idea.round_id],
                committees.get(row.idea.committee_id or 0),
                now=now,
                today=today,
            ),
        )
        for row in rows
    }


def _points(
    session: Session, ids: Iterable[int], account_id: int, now: datetime
) -> dict[int, MyPoint]:
    wanted = sorted(ids)
    if not wanted:
        return {}
    views = views_by_id(session, wanted, now=now)
    newest = [view.answer.id for view in views if view.answer]
    said = point_queries.said_by(session, newest, account_id) if newest else frozenset()
    return {view.point.id: _my_point(view, account_id, said) for view in views}


def _my_point(view: PointView, account_id: int, said: Collection[int]) -> MyPoint:
    part = Part.ASKER if view.point.raised_by_id == account_id else Part.OTHER
    has_said = view.answer is not None and view.answer.id in said
    return MyPoint(
        view=view,
        status=status_sentence(view),
        act=next_act_of_point(view, part, has_said=has_said),
        is_mine=is_turn_of(view, part, has_said=has_said),
    )
