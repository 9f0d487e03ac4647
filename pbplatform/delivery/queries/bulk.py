"""Reading many winners at once, for threads and lists."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select
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


# Built once: to build a statement takes longer than to send it.
_STEPS = (
    select(Round.slug, Project.number, Project.step)
    .join(Round, Round.id == Project.round_id)
    .where(
        Round.slug.in_(bindparam("rounds", expanding=True)),
        Project.number.in_(bindparam("numbers", expanding=True)),
    )
)


def steps_at(session: Session, at: Collection[tuple[str, int]]) -> dict[tuple[str, int], Step]:
    """The steps of winners that have their line, by slug of the round and number; one read."""
    asked = {
        "rounds": sorted({slug for slug, _number in at}),
        "numbers": sorted({number for _slug, number in at}),
    }
    rows = session.execute(_STEPS, asked)
    found = {(slug, number): Step(step) for slug, number, step in rows}
    return {key: step for key, step in found.items() if key in at}
