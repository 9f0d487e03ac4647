"""Raising, publishing and supporting points. Source: docs/rules/points.md section 1."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.files import StoredFile
from pbplatform.core.numbers import next_number
from pbplatform.core.written_for import refuse_writer_to_judge, refuse_writer_to_support
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
    refuse_to_support,
)
from pbplatform.points.services.asker import (
    path_of,
    tell_asker,
    write_of_point,
)
from pbplatform.points.services.reading import show_unread_point, tell_that_it_is_public

LONGEST = 1500  # letters of a resident's own words


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
class PointWords:
    """What is said in a point, and what it is."""

    title: str
    verbatim: str
    kind: str


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
        photo: a picture that was stored before, with its description.
        with_name: show the resident's public name beside it.
        tells: whether the asker is told now that it is public; else the caller does it.
    Raises:
        NotAllowed: not signed in.
        Conflict: a part is missing or too long.
    """
    if refusal := refuse_to_raise(actor):
        raise refusal
    forum = session.get_one(ForumSeries, forum_id)
    asker = session.get_one(Account, actor.account_id)
    point = add_point(
        session,
        actor,
        forum,
        PointWords(title=title, verbatim=verbatim, kind=kind),
        Point(
            raised_by_id=asker.id,
            raised_as=asker.name if with_name else "",
            area_id=area_id,
            state=PointState.RAISED,
            **_picture(session, photo),
        ),
        now,
    )
    if places.reads_after(session, Setting.READS_POINTS):
        show_unread_point(session, forum=forum, point=point, now=now)
        if tells:
            tell_that_it_is_public(session, forum=forum, point=point, now=now)
    return point


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


def add_point(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    words: PointWords,
    point: Point,
    now: datetime,
) -> Point:
    """Add a point to a forum, with its number, its clock and its entry in the log.

    Raises:
        Conflict: a part is missing or too long.
    """
    if words.kind not in set(PointKind):
        raise Conflict("point.kind_unknown", field="kind")
    if not words.title.strip():
        raise Conflict("point.title_needed", field="title")
    if not words.verbatim.strip():
        raise Conflict("point.words_needed", field="verbatim")
    if len(words.verbatim.strip()) > LONGEST:
        raise Conflict("point.words_too_long", field="verbatim")
    salt, commitment = audit.text_commitment(words.verbatim.strip())
    point.forum_id = forum.id
    point.number = next_number(session, f"point:{forum.id}")
    point.kind = words.kind
    point.title = words.title.strip()
    point.verbatim = words.verbatim.strip()
    point.verbatim_salt = salt
    point.came_at = now
    point.calendar_version = places.newest_calendar(session)
    point.answer_days = places.require_place(session).answer_days
    session.add(point)
    session.flush()
    audit.record(
        session,
        PointLog.POINT_RAISED,
        actor=actor,
        subject=path_of(forum, point),
        now=now,
        sort=point.kind,
        words=commitment,
        at_meeting=point.meeting_id is not None,
        public=point.state == PointState.PUBLISHED,
        answer_days=point.answer_days,
        calendar=point.calendar_version,
        **(
            {"meeting": session.get_one(Meeting, point.meeting_id).slug} if point.meeting_id else {}
        ),
    )
    return point


def publish_point(
    session: Session, *, actor: ActorRef, point_id: int, title: str, now: datetime
) -> None:
    """Publish a raised point under a plain title; its clock starts today at the latest.

    Raises:
        NotAllowed: not a facilitator of this forum.
        Conflict: no title, or it was decided before.
    """
    point, forum = locked_point(session, point_id)
    if refusal := refuse_to_decide_point(actor, forum, point):
        raise refusal
    if refusal := refuse_writer_to_judge(session, actor, path_of(forum, point)):
        raise refusal
    if not title.strip():
        raise Conflict("point.title_needed", field="title")
    point.move_to(PointState.PUBLISHED)
    point.title = title.strip()
    point.decided_at = now
    audit.record(
        session,
        PointLog.POINT_PUBLISHED,
        actor=actor,
        subject=path_of(forum, point),
        now=now,
        title=point.title,
    )
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


def support(session: Session, *, actor: ActorRef, point_id: int, now: datetime) -> None:
    """Support a point; supporting it again changes nothing.

    Raises:
        NotAllowed: not signed in.
        Conflict: one's own point, or it is not open.
    """
    point = session.get_one(Point, point_id)
    if refusal := refuse_to_support(actor, point):
        raise refusal
    forum = session.get_one(ForumSeries, point.forum_id)
    if refusal := refuse_writer_to_support(session, actor, path_of(forum, point)):
        raise refusal
    with suppress(IntegrityError), session.begin_nested():  # the key decides a double press
        session.add(PointSupport(point_id=point_id, account_id=actor.account_id, since=now))


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


def locked_point(session: Session, point_id: int) -> tuple[Point, ForumSeries]:
    """The point as it stands, its row locked, and its forum."""
    point = session.get_one(Point, point_id, with_for_update=True, populate_existing=True)
    return point, session.get_one(ForumSeries, point.forum_id)
