"""Asking for points: of a forum, one by number, and what belongs to its page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from pbplatform.accounts.models import Account
from pbplatform.core.errors import NotFound
from pbplatform.core.kept_lists import Kept, cells_of_some
from pbplatform.core.paging import Page, page_counted
from pbplatform.forums.models import Attendance, ForumSeries, Meeting
from pbplatform.places.queries import day_of, the_place
from pbplatform.points.domain.standing import LAST_STAGE
from pbplatform.points.domain.told import ANSWER_SHIFTS, ANSWERED
from pbplatform.points.kinds import PointState
from pbplatform.points.models import (
    Answer,
    AnswerCorrection,
    AnswerDraft,
    Assessment,
    Point,
    PointDraft,
    PointSupport,
)
from pbplatform.points.models.kept import ANY_AREA, PointCount, beside
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.standings import ids_that
from pbplatform.points.queries.view import PointView
from pbplatform.promises.kinds import Relation
from pbplatform.promises.models import CitizenCheck, Commitment

_AT_ONCE = 500  # checks in a statement


def is_public_point() -> ColumnElement[bool]:
    """Points that everybody may see; the twin in SQL of the policy `is_public`.

    Nearly all are, so what else is asked finds them: together with nothing, the index of states,
    which is for the few that wait, does not fit.
    """
    state = Point.state.concat("")
    return or_(
        state.in_([PointState.PUBLISHED, PointState.JOINED]),
        and_(state == PointState.WITHDRAWN, Point.decided_at.is_not(None)),
    )


def public_views(
    session: Session, forum: ForumSeries, *, now: datetime, texts: bool = True
) -> list[PointView]:
    """Points of a forum that everybody may see, joined ones too, newest first."""
    public = and_(Point.forum_id == forum.id, is_public_point())
    return point_views(session, public, now=now, texts=texts)


def may_be_open() -> ColumnElement[bool]:
    """Published points of which an answer is due: none came yet, or people asked for another.

    The twin in SQL of `Standing.is_open`, for points that are named by something else: alone it
    looks at every point that is published. `open_now` finds those of all.
    """
    later = aliased(Answer)
    newer = exists().where(later.point_id == Answer.point_id, later.n > Answer.n)
    settled = exists().where(
        Answer.point_id == Point.id,
        or_(Answer.challenged_on.is_(None), Answer.n >= LAST_STAGE),
        ~newer,
    )
    return and_(Point.state == PointState.PUBLISHED, ~settled)


def open_now(
    session: Session, forum: ForumSeries | None = None, *, now: datetime
) -> ColumnElement[bool]:
    """The same points of a forum, or of all, by what is kept of where they stand today."""
    if the_place(session) is None:
        return false()
    today, forum_id = day_of(session, now), forum.id if forum else None
    ids = ids_that(session, lambda cell: cell.is_open, today=today, forum_id=forum_id)
    return _among(ids)


@lru_cache(maxsize=64)
def _among(ids: Select[int]) -> ColumnElement[bool]:
    return Point.id.in_(ids)  # the same of the same, so that statements with it are kept


def with_a_missed_promise(*, today: date) -> Select[int]:
    """Points with a promise that is neither kept nor given up, and whose day has passed."""
    return select(Commitment.point_id).where(
        Commitment.due_current < today,
        Commitment.done_on.is_(None),
        Commitment.given_up_on.is_(None),
    )


def open_views(
    session: Session, forum: ForumSeries | None = None, *, now: datetime
) -> list[PointView]:
    """Points of a forum, or of all, to which an answer is due, newest number first."""
    asked = open_now(session, forum, now=now)
    return [each for each in point_views(session, asked, now=now) if each.standing.is_open]


def view_of(session: Session, point_id: int, *, now: datetime) -> PointView:
    """One point by id; NotFound when there is none."""
    found = point_views(session, Point.id == point_id, now=now)
    if not found:
        raise NotFound("point.not_found")
    return found[0]


def view_by_number(session: Session, forum_slug: str, number: int, *, now: datetime) -> PointView:
    """One point of a forum, in any state; NotFound when there is none."""
    forum = select(ForumSeries.id).where(ForumSeries.slug == forum_slug).scalar_subquery()
    found = point_views(session, and_(Point.forum_id == forum, Point.number == number), now=now)
    if not found:
        raise NotFound("point.not_found")
    return found[0]


def first_at_next_meeting(session: Session, forum_id: int, *, now: datetime) -> date | None:
    """The day of the forum's next meeting, where very late points come first."""
    return session.scalar(_next_meeting(bindparam("forum")), {"forum": forum_id, "now": now})


def _next_meeting(forum_id: Any) -> Select[date]:
    query = select(Meeting.day).where(
        Meeting.forum_id == forum_id,
        Meeting.starts_at > bindparam("now"),
        Meeting.cancelled_at.is_(None),
    )
    return query.order_by(Meeting.starts_at).limit(1)


