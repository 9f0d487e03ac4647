"""Points and what was said on them as texts that can be reported, hidden and restored.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

import secrets
from re import Match

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.people import person_path
from pbplatform.core.actor import PLACE
from pbplatform.core.texts import FoundText, TextField, leads_to
from pbplatform.core.whole import whole_or_none
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Answer, Assessment, Assignment, Point, PointTurn
from pbplatform.points.services.asker import path_of

BY_PHONE = 0  # stands in the place of the account of an asker who has none
LONGEST = {"title": 120, "raised_as": 80, "photo_alt": 300}


def point_at(session: Session, named: Match[str]) -> tuple[Point, ForumSeries] | None:
    """The point that a path names, and its forum."""
    found = session.execute(
        select(Point, ForumSeries)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(ForumSeries.slug == named[1], Point.number == whole_or_none(named[2]))
    ).first()
    return None if found is None else (found[0], found[1])


def find_point(session: Session, named: Match[str]) -> FoundText | None:
    """The point of a path with all that was said on it but its answers."""
    found = point_at(session, named)
    if found is None:
        return None
    point, forum = found
    parts = [
        TextField("title", point.title, longest=LONGEST["title"]),
        TextField("verbatim", point.verbatim),
        TextField("withdrawn_why", point.withdrawn_why),
        TextField("photo", point.photo.hex() if point.photo else "", is_file=True),
        TextField("photo_alt", point.photo_alt, longest=LONGEST["photo_alt"], group="photo"),
    ]
    if point.raised_by_id is None:  # else it goes with the name of that person
        parts.append(TextField("raised_as", point.raised_as, longest=LONGEST["raised_as"]))
    path = path_of(forum, point)
    return FoundText(
        path=path,
        number=str(point.number),
        fields=(*parts, *_said(session, point)),
        authors=frozenset({point.raised_by_id} if point.raised_by_id else ()),
        url=f"/{path}",
        scope=forum.scope,
        is_public=point.is_public,
    )


def _said(session: Session, point: Point) -> list[TextField]:
    turns = session.scalars(
        select(PointTurn).where(PointTurn.point_id == point.id).order_by(PointTurn.n)
    )
    parts = [TextField("turn", turn.text, turn.n) for turn in turns]
    given = session.scalars(
        select(Assignment).where(Assignment.point_id == point.id).order_by(Assignment.n)
    )
    for each in given:
        parts.append(TextField("assigned", each.reason, each.n))
        parts.append(TextField("sent_back", each.sent_back_reason, each.n))
    missing = session.execute(
        select(Answer.n, Assessment)
        .join(Assessment, Assessment.answer_id == Answer.id)
        .where(Answer.point_id == point.id)
        .order_by(Answer.n, Assessment.at)
    )
    parts += [TextField(f"missing_{n}", each.missing, each.account_id) for n, each in missing]
    by_phone = select(Answer.n, Answer.asker_missing).where(
        Answer.point_id == point.id, Answer.asker_missing != ""
    )
    found = session.execute(by_phone.order_by(Answer.n))
    parts += [TextField(f"missing_{n}", words, BY_PHONE) for n, words in found]
    return parts


def write_point(session: Session, named: Match[str], part: TextField) -> None:
    """Write one part of a point, or of what was said on it.

    Whoever takes words of its asker away has read them. Source: docs/rules/points.md section 1.13.
    """
    found = point_at(session, named)
    if found is None:
        raise KeyError(named[0])
    point = session.get_one(Point, found[0].id, with_for_update=True, populate_existing=True)
    if part.name in ("title", "verbatim", "photo", "photo_alt", "raised_as"):
        point.unread_since = None
    if part.name == "turn":
        session.get_one(PointTurn, (point.id, part.version)).text = part.words
    elif part.name == "assigned":
        session.get_one(Assignment, (point.id, part.version)).reason = part.words
    elif part.name == "sent_back":
        session.get_one(Assignment, (point.id, part.version)).sent_back_reason = part.words
    elif part.name.startswith("missing_"):
        _write_missing(session, point, part)
    elif part.name == "photo":
        point.photo = bytes.fromhex(part.words) if part.words else None
    else:
        setattr(point, part.name, part.words)
    session.flush()


def _write_missing(session: Session, point: Point, part: TextField) -> None:
    query = select(Answer).where(Answer.point_id == point.id, Answer.n == int(part.name[-1]))
    answer = session.scalars(query).one()
    if part.version == BY_PHONE:
        answer.asker_missing = part.words
    else:
        session.get_one(Assessment, (answer.id, part.version)).missing = part.words


def forget_salt(session: Session, named: Match[str]) -> None:
    """Erased words can no longer be tried against the hash in the log."""
    found = point_at(session, named)
    if found is not None:
        found[0].verbatim_salt = secrets.token_bytes(32)
        session.flush()


def find_asker(session: Session, named: Match[str]) -> FoundText | None:
    """The name beside a point, where one is shown."""
    found = point_at(session, named)
    if found is None or found[0].raised_by_id is None:
        return None
    point = found[0]
    shown = point.is_public and bool(point.raised_as)
    return leads_to(person_path(point.raised_by_id), is_public=shown)


def find_names_beside_points(session: Session, named: Match[str]) -> FoundText | None:
    """Where a person's name stands beside points; each keeps it as it was then."""
    account = whole_or_none(named[1])
    points = session.execute(
        select(Point.id, Point.raised_as)
        .where(Point.raised_by_id == account, Point.raised_as != "")
        .order_by(Point.id)
    )
    parts = tuple(
        TextField("raised_as", words, number, longest=LONGEST["raised_as"], group="name")
        for number, words in points
    )
    return FoundText(named[0], "", parts, frozenset(), "", PLACE)


def write_name_beside_point(session: Session, _named: Match[str], part: TextField) -> None:
    """Write the name beside one point."""
    point = session.get_one(Point, part.version, with_for_update=True, populate_existing=True)
    point.raised_as = part.words
    session.flush()


def write_nothing(_session: Session, _named: Match[str], part: TextField) -> None:
    """A path that leads elsewhere has no parts of its own.

    Raises:
        KeyError: always.
    """
    raise KeyError(part.name)
