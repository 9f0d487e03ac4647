"""Reading many winners at once, for threads and lists."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project, ProjectNews
from pbplatform.rounds.models import Round


def news_of_projects(
    session: Session, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], list[ProjectNews]]:
    """The histories of several projects, each by (id of its round, its number); one read."""
    query = select(ProjectNews).where(
        ProjectNews.round_id.in_({round_id for round_id, _number in keys}),
        ProjectNews.number.in_({number for _round_id, number in keys}),
    )
    found: dict[tuple[int, int], list[ProjectNews]] = {}
    for told in session.scalars(query.order_by(ProjectNews.seq.desc())):
        found.setdefault((told.round_id, told.number), []).append(told)
    return found


def steps_at(session: Session, at: Collection[tuple[str, int]]) -> dict[tuple[str, int], Step]:
    """The steps of winners that have their line, by slug of the round and number; one read."""
    query = (
        select(Round.slug, Project.number, Project.step)
        .join(Round, Round.id == Project.round_id)
        .where(
            Round.slug.in_({slug for slug, _number in at}),
            Project.number.in_({number for _slug, number in at}),
        )
    )
    found = {(slug, number): Step(step) for slug, number, step in session.execute(query)}
    return {key: step for key, step in found.items() if key in at}
