"""Whom a changed decision concerns: those of the thing because of which it was changed.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.changes.kinds import Because
from pbplatform.changes.queries.things import Thing
from pbplatform.points.models import Point
from pbplatform.points.queries import audiences as of_points
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries import audiences as of_ideas
from pbplatform.rounds.models import Round


def concerned_by(session: Session, thing: Thing) -> list[tuple[str, int]]:
    """The audiences of a point, an idea or a project, each with the id it reads by."""
    if thing.because is Because.POINT:
        of_forum = (Point.forum_id == thing.holder_id, Point.number == thing.number)
        point_id = session.scalars(select(Point.id).where(*of_forum)).one()
        return [(of_points.ASKER, point_id), (of_points.SUPPORTERS, point_id)]
    if thing.because is Because.IDEA:
        of_round = (Idea.round_id == thing.holder_id, Idea.number == thing.number)
        idea_id = session.scalars(select(Idea.id).where(*of_round)).one()
        return [(of_ideas.AUTHOR, idea_id), (of_ideas.SUPPORTERS, idea_id)]
    round_ = session.get_one(Round, thing.holder_id)
    return list(of_ideas.behind(session, round_, thing.number).audiences)
