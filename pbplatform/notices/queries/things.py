"""Things that people can follow, as everybody may see them. Source: docs/rules/notices.md 7.1."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.texts import MARK, FoundText, find_text
from pbplatform.core.whole import whole_or_none
from pbplatform.forums import queries as forums
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.results.queries import won_before
from pbplatform.rounds.models import BallotProject
from pbplatform.rounds.queries import public_round

_TEXT = re.compile(r"rounds/[^/]+/(ideas|proposals)/\d+|forums/[^/]+/points/\d+")
_ROUND = re.compile(r"rounds/([^/]+)")
_PROJECT = re.compile(r"rounds/([^/]+)/projects/(\d+)")
_FORUM = re.compile(r"forums/([^/]+)")
_MEETING = re.compile(r"forums/([^/]+)/meetings/([^/]+)")


# Nobody follows a notice: it is told to those who follow what it is about.
_NOTICE = re.compile(r"(?:rounds|forums)/[^/]+/notices/\d+")
_TEAM = re.compile(r"teams/([^/]+)")
_LONGEST = 160  # letters, as the database keeps them


@dataclass(frozen=True)
class Thing:
    """A thing with a public page.

    Attributes:
        path: of its page, as links name it; nothing else leads to it here.
        name: as the page shows it now; empty for a meeting, which has a day.
        day: of a meeting, as its address has it.
    """

    path: str
    name: str
    day: str = ""


def can_be_followed(path: str) -> bool:
    """Whether a thing with such a path could be followed, be there one now or not."""
    kinds = (_TEXT, _ROUND, _PROJECT, _FORUM, _MEETING, _TEAM)
    return len(path) <= _LONGEST and any(kind.fullmatch(path) for kind in kinds)


def find_thing(session: Session, path: str) -> Thing | None:
    """The thing at a path; None where everybody cannot see it, or its name went.

    A notice is one too, though only what it is about can be followed.
    """
    if len(path) <= _LONGEST and _NOTICE.fullmatch(path):
        return _notice(session, path)
    if not can_be_followed(path):
        return None
    if _TEXT.fullmatch(path):
        return _text(session, path)
    try:
        if found := _ROUND.fullmatch(path):
            return Thing(path, public_round(session, found[1]).name)
        if found := _PROJECT.fullmatch(path):
            return _project(session, found[1], found[2], path)
        if found := _FORUM.fullmatch(path):
            return Thing(path, forums.forum_by_slug(session, found[1]).name)
        if found := _TEAM.fullmatch(path):
            return Thing(path, places.team_by_slug(session, found[1]).name)
        if found := _MEETING.fullmatch(path):
            forum = forums.forum_by_slug(session, found[1])
            meeting = forums.meeting_at(session, forum.id, found[2])
            return Thing(path, forum.name, found[2]) if meeting.slug == found[2] else None
    except NotFound:
        return None
    return None


def _text(session: Session, path: str) -> Thing | None:
    text = find_text(session, path)
    if text is None or not text.is_public or text.path != path:
        return None
    title = dict(_parts(text)).get("title", "")
    return Thing(path, title) if title and title != MARK else None


def _notice(session: Session, path: str) -> Thing | None:
    """A notice that stands: of one that was taken back nothing more is sent."""
    text = find_text(session, path)
    taken_back = text is not None and any(name == "reason" for name, _words in _parts(text))
    return None if taken_back else _text(session, path)


def _project(session: Session, slug: str, typed: str, path: str) -> Thing | None:
    """A project that won, also while it is not certified."""
    round_, number = public_round(session, slug), whole_or_none(typed)
    if number is None or str(number) != typed or not won_before(session, round_.id, number):
        return None
    query = select(BallotProject.title).where(
        BallotProject.round_id == round_.id, BallotProject.number == number
    )
    title = session.scalar(query)
    # The list of the ballot cannot change any more; what went from the proposal went from here.
    text = find_text(session, proposal_path(slug, number))
    went = text is not None and any(part == ("title", MARK) for part in _parts(text))
    return Thing(path, title) if title and title != MARK and not went else None


def _parts(text: FoundText) -> list[tuple[str, str]]:
    return [(part.name, part.words) for part in text.fields]
