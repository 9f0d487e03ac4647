"""Ideas and points by a few words, for whoever picks up the telephone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.text_fold import fold
from pbplatform.forums.queries import forum_by_slug
from pbplatform.points.models import Point
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.queries import similar_ideas
from pbplatform.rounds.queries import public_round

_MOST = 10
_READ = 2000  # points of a forum that are looked through, the newest first


def found_by_words(session: Session, where: str, typed: str) -> list[str]:
    """Paths of what is like these words in a round or forum, at most ten."""
    head, _stroke, slug = where.partition("/")
    if head == "rounds":
        round_ = public_round(session, slug)
        rows = similar_ideas(session, round_.id, typed)[:_MOST]
        return [idea_path(slug, row.idea.number) for row in rows]
    forum = forum_by_slug(session, slug)
    query = (
        select(Point.number, Point.title)
        .where(Point.forum_id == forum.id)
        .order_by(Point.number.desc())
        .limit(_READ)
    )
    words = fold(typed).split()
    found = [
        number for number, title in session.execute(query) if all(w in fold(title) for w in words)
    ]
    return [f"{forum.path}/points/{number}" for number in found[:_MOST]]
