"""Raising and publishing points, one or many at once. Source: docs/rules/points.md section 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import accounts_by_id
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.files import StoredFile
from pbplatform.core.written_for import refuse_writer_to_judge
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.policies import refuse_to_facilitate
from pbplatform.places import queries as places
from pbplatform.places.kinds import Setting
from pbplatform.points.kinds import PointKind, PointLog, PointState
from pbplatform.points.models import Point, PointSupport
from pbplatform.points.policies import (
    refuse_to_decide_point,
    refuse_to_raise,
    refuse_to_record_point,
)
from pbplatform.points.services.adding import PointWords, Said, add_point, add_points
from pbplatform.points.services.asker import (
    path_of,
    tell_asker,
    write_of_point,
)
from pbplatform.points.services.holding import holding_points, locked_point
from pbplatform.points.services.reading import show_unread_point, tell_that_it_is_public


@dataclass(frozen=True)
class Photo:
    """A picture of what a point is about.

    Attributes:
        sha256: of a stored, cleaned picture.
        alt: what it shows, for people who cannot see it.
    """

    sha256: bytes
    alt: str


@dataclass(frozen=True, kw_only=True)
class PointRaised:
    """One person raises one point outside a meeting.

    Attributes:
        photo: a picture that was stored before, with its description.
        with_name: show the resident's public name beside it.
    """

    actor: ActorRef
    words: PointWords
    now: datetime
    area_id: int | None = None
    with_name: bool = True
    photo: Photo | None = None


def raise_point(
    session: Session,
    *,
    actor: ActorRef,
    forum_id: int,
    kind: str,
    title: str,
    verbatim: str,
    now: datetime,
    area_id: int | None = None,
    with_name: bool = True,
    photo: Photo | None = None,
    tells: bool = True,
) -> Point:
    """Send a point from outside a meeting; a facilitator reads it within 2 working days, before or
    after it is public, as the place wants it.

    Args:
        verbatim: the resident's own words, at most 1,500 letters.
        tells: whether the asker is told now that it is public; else the caller does it.
    Raises:
        NotAllowed: not signed in.
        Conflict: a part is missing or too long.
    """
    words = PointWords(title=title, verbatim=verbatim, kind=kind)
    raised = PointRaised(
        actor=actor, words=words, now=now, area_id=area_id, with_name=with_name, photo=photo
    )
    return raise_points(session, forum_id=forum_id, raised=[raised], tells=tells)[0]


def raise_points(
    session: Session, *, forum_id: int, raised: Sequence[PointRaised], tells: bool = True
) -> list[Point]:
    """Send many points to a forum, all or none, in their order; raises as `raise_point`."""
    for each in raised:
        if refusal := refuse_to_raise(each.actor):
            raise refusal
    forum = session.get_one(ForumSeries, forum_id)
    found = accounts_by_id(session, {each.actor.account_id or 0 for each in raised})
    askers = {asker.id: asker for asker in found}
    said = [
        Said(each.actor, each.words, _outside(session, each, askers), each.now) for each in raised
    ]
    points = add_points(session, forum, said)
    if places.reads_after(session, Setting.READS_POINTS):
        for point in points:
            show_unread_point(session, forum=forum, point=point, now=point.came_at)
            if tells:
                tell_that_it_is_public(session, forum=forum, point=point, now=point.came_at)
    return points


def _outside(session: Session, raised: PointRaised, askers: Mapping[int, Account]) -> Point:
    asker = askers[raised.actor.account_id or 0]
    return Point(
        raised_by_id=asker.id,
        raised_as=asker.name if raised.with_name else "",
        area_id=raised.area_id,
        state=PointState.RAISED,
        **_picture(session, raised.photo),
    )


def _picture(session: Session, photo: Photo | None) -> dict[str, Any]:
    if photo is None:
        return {}
    if not photo.alt.strip():
        raise Conflict("point.photo_alt_needed", field="photo_alt")
    if session.get(StoredFile, photo.sha256) is None:
        raise Conflict("point.photo_gone", field="photo")
    return {"photo": photo.sha256, "photo_alt": photo.alt.strip()}


def record_point(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    kind: str,
    title: str,
    verbatim: str,
    now: datetime,
    raised_as: str = "",
    raised_by_id: int | None = None,
    area_id: int | None = None,
) -> Point:
    """Write down a point of a meeting; it is public at once.

    Args:
        raised_as: the name the person wants beside it; empty for none.
        raised_by_id: the person's account, where they have one.
    Raises:
        NotAllowed: not a facilitator of this forum.
        Conflict: the meeting was cancelled or has not begun, or a part is missing.
    """
    meeting = session.get_one(Meeting, meeting_id)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_record_point(actor, forum, meeting, now):
        raise refusal
    return add_point(
        session,
        actor,
        forum,
        PointWords(title=title, verbatim=verbatim, kind=kind),
        Point(
            raised_by_id=raised_by_id,
            raised_as=raised_as.strip(),
            meeting_id=meeting_id,
            area_id=area_id,
            state=PointState.PUBLISHED,
            decided_at=now,
        ),
        now,
    )


def publish_point(
    session: Session, *, actor: ActorRef, point_id: int, title: str, now: datetime
) -> None:
    """Publish a raised point under a plain title; its clock starts today at the latest.

    Raises:
        NotAllowed: not a facilitator of this forum.
        Conflict: no title, or it was decided before.
    """
    publish_points(session, actor=actor, titles={point_id: title}, now=now)


def publish_points(
    session: Session, *, actor: ActorRef, titles: Mapping[int, str], now: datetime
) -> None:
    """Publish raised points under plain titles, all or none; raises as `publish_point`.

    Args:
        titles: by point.
    """
    with holding_points(session, titles) as held:
        for point, forum in held:
            if refusal := refuse_to_decide_point(actor, forum, point):
                raise refusal
            if not titles[point.id].strip():
                raise Conflict("point.title_needed", field="title")
        paths = [path_of(forum, point) for point, forum in held]
        if refusal := refuse_writer_to_judge(session, actor, *paths):
            raise refusal
        for point, _forum in held:
            point.move_to(PointState.PUBLISHED)
            point.title = titles[point.id].strip()
            point.decided_at = now
        session.flush()
        audit.record_all(
            session,
            [
                audit.Entry(
                    kind=PointLog.POINT_PUBLISHED,
                    actor=actor,
                    subject=path,
                    now=now,
                    data={"title": point.title},
                )
                for (point, _forum), path in zip(held, paths, strict=True)
            ],
        )
        for point, forum in held:
            told = tell_asker(session, forum, point, "forums:point_published", now=now)
            write_of_point(session, "published", forum, point, {}, told=told, now=now)


def refuse_point(
    session: Session, *, actor: ActorRef, point_id: int, reason: str, now: datetime
) -> None:
    """Do not publish a raised point; the asker is told why.

    Raises:
        NotAllowed: not a facilitator of this forum.
        Conflict: no reason, or it was decided before.
    """
    point, forum = locked_point(session, point_id)
    if refusal := refuse_to_decide_point(actor, forum, point):
        raise refusal
    if refusal := refuse_writer_to_judge(session, actor, path_of(forum, point)):
        raise refusal
    if not reason.strip():
        raise Conflict("point.reason_needed", field="reason")
    point.move_to(PointState.REFUSED)
    point.refusal = reason.strip()
    point.decided_at = now
    # The reason may quote the resident: the log keeps only that there is one.
    audit.record(
        session, PointLog.POINT_REFUSED, actor=actor, subject=path_of(forum, point), now=now
    )
    tell_asker(session, forum, point, "forums:point_refused", now=now, reason=point.refusal)


def change_kind(
    session: Session, *, actor: ActorRef, point_id: int, kind: str, reason: str, now: datetime
) -> None:
    """Correct whether a point is a request, a question or a concern; its due day stays.

    Raises:
        NotAllowed: not a facilitator of this forum.
        Conflict: no reason, an unknown kind, or the point is not open.
    """
    point, forum = locked_point(session, point_id)
    if refusal := refuse_to_facilitate(actor, forum):
        raise refusal
    if point.state != PointState.PUBLISHED:
        raise Conflict("point.not_public")
    if kind not in set(PointKind):
        raise Conflict("point.kind_unknown", field="kind")
    if not reason.strip():
        raise Conflict("point.reason_needed", field="reason")
    before, point.kind = point.kind, kind
    audit.record(
        session,
        PointLog.POINT_KIND_CHANGED,
        actor=actor,
        subject=path_of(forum, point),
        now=now,
        before=before,
        after=kind,
        reason=reason.strip(),
    )


def join_to(session: Session, *, point: Point, stays: Point, now: datetime) -> None:
    """Put `point` into `stays`: supporters and the asker come along, nobody counts twice.

    Who may do so, and what happens to the clock, is the rule of `clocks`.

    Raises:
        Conflict: `point` is not open.
    """
    point.move_to(PointState.JOINED)
    point.joined_to_id = stays.id
    here = set(
        session.scalars(select(PointSupport.account_id).where(PointSupport.point_id == stays.id))
    )
    come = set(
        session.scalars(select(PointSupport.account_id).where(PointSupport.point_id == point.id))
    )
    if point.raised_by_id is not None:
        come.add(point.raised_by_id)
    new = come - here - {stays.raised_by_id}
    session.add_all(
        PointSupport(point_id=stays.id, account_id=account_id, since=now)
        for account_id in sorted(who for who in new if who is not None)
    )
    session.flush()