def may_assess(session: Session, point: Point, account_id: int) -> bool:
    """Whether this person raised the point, supports it or was at its meeting."""
    if point.raised_by_id == account_id:
        return True
    if session.get(PointSupport, (point.id, account_id)) is not None:
        return True
    if point.meeting_id is None:
        return False
    return session.get(Attendance, (point.meeting_id, account_id)) is not None


def who_waits_in(session: Session, check_ids: Sequence[int]) -> dict[int, dict[int, Relation]]:
    """Who raised the point that is behind each of these checks and who supports it, by check and
    account; points that were joined count in.
    """
    found: dict[int, dict[int, Relation]] = {}
    for at in range(0, len(check_ids), _AT_ONCE):
        some = CitizenCheck.id.in_(check_ids[at : at + _AT_ONCE])
        behind = select(CitizenCheck.id, Commitment.point_id)
        behind = behind.join(Commitment, Commitment.id == CitizenCheck.commitment_id).where(some)
        checks: dict[int, list[int]] = defaultdict(list)
        for check_id, point_id in session.execute(behind):
            checks[point_id].append(check_id)
        waiting = _who_wait_for(session, list(checks))
        found |= {each: waiting[point] for point, some in checks.items() for each in some}
    return found


def _who_wait_for(session: Session, ids: Sequence[int]) -> dict[int, dict[int, Relation]]:
    people: dict[int, dict[int, Relation]] = {each: {} for each in ids}
    supporting = select(PointSupport.point_id, PointSupport.account_id)
    for point_id, account_id in session.execute(supporting.where(PointSupport.point_id.in_(ids))):
        people[point_id][account_id] = Relation.SUPPORTER
    for point in (Point.id, Point.joined_to_id):
        raised = select(point, Point.raised_by_id)
        here = point.in_(ids), Point.raised_by_id.is_not(None)
        for row in session.execute(raised.where(*here)):
            people[row[0] or 0][row[1] or 0] = Relation.ASKER
    return people


def said_by(session: Session, answer_ids: Iterable[int], account_id: int) -> frozenset[int]:
    """Of these answers, those of which this person said whether they answer."""
    asked = {"account": account_id, "answers": list(answer_ids)}
    return frozenset(session.scalars(_SAID, asked))


# Built once: to build a statement takes longer than to send it.
_SAID = select(Assessment.answer_id).where(
    Assessment.account_id == bindparam("account"),
    Assessment.answer_id.in_(bindparam("answers", expanding=True)),
)


def missing_parts(session: Session, answer_id: int, *, limit: int = 5) -> list[str]:
    """What people say is missing in an answer, the newest first, without names."""
    query = select(Assessment.missing).where(
        Assessment.answer_id == answer_id, Assessment.missing != ""
    )
    return list(session.scalars(query.order_by(Assessment.at.desc()).limit(limit)))


def corrections(session: Session, answer_ids: Iterable[int]) -> dict[int, list[AnswerCorrection]]:
    """Corrections by answer, oldest first."""
    found: dict[int, list[AnswerCorrection]] = defaultdict(list)
    query = select(AnswerCorrection).where(AnswerCorrection.answer_id.in_(list(answer_ids)))
    for row in session.scalars(query.order_by(AnswerCorrection.answer_id, AnswerCorrection.n)):
        found[row.answer_id].append(row)
    return found


def answers_given(
    session: Session, team_ids: Iterable[int], *, wanted: int, size: int = 20
) -> Page[tuple[Answer, Point, ForumSeries]]:
    """A page of what these teams answered, the newest first."""
    teams = tuple(sorted(team_ids))
    cells = cells_of_some(session, ANSWERED, teams)
    newest = Kept(ANSWERED, teams, ANSWER_SHIFTS, falling=True)

    def read(offset: int) -> list[tuple[Answer, Point, ForumSeries]]:
        query = (
            select(Answer, Point, ForumSeries)
            .join(Point, Point.id == Answer.point_id)
            .join(ForumSeries, ForumSeries.id == Point.forum_id)
            .where(Answer.id.in_(newest.ids(session, cells, offset=offset, size=size)))
            .order_by(Answer.published_at.desc(), Answer.id.desc())
        )
        return [(row[0], row[1], row[2]) for row in session.execute(query)]

    return page_counted(sum(cells.values()), read, wanted=wanted, size=size)


def draft_of(session: Session, point_id: int, account_id: int) -> AnswerDraft | None:
    """The answer that this person is writing, None when they have not begun."""
    return session.scalar(
        select(AnswerDraft).where(
            AnswerDraft.point_id == point_id, AnswerDraft.by_account_id == account_id
        )
    )


