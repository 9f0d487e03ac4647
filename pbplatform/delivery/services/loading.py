"""Loading and telling: what every act on a project begins and ends with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import LogKind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.delivery.kinds import News
from pbplatform.delivery.models import Project, ProjectNews
from pbplatform.delivery.queries import project_path
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries import show_frozen


@dataclass(frozen=True)
class Winner:
    """A winner with what may not exist yet: its project row and its owner."""

    round_: Round
    ballot: BallotProject
    project: Project | None
    owner: Team | None

    @property
    def path(self) -> str:
        return project_path(self.round_.slug, self.ballot.number)


def winner(session: Session, round_id: int, number: int) -> Winner:
    """The winner, its project row locked.

    Raises:
        NotFound: no such project, or it did not win.
    """
    round_ = session.get(Round, round_id)
    won = session.get(ResultRow, (round_id, round_.result_number, number)) if round_ else None
    ballot = session.get(BallotProject, (round_id, number))
    if round_ is None or won is None or not won.won or ballot is None:
        raise NotFound("project.not_found")
    project = session.scalars(
        select(Project)
        .where(Project.round_id == round_id, Project.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    owner = session.get_one(Team, project.team_id) if project else None
    show_frozen(round_.definition.told if round_.definition else None, ballot)
    return Winner(round_, ballot, project, owner)


def with_line(session: Session, round_id: int, number: int) -> tuple[Winner, Project, Team]:
    """A winner that has its line.

    Raises:
        NotFound: it did not win.
        Conflict: it has no line yet.
    """
    found = winner(session, round_id, number)
    if found.project is None or found.owner is None:
        raise Conflict("project.no_line_yet")
    return found, found.project, found.owner


def place_timezone(session: Session) -> ZoneInfo:
    """Where a day begins and ends."""
    place = places.the_place(session)
    return ZoneInfo(place.timezone) if place else ZoneInfo("UTC")


def add_news(
    session: Session,
    project: Project,
    kind: News,
    *,
    actor: ActorRef,
    now: datetime,
    **facts: Any,
) -> None:
    """One more line of the project's history."""
    last = session.scalar(
        select(func.max(ProjectNews.seq)).where(
            ProjectNews.round_id == project.round_id, ProjectNews.number == project.number
        )
    )
    session.add(
        ProjectNews(
            round_id=project.round_id,
            number=project.number,
            seq=(last or 0) + 1,
            at=now,
            kind=kind,
            by_name=actor.name,
            **facts,
        )
    )
    session.flush()


def log(
    session: Session, kind: LogKind, found: Winner, *, actor: ActorRef, now: datetime, **data: Any
) -> None:
    """The public entry of an act on a project."""
    audit.record(session, kind, actor=actor, subject=found.path, now=now, **data)
