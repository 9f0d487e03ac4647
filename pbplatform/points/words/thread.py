"""How points stand on a thread, with their answers and promises; what meetings led to.

Source: docs/rules/thread.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from pbplatform.core.thread import Asked, Moment, Rank, Station, ThreadKind
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.points.models import Point
from pbplatform.points.queries import PointView, point_views
from pbplatform.points.queries.points import is_public_point
from pbplatform.points.words.sentences import answer_kind, status_sentence
from pbplatform.promises.queries import promised_day
from pbplatform.promises.words.states import promise_words
from pbplatform.web.marked import lead_and_text, names_in
from pbplatform.web.presentation import short_date
from pbplatform.web.sentences import gettext

_Joined = Mapping[int, list[tuple[bool, str]]]


def _points(session: Session, asked: Asked) -> Mapping[str, Station]:
    """Ten reads, however many points; of those that everybody may see."""
    wanted = asked.pairs("forum", "number")
    forums = select(ForumSeries.id).where(ForumSeries.slug.in_({slug for slug, _n in wanted}))
    numbers = {number for _slug, number in wanted}
    condition = and_(Point.forum_id.in_(forums), Point.number.in_(numbers), is_public_point())
    views = point_views(session, condition, now=asked.now, texts=False)
    shown = {view.path: view for view in views if view.path in asked.named}
    joined = _joined(session, shown) if asked.whole and shown else {}
    return {path: _station(path, view, joined, whole=asked.whole) for path, view in shown.items()}


def stations_of(views: Iterable[PointView]) -> dict[str, Station]:
    """How points that a list has read already stand today, by path."""
    return {view.path: _station(view.path, view, {}, whole=False) for view in views}


def _joined(session: Session, shown: Mapping[str, PointView]) -> _Joined:
    """Points that went into these, and those into which these went: (earlier, path) by point."""
    ids = {view.point.id for view in shown.values()}
    into = aliased(Point)
    query = (
        select(Point.id, Point.number, into.id, into.number, ForumSeries.slug)
        .join(into, into.id == Point.joined_to_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(or_(Point.id.in_(ids), Point.joined_to_id.in_(ids)))
        .order_by(Point.number)
    )
    found: dict[int, list[tuple[bool, str]]] = {}
    for old, old_number, new, new_number, slug in session.execute(query):
        found.setdefault(old, []).append((False, f"forums/{slug}/points/{new_number}"))
        found.setdefault(new, []).append((True, f"forums/{slug}/points/{old_number}"))
    return found


def _station(path: str, view: PointView, joined: _Joined, *, whole: bool) -> Station:
    said = status_sentence(view)
    lead, text = lead_and_text(said.html)
    ties = joined.get(view.point.id, [])
    held = [view.forum.path_to(view.meeting)] if view.meeting else []
    return Station(
        path=path,
        rank=Rank.POINT,
        what=gettext("Point %(number)s", number=view.point.number),
        title=view.point.title,
        lead=lead,
        text=text,
        names=names_in(said.html),
        short=lead.rstrip(".,"),
        mark=said.mark,
        on=view.facts.came_on,
        earlier=(*held, *(other for is_earlier, other in ties if is_earlier)),
        later=tuple(other for is_earlier, other in ties if not is_earlier),
        parts=tuple(_parts(view)),
        moments=tuple(_moments(path, view)) if whole else (),
    )


def _parts(view: PointView) -> Iterator[str]:
    """What a link can name of a point: its answers and promises."""
    for answer in view.answers:
        yield f"{view.path}/answers/{answer.n}"
    for promise in view.promises:
        yield f"{view.path}/promises/{promise.n}"


def _moments(path: str, view: PointView) -> Iterator[Moment]:
    answers = {answer.id: answer for answer in view.answers}
    for answer in view.answers:
        told = gettext("Answered: %(answer)s.", answer=answer_kind(answer.kind))
        yield Moment(answer.day, told, f"/{path}#answer-{answer.n}")
    for promise in view.promises:
        told = gettext(
            "Promised for %(day)s: %(state)s.",
            day=short_date(promise.due_current),
            state=promise_words(promised_day(promise).state(view.standing.today)),
        )
        answer = answers[promise.answer_id]
        yield Moment(answer.day, told, f"/{path}#answer-{answer.n}")


def _meetings(session: Session, asked: Asked) -> Mapping[str, Station]:
    """What was raised at meetings, as ties of theirs: one read."""
    if not asked.whole:
        return {}
    forum_slugs = {named["forum"] for named in asked.named.values()}
    days = {named["day"] for named in asked.named.values()}
    query = (
        select(Meeting, ForumSeries, Point.number)
        .join(ForumSeries, ForumSeries.id == Meeting.forum_id)
        .join(Point, Point.meeting_id == Meeting.id)
        .where(ForumSeries.slug.in_(forum_slugs), Meeting.slug.in_(days), is_public_point())
        .order_by(Point.number)
    )
    raised: dict[str, list[str]] = {}
    for meeting, forum, number in session.execute(query):
        raised.setdefault(forum.path_to(meeting), []).append(f"{forum.path}/points/{number}")
    return {
        path: _with_later(asked, path, paths)
        for path, paths in raised.items()
        if path in asked.named
    }


def _with_later(asked: Asked, path: str, paths: Iterable[str]) -> Station:
    station = asked.told[path]
    return replace(station, later=(*station.later, *paths))


THREADS = (
    ThreadKind(r"forums/(?P<forum>[^/]+)/meetings/(?P<day>[^/]+)", _meetings),
    ThreadKind(r"forums/(?P<forum>[^/]+)/points/(?P<number>\d+)", _points),
)