def point_by_number(session: Session, forum_id: int, number: int) -> Point:
    """The point, in any state; NotFound when there is none."""
    found = session.scalar(select(Point).where(Point.forum_id == forum_id, Point.number == number))
    if found is None:
        raise NotFound("point.not_found")
    return found


def points_of_meeting(session: Session, meeting_id: int) -> list[Point]:
    """Public points raised at a meeting, by number."""
    query = select(Point).where(Point.meeting_id == meeting_id, is_public_point())
    return list(session.scalars(query.order_by(Point.number)))


def views_of_meeting(session: Session, meeting_id: int, *, now: datetime) -> list[PointView]:
    """The same with answers and promises, by number."""
    public = and_(Point.meeting_id == meeting_id, is_public_point())
    return point_views(session, public, now=now)[::-1]


def forum_of_list(
    session: Session, slug: str, *, now: datetime
) -> tuple[ForumSeries, int, date | None]:
    """A forum, how many of its points wait to be read, the day of its next meeting; one read.

    Raises:
        NotFound: there is no such forum.
    """
    row = session.execute(_forum_of_list(), {"wanted": slug, "now": now}).first()
    if row is None:
        raise NotFound("forum.not_found")
    return row[0], row[1], row[2]


# Built once: to build a statement takes longer than to send it.
@cache
def _forum_of_list() -> Select[ForumSeries, int, date]:
    waiting = select(func.count()).select_from(Point)
    waiting = waiting.where(Point.forum_id == ForumSeries.id, Point.state == PointState.RAISED)
    meeting = _next_meeting(ForumSeries.id)
    parts = (waiting.scalar_subquery(), meeting.scalar_subquery())
    return select(ForumSeries, *parts).where(ForumSeries.slug == bindparam("wanted"))


def count_public(session: Session) -> dict[int, int]:
    """How many points of each forum everybody may see; from what is kept, by its teams."""
    rows = session.execute(_public())
    return {int(scope.removeprefix(beside())): number for scope, number in rows}


@cache
def _public() -> Select[str, int]:
    begins = beside()
    query = select(PointCount.scope, func.sum(PointCount.number)).where(
        PointCount.scope > begins,
        PointCount.scope < f"{begins}~",
        PointCount.area_id == ANY_AREA,
        PointCount.cell == "",
    )
    return query.group_by(PointCount.scope)


def points_raised_by(
    session: Session, account_id: int, *, limit: int, offset: int = 0
) -> list[int]:
    """Points a person raised, in any state, by id, the newest first."""
    asked = {"account": account_id, "most": limit, "first": offset}
    return list(session.scalars(_RAISED_BY, asked))


def points_supported_by(
    session: Session, account_id: int, *, limit: int, offset: int = 0
) -> list[int]:
    """Public points a person supports, by id, the newest support first."""
    asked = {"account": account_id, "most": limit, "first": offset}
    return list(session.scalars(_supported_by(), asked))


# Built once: to build a statement takes longer than to send it.
_RAISED_BY = (
    select(Point.id)
    .where(Point.raised_by_id == bindparam("account"))
    .order_by(Point.came_at.desc(), Point.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("first"))
)


@cache
def _supported_by() -> Select[int]:
    return (
        select(Point.id)
        .join(PointSupport, PointSupport.point_id == Point.id)
        .where(PointSupport.account_id == bindparam("account"), is_public_point())
        .order_by(PointSupport.since.desc(), Point.id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("first"))
    )


def photo_owners(session: Session, digest: bytes) -> list[tuple[Point, ForumSeries]]:
    """The points that show this picture, with their forums."""
    query = select(Point, ForumSeries).join(ForumSeries, ForumSeries.id == Point.forum_id)
    return [(row[0], row[1]) for row in session.execute(query.where(Point.photo == digest))]


def pictures_of_drafts(session: Session) -> set[bytes]:
    """Hashes of uploads that a point that is not sent yet names."""
    drafts = session.scalars(select(PointDraft.typed))
    keys = [str(typed.get("photo_key", "")) for typed in drafts]
    return {bytes.fromhex(key) for key in keys if re.fullmatch("[0-9a-f]{64}", key)}


def supports(session: Session, point_id: int, account_id: int) -> bool:
    """Whether this account supports the point."""
    return session.get(PointSupport, (point_id, account_id)) is not None


def askers_at_meeting(session: Session, meeting_id: int) -> list[str]:
    """Addresses of those who asked the points that were raised at a meeting."""
    query = (
        select(Account.email)
        .join(Point, Point.raised_by_id == Account.id)
        .where(
            Point.meeting_id == meeting_id,
            Account.email.is_not(None),
            Point.state != PointState.REFUSED,
        )
        .distinct()
    )
    return [address for address in session.scalars(query) if address]
