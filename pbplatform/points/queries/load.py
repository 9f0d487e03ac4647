"""Reading points in bulk: the same few reads whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, defer, raiseload
from sqlalchemy.orm.attributes import set_committed_value

from pbplatform.core.reading_once import is_reading_once
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Area, Team
from pbplatform.points.domain.clock import Turn
from pbplatform.points.domain.going_up import FirstAnswer, Holder, Up, go_up
from pbplatform.points.domain.standing import AnswerFacts, PointFacts, Standing, stand_of_point
from pbplatform.points.domain.starting import start_at_meeting, start_outside
from pbplatform.points.kinds import Assessed, Level, PointState, TurnKind
from pbplatform.points.models import (
    Answer,
    AnswerReason,
    Assessment,
    Assignment,
    Point,
    PointSupport,
    PointTurn,
)
from pbplatform.points.queries.holders import elected_for, people_who_act
from pbplatform.points.queries.view import NOBODY_YET, Opinion, PointView
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import promised_day

_Ids = Select[int] | list[int]
_FEW = 500  # points that are named one by one when their parts are read
_TEXTS_OF_POINTS = (Point.verbatim, Point.verbatim_salt, Point.refusal, Point.withdrawn_why)
_TEXTS_OF_ANSWERS = (Answer.sentence, Answer.explanation, Answer.link)


def point_views(
    session: Session,
    condition: ColumnElement[bool],
    *,
    now: datetime,
    texts: bool = True,
    again: bool = False,
) -> list[PointView]:
    """Points that meet a condition on `Point`, newest number first, in nine reads whatever their
    number.

    Args:
        texts: whether what was said and answered is read too; without, `read_texts` reads it of
            those that are shown.
        again: whether the very same condition comes again, so that its statement is kept.
    """
    asked = _points_that(condition, texts) if again else _points(texts).where(condition)
    return _views(session, session.execute(asked).all(), condition, now=now, texts=texts)


def views_by_id(session: Session, ids: Sequence[int], *, now: datetime) -> list[PointView]:
    """The same of few points, whose ids are known."""
    rows = session.execute(_points_by_id(), {"ids": ids}).all() if ids else []
    return _views(session, rows, Point.id.in_(ids), now=now, texts=True)


def _views(
    session: Session,
    rows: Sequence[Any],
    condition: ColumnElement[bool],
    *,
    now: datetime,
    texts: bool,
) -> list[PointView]:
    if not rows:
        return []
    versions = {row.Point.calendar_version for row in rows}
    versions |= {row.Meeting.calendar_version for row in rows if row.Meeting}
    few = len(rows) <= _FEW
    ids = [row.Point.id for row in rows] if few else select(Point.id).where(condition)
    parts = _Parts.read(session, ids, now=now, texts=texts)
    clocks = places.clocks(session, versions)
    return [
        _view(
            row.Point, row.ForumSeries, row.Team, row.Meeting, row[4] or "", row[5], parts, clocks
        )
        for row in rows
    ]


# What every list of points asks is built once: to build a statement takes longer than to send it.
@cache
def _points(texts: bool) -> Select[Point, ForumSeries, Team, Meeting, str, int]:
    supporters = (
        select(func.count())
        .select_from(PointSupport)
        .where(PointSupport.point_id == Point.id)
        .scalar_subquery()
    )
    query = (
        select(Point, ForumSeries, Team, Meeting, Area.name, supporters)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .join(Team, Team.id == ForumSeries.lead_team_id)
        .outerjoin(Meeting, Meeting.id == Point.meeting_id)
        .outerjoin(Area, Area.id == Point.area_id)
        .order_by(Point.number.desc(), Point.id.desc())
    )
    if texts:
        return query
    return query.options(*(defer(text, raiseload=True) for text in _TEXTS_OF_POINTS))


@lru_cache(maxsize=64)
def _points_that(
    condition: ColumnElement[bool], texts: bool
) -> Select[Point, ForumSeries, Team, Meeting, str, int]:
    return _points(texts).where(condition)


@cache
def _points_by_id() -> Select[Point, ForumSeries, Team, Meeting, str, int]:
    return _points(texts=True).where(Point.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class _Reads:
    """The statements that read what belongs to some points."""

    turns: Select[PointTurn]
    answers: Select[*tuple[Any, ...]]
    promises: Select[Commitment]
    teams: Select[Assignment, Team]
    opinions: Select[int, bool, str, int]

    @classmethod
    def of(cls, ids: Any, *, texts: bool) -> _Reads:
        """Those of points whose ids are told by a query, or by `ids` when they are sent."""
        turns = select(PointTurn).where(PointTurn.point_id.in_(ids))
        made = select(Commitment).where(Commitment.point_id.in_(ids))
        teams = select(Assignment, Team).join(Team, Team.id == Assignment.team_id)
        said = (Assessment.answer_id, Assessment.is_asker, Assessment.verdict)
        return cls(
            turns=turns.order_by(PointTurn.point_id, PointTurn.n),
            answers=_answers(ids, texts=texts),
            promises=made.order_by(Commitment.point_id, Commitment.n),
            teams=teams.where(Assignment.point_id.in_(ids)).order_by(
                Assignment.point_id, Assignment.n
            ),
            opinions=select(*said, func.count())
            .join(Answer, Answer.id == Assessment.answer_id)
            .where(Answer.point_id.in_(ids))
            .group_by(*said),
        )


@cache
def _reads_of_few(texts: bool) -> _Reads:
    return _Reads.of(bindparam("ids", expanding=True), texts=texts)


@dataclass(frozen=True)
class _Parts:
    """What belongs to the points of one read, by point."""

    now: datetime
    turns: Mapping[int, list[PointTurn]]
    answers: Mapping[int, list[Answer]]
    opinions: Mapping[int, Opinion]
    promises: Mapping[int, list[Commitment]]
    assignments: Mapping[int, list[tuple[Assignment, Team]]]
    holders: Sequence[Holder]

    @classmethod
    def read(cls, session: Session, ids: _Ids, *, now: datetime, texts: bool) -> _Parts:
        few = isinstance(ids, list)
        reads = _reads_of_few(texts) if few else _Reads.of(ids, texts=texts)
        these = {"ids": ids} if few else {}
        turns: dict[int, list[PointTurn]] = defaultdict(list)
        for turn in session.scalars(reads.turns, these):
            turns[turn.point_id].append(turn)
        answers: dict[int, list[Answer]] = defaultdict(list)
        for answer in _read_answers(session, reads.answers, these, texts=texts):
            answers[answer.point_id].append(answer)
        promises: dict[int, list[Commitment]] = defaultdict(list)
        for promise in session.scalars(reads.promises, these):
            promises[promise.point_id].append(promise)
        given: dict[int, list[tuple[Assignment, Team]]] = defaultdict(list)
        for assignment, team in session.execute(reads.teams, these):
            given[assignment.point_id].append((assignment, team))
        return cls(
            now=now,
            turns=turns,
            answers=answers,
            opinions=_opinions(session.execute(reads.opinions, these)),
            promises=promises,
            assignments=given,
            holders=people_who_act(session, now=now),
        )


def _answers(ids: Any, *, texts: bool) -> Select[*tuple[Any, ...]]:
    """Answers to points, oldest first, each beside each of its reasons or without any text."""
    if texts:
        beside = select(Answer, AnswerReason).outerjoin(Answer.reasons)
        in_order = (Answer.point_id, Answer.n, AnswerReason.n)
        return beside.where(Answer.point_id.in_(ids)).order_by(*in_order)
    query = select(Answer).where(Answer.point_id.in_(ids)).order_by(Answer.point_id, Answer.n)
    left_out = (defer(text, raiseload=True) for text in _TEXTS_OF_ANSWERS)
    return query.options(*left_out, raiseload(Answer.reasons))


def _read_answers(
    session: Session, asked: Select[*tuple[Any, ...]], values: Mapping[str, Any], *, texts: bool
) -> list[Answer]:
    """What `_answers` asks for, each answer with its reasons."""
    if not texts:
        return list(session.scalars(asked, values))
    if not is_reading_once(session):  # an act may have changed them
        asked = asked.execution_options(populate_existing=True)
    found: dict[Answer, list[AnswerReason]] = {}
    for answer, reason in session.execute(asked, values):
        reasons = found.setdefault(answer, [])
        if reason is not None:
            reasons.append(reason)
    for answer, reasons in found.items():
        set_committed_value(answer, "reasons", reasons)
    return list(found)


def read_texts(session: Session, views: Sequence[PointView]) -> None:
    """Read what was said and answered of points that were read without, in two reads."""
    ids = select(Point.id).where(Point.id.in_([view.point.id for view in views]))
    said = select(Point).where(Point.id.in_(ids)).execution_options(populate_existing=True)
    session.scalars(said).all()
    _read_answers(session, _answers(ids, texts=True), {}, texts=True)


def _opinions(rows: Iterable[Any]) -> dict[int, Opinion]:
    askers: dict[int, Assessed] = {}
    others: dict[int, dict[Assessed, int]] = defaultdict(dict)
    for answer_id, is_asker, verdict, count in rows:
        if is_asker:
            askers[answer_id] = Assessed(verdict)
        else:
            others[answer_id][Assessed(verdict)] = count
    return {
        answer_id: Opinion(asker=askers.get(answer_id), others=others.get(answer_id, {}))
        for answer_id in {*askers, *others}
    }


def _with_told(answer: Answer, opinion: Opinion) -> Opinion:
    """What an asker without an account told staff counts as their word."""
    if not answer.asker_says or opinion.asker is not None:
        return opinion
    return replace(
        opinion,
        asker=Assessed(answer.asker_says),
        told=answer.asker_told,
        words=answer.asker_missing,
    )


def _view(
    point: Point,
    forum: ForumSeries,
    lead: Team,
    meeting: Meeting | None,
    area: str,
    supporters: int,
    parts: _Parts,
    clocks: Mapping[int, WorkingDays],
) -> PointView:
    days = clocks[point.calendar_version]
    facts = _facts(point, meeting, parts, clocks)
    given = parts.assignments.get(point.id, [])
    taken = [team for assignment, team in given if assignment.taken_at is not None]
    offered = next(((a, team) for a, team in given if a.is_offered), (None, None))
    team = taken[-1] if taken else lead
    standing = stand_of_point(facts, days, days.day_of(parts.now))
    answers = tuple(parts.answers.get(point.id, ()))
    up = _up(parts.holders, forum, team, lead, standing, answers)
    acts = lead.scope if up.level is Level.LEAD else team.scope
    return PointView(
        point=point,
        forum=forum,
        meeting=meeting,
        area=area,
        supporters=supporters,
        days=days,
        facts=facts,
        standing=standing,
        team=team,
        assigned=bool(taken),
        offered=offered[0],
        offered_to=offered[1],
        assignments=tuple(assignment for assignment, _team in given),
        turns=tuple(parts.turns.get(point.id, ())),
        answers=answers,
        opinions={
            answer.id: _with_told(answer, parts.opinions.get(answer.id, NOBODY_YET))
            for answer in answers
            if answer.id in parts.opinions or answer.asker_says
        },
        promises=tuple(parts.promises.get(point.id, ())),
        elected=elected_for(parts.holders, acts),
        up=up,
        lead=lead,
    )


def _up(
    holders: Sequence[Holder],
    forum: ForumSeries,
    team: Team,
    lead: Team,
    standing: Standing,
    answers: Sequence[Answer],
) -> Up:
    """Who can act; a point that waits for nothing goes up only where nobody is left at all."""
    first = FirstAnswer(answers[0].by_account_id, answers[0].by_title) if answers else None
    return go_up(
        holders,
        team=team.scope,
        lead=lead.scope,
        forum=forum.scope,
        stage=standing.stage if standing.is_open else 1,
        first=first,
    )


def _facts(
    point: Point, meeting: Meeting | None, parts: _Parts, clocks: Mapping[int, WorkingDays]
) -> PointFacts:
    return PointFacts(
        state=PointState(point.state),
        came_on=clocks[point.calendar_version].day_of(point.came_at),
        start=start_of_point(point, meeting, clocks),
        answer_days=point.answer_days,
        turns=tuple(turn_facts(turn) for turn in parts.turns.get(point.id, ())),
        answers=tuple(
            AnswerFacts(answer.day, answer.challenged_on)
            for answer in parts.answers.get(point.id, ())
        ),
        promises=tuple(promised_day(promise) for promise in parts.promises.get(point.id, ())),
        withdrawn_on=(
            clocks[point.calendar_version].day_of(point.withdrawn_at)
            if point.withdrawn_at
            else None
        ),
    )


def start_of_point(
    point: Point, meeting: Meeting | None, clocks: Mapping[int, WorkingDays]
) -> date:
    """Day 0 of a point, whether or not it is public yet.

    Args:
        meeting: where it was raised; None outside a meeting.
        clocks: of the holiday tables of point and meeting, by version.
    """
    if meeting is not None:
        days = clocks[meeting.calendar_version]
        return start_at_meeting(meeting.day, meeting.minutes_days, meeting.circulated_on, days)
    days = clocks[point.calendar_version]
    public = point.decided_at is not None and point.state != PointState.REFUSED
    published_on = days.day_of(point.decided_at) if point.decided_at and public else None
    return start_outside(days.day_of(point.came_at), published_on, days)


def turn_facts(turn: PointTurn) -> Turn:
    """A stored turn as the clock reads it."""
    return Turn(
        kind=TurnKind(turn.kind),
        day=turn.day,
        days=turn.days,
        due=turn.due,
        spent_extension=turn.spent_extension,
        spent_pause=turn.spent_pause,
    )
