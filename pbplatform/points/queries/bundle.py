"""What a bundle of a forum has in it: only what is public. Source: docs/rules/audit.md 12."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.domain.bundle import Part
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.bundled import Told, checkpoint_parts, in_blocks, tell_nobody
from pbplatform.core.canonical import canonical_json, instant_text
from pbplatform.forums.domain.programs import PART, VERIFIER
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.queries.minutes import minutes_versions, public_minutes
from pbplatform.moderation.queries import covered_below
from pbplatform.moderation.queries.served_log import bodies_served, words_served
from pbplatform.places import queries as places
from pbplatform.places.domain.tables import table_told
from pbplatform.places.models import CalendarHoliday, Team
from pbplatform.points.domain.bundle_readme import readme_of
from pbplatform.points.domain.composing import words_of
from pbplatform.points.domain.standing import due_of_stage
from pbplatform.points.models import Answer, Point
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.points import public_views
from pbplatform.points.queries.response_times import strips
from pbplatform.points.queries.view import PointView, tally

# Of each text, the parts that decisions keep away, with their version.
Away = Mapping[str, Collection[tuple[str, int]]]


def forum_bundle_parts(
    session: Session, forum: ForumSeries, *, now: datetime, told: Told = tell_nobody
) -> Iterator[Part]:
    """Every file of a bundle by its name, in a fixed order.

    The same state on the same day gives the same bytes. How long the log is is read first, so that
    what is put in order meanwhile changes no file.

    Args:
        told: called with the number of lines that were written since it was called last.
    """
    size = log.size(session, log=SITE)
    views = point_views(session, Point.forum_id == forum.id, now=now)[::-1]
    yield "README.md", [readme_of(forum.slug, forum.name).encode()]
    for program in (VERIFIER, PART):
        yield program.name, [program.read_bytes()]
    yield from checkpoint_parts(session, {"site": (SITE, size)})
    served = bodies_served(session, log.bodies(session, log=SITE))
    yield "site.jsonl", in_blocks(served, told, size)
    yield "site.words.jsonl", in_blocks(words_served(session, before=size), told)
    yield "calendars.json", [_json(_calendars(session))]
    away = covered_below(session, forum.path)
    yield "forum.json", [_json(_forum(session, forum, away))]
    yield "points.json", [_json([_point(view, away) for view in views])]
    yield "figures.json", [_json(figures_of(session, forum, now=now))]


def forum_bundle_lines(session: Session) -> int:
    """About how many lines a bundle has; for a bar that shows how far it is."""
    return log.size(session, log=SITE)


def _json(value: Mapping[str, Any] | list[dict[str, Any]]) -> bytes:
    if isinstance(value, list):  # one point on each line
        return b"[" + b",\n".join(canonical_json(each) for each in value) + b"]\n"
    return canonical_json(value) + b"\n"


def _calendars(session: Session) -> dict[str, Any]:
    """Every holiday table as it is kept, and the time zone in which days begin."""
    days: dict[int, dict[Any, tuple[str, bool]]] = defaultdict(dict)
    for each in session.scalars(select(CalendarHoliday)):
        days[each.version][each.day] = (each.name, each.is_own)
    tables = [
        table_told(
            version=each.version,
            region=each.region,
            years=(each.first_year, each.last_year),
            weekend=each.weekend,
            holidays=days[each.version],
        )
        for each in places.calendars(session)[::-1]
    ]
    return {"timezone": places.require_place(session).timezone, "tables": tables}


def _forum(session: Session, forum: ForumSeries, away: Away) -> dict[str, Any]:
    own = select(Meeting).where(Meeting.forum_id == forum.id).order_by(Meeting.slug, Meeting.id)
    return {
        "slug": forum.slug,
        "name": forum.name,
        "lead": session.get_one(Team, forum.lead_team_id).slug,
        "meetings": [_meeting(session, forum, each, away) for each in session.scalars(own).all()],
    }


def _meeting(session: Session, forum: ForumSeries, meeting: Meeting, away: Away) -> dict[str, Any]:
    gone = away.get(f"{forum.path_to(meeting)}/minutes", frozenset())
    versions = public_minutes(minutes_versions(session, meeting.id))
    return {
        "slug": meeting.slug,
        "day": meeting.day.isoformat(),
        "calendar": meeting.calendar_version,
        "minutes_days": meeting.minutes_days,
        "correction_days": meeting.correction_days,
        "minutes": [_version(each, ("text", each.n) in gone) for each in versions],
    }


def _version(version: MinutesVersion, is_away: bool) -> dict[str, Any]:
    return {
        "n": version.n,
        "kind": version.kind,
        "at": instant_text(version.written_at),
        "sha256": version.sha256.hex(),
        **({"withheld": 1} if is_away else {"text": version.text}),
    }


def _point(view: PointView, away: Away) -> dict[str, Any]:
    """What decides where a point stands, and its words where everybody may read them."""
    point, standing = view.point, view.standing
    told = {
        "number": point.number,
        "state": point.state,
        "sort": point.kind,
        "came_at": instant_text(point.came_at),
        "public_at": instant_text(point.decided_at) if point.decided_at and point.is_public else "",
        "meeting": view.meeting.slug if view.meeting else "",
        "calendar": point.calendar_version,
        "answer_days": point.answer_days,
        "start": standing.clock.start.isoformat(),
        "due": standing.due.isoformat(),
        "late": standing.days_late if standing.is_late else 0,
        "team": view.team.slug,
        "answers": [_answer(view, each, away) for each in view.answers],
    }
    if not point.is_public:
        return told
    gone = {field for field, _n in away.get(view.path, ())}
    if "title" not in gone:
        told["title"] = point.title
    if "verbatim" in gone:
        return {**told, "withheld": 1}
    return {**told, "words": point.verbatim, "salt": point.verbatim_salt.hex()}


def _answer(view: PointView, answer: Answer, away: Away) -> dict[str, Any]:
    due = due_of_stage(view.standing.clock, view.facts, answer.n, view.days)
    told = {
        "n": answer.n,
        "sort": answer.kind,
        "at": instant_text(answer.published_at),
        "day": answer.day.isoformat(),
        "due": due.isoformat(),
        "late": view.days.days_late(due, answer.day),
        "again_on": answer.challenged_on.isoformat() if answer.challenged_on else "",
    }
    if f"{view.path}/answers/{answer.n}" in away:
        return {**told, "withheld": 1}
    reasons = [(each.code, each.detail, each.would_change) for each in answer.reasons]
    text = words_of(answer.explanation, answer.link, reasons)
    return {**told, "sentence": answer.sentence, "text": text}


def figures_of(session: Session, forum: ForumSeries, *, now: datetime) -> dict[str, Any]:
    """The figures that the pages of a forum publish today. Source: docs/rules/points.md 8."""
    views = public_views(session, forum, now=now)
    counted = tally(views)
    counts = counted.counts
    return {
        "on": places.working_days(session).day_of(now).isoformat(),
        "points": {
            "raised": counted.raised,
            "joined": counted.joined,
            "withdrawn": counted.withdrawn,
            "yes_or_part": counted.changed,
            "to_answer": counts.to_answer,
            "in_time": counts.in_time,
            "late_answers": counts.late_answers,
            "in_wait": counts.in_wait,
            "waiting_late": counts.waiting_late,
            "again": counts.again,
            "again_late": counts.again_late,
        },
        "teams": [
            {
                "team": each.slug,
                "name": each.team,
                "in_time": each.in_time,
                "late": each.late,
                "waiting": each.waiting,
                "half_by": "" if each.half_by is None else each.half_by,
            }
            for each in strips(views)
        ],
    }
