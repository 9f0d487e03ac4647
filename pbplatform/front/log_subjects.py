"""Which pages the log may lead to: only those that everybody may open at present."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries, Point
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea
from pbplatform.responses.queries.points import PUBLIC
from pbplatform.rounds.models import Round

_ROUND = re.compile(r"rounds/([^/]+)(?:/.*)?")
_IDEA = re.compile(r"rounds/([^/]+)/ideas/(\d+)")
_POINT = re.compile(r"forums/([^/]+)/points/(\d+)(?:/.*)?")


def everybody_may_open(session: Session, subject: str) -> bool:
    """Whether the page of a subject is public: drafts, unread and refused things are not."""
    if named := _IDEA.fullmatch(subject):
        return _idea_is_public(session, named[1], int(named[2]))
    if named := _POINT.fullmatch(subject):
        return _point_is_public(session, named[1], int(named[2]))
    if named := _ROUND.fullmatch(subject):
        asked = select(Round.id).where(Round.slug == named[1], Round.published_at.is_not(None))
        return session.scalar(asked) is not None
    return True


def _idea_is_public(session: Session, slug: str, number: int) -> bool:
    asked = (
        select(Idea.id)
        .join(Round, Round.id == Idea.round_id)
        .where(Round.slug == slug, Round.published_at.is_not(None), Idea.number == number)
        .where(Idea.state.in_(PUBLIC_STATES))
    )
    return session.scalar(asked) is not None


def _point_is_public(session: Session, slug: str, number: int) -> bool:
    asked = (
        select(Point.id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(ForumSeries.slug == slug, Point.number == number, Point.state.in_(PUBLIC))
    )
    return session.scalar(asked) is not None
